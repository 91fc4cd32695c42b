import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk

from mlcore.errors import LoupeError
from mlcore.evaluation.curves import (
    confusion,
    one_by_one,
    per_class,
    precision_recall,
    roc,
    thin,
)

CLASSES = ("no", "perhaps", "yes")


def _rows(seed, rows=200, classes=2, ties=True):
    random = np.random.default_rng(seed)
    y = random.integers(classes, size=rows)
    raw = random.random((rows, classes)) + np.eye(classes)[y] * 0.4
    raw = np.round(raw, 1) + 0.1 if ties else raw
    return y, raw / raw.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("seed", range(5))
def test_the_confusion_matrix_is_scikit_learn_s(seed):
    y, probability = _rows(seed, classes=3)
    predicted = probability.argmax(axis=1)
    found = confusion(y, predicted, CLASSES)
    np.testing.assert_array_equal(found.counts, sk.confusion_matrix(y, predicted))
    np.testing.assert_allclose(found.shares, sk.confusion_matrix(y, predicted, normalize="true"))
    assert found.accuracy == pytest.approx(sk.accuracy_score(y, predicted))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1))
def test_every_row_is_counted_once(pairs):
    y, predicted = np.array(pairs).T
    found = confusion(y, predicted, CLASSES)
    assert found.counts.sum() == len(pairs)
    assert (found.counts.sum(axis=1) == np.bincount(y, minlength=3)).all()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("positive", [0, 1])
def test_the_roc_curve_is_scikit_learn_s(seed, positive):
    y, probability = _rows(seed)
    found = roc(y, probability, CLASSES[:2], positive)
    fpr, tpr, thresholds = sk.roc_curve(
        y == positive, probability[:, positive], drop_intermediate=False
    )
    np.testing.assert_allclose(found.fpr, fpr)
    np.testing.assert_allclose(found.tpr, tpr)
    np.testing.assert_allclose(found.thresholds, thresholds)
    assert found.auc == pytest.approx(sk.roc_auc_score(y == positive, probability[:, positive]))
    assert found.positive == CLASSES[positive]


@pytest.mark.parametrize("seed", range(5))
def test_precision_and_recall_are_scikit_learn_s(seed):
    y, probability = _rows(seed)
    found = precision_recall(y, probability, CLASSES[:2])
    precision, recall, _ = sk.precision_recall_curve(y, probability[:, 1])
    np.testing.assert_allclose(found.precision, precision[:-1][::-1])
    np.testing.assert_allclose(found.recall, recall[:-1][::-1])
    expected = sk.average_precision_score(y, probability[:, 1])
    assert found.average_precision == pytest.approx(expected)
    assert found.chance == pytest.approx(y.mean())


@given(st.integers(0, 10_000))
@settings(max_examples=50)
def test_rates_never_fall_and_end_at_one(seed):
    y, probability = _rows(seed, rows=30)
    if len(set(y)) == 2:
        found = roc(y, probability, CLASSES[:2])
        assert (np.diff(found.tpr) >= 0).all()
        assert (np.diff(found.fpr) >= 0).all()
        assert found.tpr[-1] == found.fpr[-1] == 1


@pytest.mark.parametrize("curve", [roc, precision_recall])
def test_a_curve_needs_both_classes(curve):
    with pytest.raises(LoupeError) as caught:
        curve(np.zeros(5, dtype=int), np.full((5, 2), 0.5), CLASSES[:2])
    assert caught.value.code == "not_two_classes"


@pytest.mark.parametrize("seed", range(5))
def test_each_class_alone_is_scikit_learn_s(seed):
    y, probability = _rows(seed, classes=3)
    predicted = probability.argmax(axis=1)
    expected = sk.precision_recall_fscore_support(y, predicted)
    for code, found in enumerate(per_class(y, predicted, CLASSES)):
        values = (found.precision, found.recall, found.f1, found.support)
        assert values == pytest.approx([part[code] for part in expected])


def test_a_class_that_never_occurs_scores_zero():
    found = per_class(np.array([0, 0]), np.array([0, 0]), CLASSES)[2]
    assert (found.precision, found.recall, found.f1, found.support) == (0, 0, 0, 0)


def test_thinning_keeps_both_ends():
    kept = thin(np.arange(10_000), 100)
    assert len(kept) <= 100
    assert (kept[0], kept[-1]) == (0, 9_999)
    assert thin(np.arange(7), 100).tolist() == list(range(7))


def test_each_class_is_ranked_against_the_rest():
    from sklearn.metrics import average_precision_score, roc_auc_score

    random = np.random.default_rng(4)
    y = random.integers(0, 3, 300)
    p = random.random((300, 4)) + 0.5 * np.eye(4)[y]
    p /= p.sum(axis=1, keepdims=True)
    *found, never = one_by_one(y, p, ("a", "b", "c", "never"))
    for code, one in enumerate(found):
        assert one.auc == pytest.approx(roc_auc_score(y == code, p[:, code]))
        expected = average_precision_score(y == code, p[:, code])
        assert one.average_precision == pytest.approx(expected)
        assert (one.rows, one.share) == ((y == code).sum(), (y == code).mean())
    assert np.isnan(never.auc)
    assert never.rows == 0
