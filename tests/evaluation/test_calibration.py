import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve
from statsmodels.stats.proportion import proportion_confint

from mlcore.evaluation.calibration import calibration, recalibrated, wilson


def _rows(seed, rows=2000, power=1.0):
    """Rows whose true probability is known; the told one is bent by *power*."""
    random = np.random.default_rng(seed)
    true = random.random(rows)
    truth = random.random(rows) < true
    return truth, true**power, random.integers(5, size=rows)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("bins", [5, 10])
def test_the_bins_are_scikit_learn_s(seed, bins):
    truth, chance, _ = _rows(seed, power=2)
    found = calibration(truth, chance, "yes", bins)
    observed, predicted = calibration_curve(truth, chance, n_bins=bins, strategy="quantile")
    np.testing.assert_allclose([part.observed for part in found.bins], observed)
    np.testing.assert_allclose([part.predicted for part in found.bins], predicted)
    rows = np.array([part.rows for part in found.bins])
    assert rows.sum() == found.rows == 2000
    assert found.error == pytest.approx(np.sum(rows / 2000 * np.abs(observed - predicted)))
    assert found.brier == pytest.approx(sk.brier_score_loss(truth, chance))


@pytest.mark.parametrize("seed", range(3))
def test_the_parts_of_the_log_loss_add_up(seed):
    truth, chance, _ = _rows(seed, power=3)
    found = calibration(truth, chance)
    loss = found.loss
    assert loss.total == pytest.approx(sk.log_loss(truth, chance))
    base = truth.mean()
    assert loss.uncertainty == pytest.approx(sk.log_loss(truth, np.full(len(truth), base)))
    parts = loss.uncertainty - loss.resolution + loss.reliability + loss.within
    assert parts == pytest.approx(loss.total)
    assert loss.resolution > 0
    assert loss.reliability > 0
    # a forecast that says the same within each bin: nothing is left within
    told = np.array([0.1, 0.3, 0.6, 0.9])[np.searchsorted([0.2, 0.5, 0.8], chance)]
    again = calibration(truth, told)
    assert [part.predicted for part in again.bins] == pytest.approx([0.1, 0.3, 0.6, 0.9])
    assert again.loss.within == pytest.approx(0, abs=1e-9)


def test_exact_probabilities_are_close_to_the_line_and_bent_ones_are_not():
    truth, chance, _ = _rows(5, 20_000)
    good, bad = calibration(truth, chance), calibration(truth, chance**3)
    assert good.error < 0.02
    assert bad.error > 0.15
    assert sum(part.low <= part.predicted <= part.high for part in good.bins) >= 8
    assert good.loss.reliability < 0.002 < bad.loss.reliability


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.2, 0.5, 1.0])), min_size=1))
def test_ties_and_few_rows_are_binned_once(rows):
    truth, chance = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    found = calibration(truth, chance)
    assert sum(part.rows for part in found.bins) == len(rows)
    assert len(found.bins) <= 10
    assert all(part.low <= part.observed + 1e-9 <= part.high + 2e-9 for part in found.bins)
    assert np.isfinite(found.loss.total)


def test_the_interval_is_wilson_s():
    for hits, rows in ((0, 7), (3, 11), (50, 60), (9, 9)):
        low, high = wilson(np.array([hits / rows]), np.array([rows]), 1.959963985)
        expected = proportion_confint(hits, rows, method="wilson")
        assert (float(low[0]), float(high[0])) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("method", ["isotonic", "sigmoid"])
def test_recalibration_mends_bent_probabilities(method):
    truth, chance, fold = _rows(1, 4000, power=3)
    mended = recalibrated(truth, chance, fold, method)
    assert calibration(truth, mended).error < 0.5 * calibration(truth, chance).error
    assert sk.log_loss(truth, np.clip(mended, 0.001, 0.999)) < sk.log_loss(truth, chance)


@pytest.mark.parametrize("method", ["isotonic", "sigmoid"])
def test_a_row_s_own_fold_does_not_bend_its_curve(method):
    truth, chance, fold = _rows(2, 600, power=2)
    lied = np.where(fold == 3, ~truth, truth)
    first, second = (recalibrated(t, chance, fold, method) for t in (truth, lied))
    np.testing.assert_array_equal(first[fold == 3], second[fold == 3])
    assert not np.array_equal(first[fold != 3], second[fold != 3])


def test_the_sigmoid_is_the_maximum_of_the_likelihood():
    truth, chance, fold = _rows(3, 500, power=2)
    inside = fold == 0
    odds = np.log(chance / (1 - chance))

    def loss(weights):
        told = 1 / (1 + np.exp(-(weights[0] * odds[~inside] + weights[1])))
        return sk.log_loss(truth[~inside], told)

    a, b = minimize(loss, [1.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-7}).x
    expected = 1 / (1 + np.exp(-(a * odds[inside] + b)))
    found = recalibrated(truth, chance, fold, "sigmoid")[inside]
    np.testing.assert_allclose(found, expected, atol=2e-3)


def test_too_few_rows_of_a_class_are_left_as_they_are():
    truth, chance, fold = _rows(4, 60)
    truth = np.zeros_like(truth)
    truth[:5] = True
    np.testing.assert_array_equal(recalibrated(truth, chance, fold, "isotonic"), chance)
    np.testing.assert_array_equal(recalibrated(truth, chance, fold, "none"), chance)
