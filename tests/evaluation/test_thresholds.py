import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import datasets as sk_data
from sklearn import metrics as sk
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from mlcore.errors import LoupeError
from mlcore.evaluation.thresholds import (
    STEPS,
    Payoff,
    best,
    capacity,
    outcomes_at,
    thresholds,
)

CLASSES = ("no", "yes")
MONEY = Payoff(hit=40.0, miss=-100.0, false_alarm=-7.0, rejection=0.5)


def _rows(seed, rows=300, share=0.3, decimals=None):
    random = np.random.default_rng(seed)
    y = (random.random(rows) < share).astype(int)
    chance = 1 / (1 + np.exp(-(random.normal(size=rows) + 1.5 * y - 1)))
    if decimals is not None:
        chance = np.round(chance, decimals)
    return y, np.c_[1 - chance, chance]


def _data_sets():
    """Ten tables: two real ones, eight made with ties, rare and common classes."""
    cancer = sk_data.load_breast_cancer(return_X_y=True)
    wine, kind = sk_data.load_wine(return_X_y=True)
    for x, y in (cancer, (wine, (kind == 1).astype(int))):
        model = LogisticRegression(C=1e-4, max_iter=200)
        yield y, cross_val_predict(model, x, y, method="predict_proba", cv=3)
    yield from (_rows(seed, 120 + 40 * seed, 0.05 + 0.1 * seed) for seed in range(4))
    yield from (_rows(seed, 200, 0.2 + 0.1 * seed, decimals=1) for seed in range(4))


def _worth(y, answered, payoff):
    """The worth of 1,000 rows, counted row by row."""
    gain = {(1, 1): payoff.hit, (1, 0): payoff.miss, (0, 1): payoff.false_alarm,
            (0, 0): payoff.rejection}  # fmt: skip
    return 1000 * sum(gain[int(t), int(a)] for t, a in zip(y, answered, strict=True)) / len(y)


@pytest.mark.parametrize("payoff", [Payoff(), MONEY, Payoff(0, -1, -1, 0)])
def test_the_best_threshold_is_that_of_brute_force_on_ten_data_sets(payoff):
    seen = 0
    for y, probability in _data_sets():
        tried = np.unique(np.r_[0.0, probability[:, 1], np.nextafter(probability[:, 1], 2), 1.0])
        most = max(_worth(y, probability[:, 1] >= t, payoff) for t in tried if t <= 1)
        found = best(y, probability, payoff)
        assert 0 <= found <= 1
        assert _worth(y, probability[:, 1] >= found, payoff) == pytest.approx(most, abs=1e-9)
        seen += 1
    assert seen == 10


@pytest.mark.parametrize("positive", [0, 1])
@pytest.mark.parametrize("decimals", [None, 2])
def test_every_threshold_counts_as_scikit_learn_does(positive, decimals):
    y, probability = _rows(3, decimals=decimals)
    found = thresholds(y, probability, CLASSES, positive, MONEY, draws=20)
    assert len(found.thresholds) == STEPS
    truth = y == positive
    for at in (0, 1, 40, 100, 131, 199, 200):
        answered = probability[:, positive] >= found.thresholds[at]
        (rejections, false_alarms), (misses, hits) = sk.confusion_matrix(
            truth, answered, labels=[False, True]
        )
        seen = found.outcomes
        assert (seen.hits[at], seen.misses[at]) == (hits, misses)
        assert (seen.false_alarms[at], seen.rejections[at]) == (false_alarms, rejections)
        assert found.worth.value[at] == pytest.approx(_worth(truth, answered, MONEY))
        if hits + false_alarms:
            right = sk.precision_score(truth, answered)
            assert found.precision.value[at] == pytest.approx(right)
        else:
            assert np.isnan(found.precision.value[at])
        assert found.recall.value[at] == pytest.approx(sk.recall_score(truth, answered))


def test_the_band_is_that_of_drawing_rows():
    y, probability = _rows(1, 400)
    found = thresholds(y, probability, CLASSES, payoff=MONEY, draws=2000)
    random = np.random.default_rng(9)
    drawn = {"precision": [], "recall": [], "worth": []}
    for _ in range(2000):
        rows = random.integers(len(y), size=len(y))
        seen = outcomes_at(y[rows], probability[rows], 0.5)
        drawn["precision"].append(float(seen.precision))
        drawn["recall"].append(float(seen.recall))
        drawn["worth"].append(float(seen.worth(MONEY)))
    for name, values in drawn.items():
        band = getattr(found, name)
        low, high = np.quantile(values, (0.025, 0.975))
        slack = 0.1 * (high - low)
        assert band.low[100] == pytest.approx(low, abs=slack), name
        assert band.high[100] == pytest.approx(high, abs=slack), name
        assert band.low[100] <= band.value[100] <= band.high[100]


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.7, 0.9, 1.0])),
        min_size=1, max_size=40,
    ),
    st.integers(0, 45),
)  # fmt: skip
def test_capacity_is_the_lowest_threshold_that_is_not_too_many(rows, most):
    y = np.array([row[0] for row in rows])
    chance = np.array([row[1] for row in rows])
    found = capacity(np.c_[1 - chance, chance], most)
    flagged = int((chance >= found).sum())
    highest = int((chance == chance.max()).sum()) if chance.max() == 1 else 0
    assert flagged <= max(most, highest)
    more = [int((chance >= t).sum()) for t in np.unique(np.r_[0.0, chance]) if t < found]
    assert all(count > most for count in more)
    seen = outcomes_at(y, np.c_[1 - chance, chance], found)
    assert int(seen.alarms) == flagged
    assert int(seen.alarms + seen.misses + seen.rejections) == len(rows)


def test_of_equal_thresholds_the_one_nearest_to_half_is_taken():
    chance = np.array([0.1, 0.2, 0.8, 0.9])
    assert best(np.array([0, 0, 1, 1]), np.c_[1 - chance, chance]) == pytest.approx(0.5)


def test_numbers_that_neighbour_each_other_are_parted():
    low = 0.3
    high = np.nextafter(low, 1)
    chance = np.array([low, high])
    found = best(np.array([0, 1]), np.c_[1 - chance, chance])
    assert list(chance >= found) == [False, True]


def test_one_class_has_no_threshold():
    y, probability = _rows(0)
    with pytest.raises(LoupeError) as caught:
        thresholds(np.ones_like(y), probability, CLASSES)
    assert caught.value.code == "not_two_classes"
    with pytest.raises(LoupeError):
        thresholds(y, np.c_[probability, probability], ("a", "b", "c"))
