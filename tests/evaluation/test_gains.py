import numpy as np
import pytest
from sklearn import metrics as sk

from mlcore.evaluation.gains import gains, precision_band, roc_band, scores


def _rows(seed, rows=400, decimals=2):
    random = np.random.default_rng(seed)
    y = (random.random(rows) < 0.3).astype(int)
    chance = np.round(np.clip(0.4 * y + random.random(rows) * 0.6, 0, 1), decimals)
    return y, np.c_[1 - chance, chance], random.integers(4, size=rows)


@pytest.mark.parametrize("seed", range(4))
def test_gains_are_counted_by_hand(seed):
    y, probability, _ = _rows(seed)
    found = gains(y == 1, probability[:, 1], "yes")
    assert (found.share[0], found.found[0]) == (0, 0)
    assert (found.share[-1], found.found[-1]) == (1, 1)
    for least in np.unique(probability[:, 1])[::7]:
        flagged = probability[:, 1] >= least
        at = int(np.flatnonzero(np.isclose(found.share, flagged.mean()))[0])
        assert found.found[at] == pytest.approx(sk.recall_score(y, flagged))
        assert found.lift[at - 1] == pytest.approx(sk.precision_score(y, flagged) / y.mean())
    assert found.lift[-1] == pytest.approx(1)


def test_a_perfect_ranking_finds_all_first():
    truth = np.arange(100) < 20
    found = gains(truth, np.linspace(1, 0, 100))
    assert found.found_at(0.2) == 1
    assert found.found_at(0.1) == pytest.approx(0.5)


def test_every_row_is_in_one_bar():
    y, probability, _ = _rows(1)
    found = scores(y == 1, probability[:, 1], "yes")
    assert found.inside.sum() == y.sum()
    assert found.inside.sum() + found.outside.sum() == len(y)


@pytest.mark.parametrize("positive", [0, 1])
def test_the_roc_band_is_the_mean_over_folds(positive):
    y, probability, fold = _rows(2, decimals=6)
    found = roc_band(y, probability, fold, positive)
    assert found.folds == 4
    for x in (0.1, 0.333, 0.8):
        at = int(np.abs(found.x - x).argmin())
        each = []
        for number in range(4):
            rows = fold == number
            fpr, tpr, _ = sk.roc_curve(
                y[rows] == positive, probability[rows, positive], drop_intermediate=False
            )
            each.append(tpr[fpr <= found.x[at] + 1e-12].max())
        assert found.mean[at] == pytest.approx(np.mean(each), abs=0.03)
        assert found.sd[at] == pytest.approx(np.std(each, ddof=1), abs=0.03)


def test_the_precision_band_is_the_best_precision_at_each_recall():
    y, probability, fold = _rows(3, decimals=6)
    found = precision_band(y, probability, fold, 1)
    for at in (0, 20, 55, 100):
        each = []
        for number in range(4):
            rows = fold == number
            precision, recall, _ = sk.precision_recall_curve(y[rows], probability[rows, 1])
            precision, recall = precision[:-1], recall[:-1]
            each.append(precision[recall >= found.x[at] - 1e-12].max())
        assert found.mean[at] == pytest.approx(np.mean(each))


def test_folds_of_one_class_are_left_out():
    y, probability, fold = _rows(4)
    y[fold == 2] = 0
    assert roc_band(y, probability, fold, 1).folds == 3
    nothing = roc_band(np.zeros_like(y), probability, fold, 1)
    assert nothing.folds == 0
    assert np.isnan(nothing.mean).all()
