"""What the figures of probabilities and errors say is what the numbers say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlcore.evaluation.calibration import calibration
from mlcore.evaluation.curves import roc
from mlcore.evaluation.error_groups import error_groups
from mlcore.evaluation.gains import gains, roc_band, scores
from mlcore.plots.classes import roc_plot
from mlcore.plots.error_groups import error_groups_plot
from mlcore.plots.probabilities import calibration_plot, gains_plot, scores_plot

RANDOM = np.random.default_rng(0)
TRUE = RANDOM.random(3000)
TRUTH = RANDOM.random(3000) < TRUE


def test_good_and_bent_probabilities_are_told_apart() -> None:
    good = calibration_plot(calibration(TRUTH, TRUE, "yes"))
    bent = calibration_plot(calibration(TRUTH, TRUE**3, "yes"))
    assert "more often" in bent.sentence
    assert float(good.lead.split("off by ")[1].split("%")[0]) < 4
    np.testing.assert_allclose(good.figure.data[1].y, good.table["Observed"])


def test_before_and_after_stand_together() -> None:
    before, after = (calibration(TRUTH, chance, "yes") for chance in (TRUE**3, TRUE))
    plot = calibration_plot(after, before=before)
    assert len(plot.figure.data) == 3
    assert plot.sentence.startswith("Before it was")


def test_gains_say_what_the_first_tenth_finds() -> None:
    value = gains(TRUTH, TRUE, "yes")
    plot = gains_plot(value)
    assert f"{100 * value.found_at(0.1):.0f}%" in plot.lead
    assert plot.table["Lift"].iloc[-1] == pytest.approx(1)


def test_scores_are_mirrored() -> None:
    plot = scores_plot(scores(TRUTH, TRUE, "yes"))
    up, down = plot.figure.data
    assert sum(up.y) == pytest.approx(1)
    assert sum(down.y) == pytest.approx(-1)


def test_the_band_of_the_folds_lies_around_the_curve() -> None:
    probability = np.c_[1 - TRUE, TRUE]
    fold = RANDOM.integers(5, size=3000)
    band = roc_band(TRUTH.astype(int), probability, fold, 1)
    value = roc(TRUTH.astype(int), probability, ("no", "yes"))
    plot = roc_plot(value, band=band)
    assert "5 folds" in plot.sentence
    assert len(plot.figure.data) == len(roc_plot(value).figure.data) + 1


def test_the_group_with_the_largest_errors_is_named() -> None:
    kind = pd.Series(RANDOM.choice(["a", "b", "<i>c</i>"], 3000), name="kind")
    residual = RANDOM.normal(size=3000) * np.where(kind == "<i>c</i>", 5, 1)
    plot = error_groups_plot(error_groups(residual, kind))
    assert "kind <i>c</i>" in plot.lead
    assert "<i>" not in "".join(plot.figure.layout.yaxis.ticktext)
    assert len(plot.table) == 3
