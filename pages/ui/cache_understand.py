"""What Understand shows of a run, remembered: pure functions of run, trial and what is asked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from mlcore.evaluation import calibration as reliability
from mlcore.evaluation import fairness as fair
from mlcore.evaluation import gains as ranked
from mlcore.evaluation import ranges as around
from mlcore.evaluation import thresholds as lines
from mlcore.evaluation.contributions import Contributions
from mlcore.evaluation.curves import Ranked, one_by_one
from mlcore.evaluation.disagreement import Disagreement
from mlcore.evaluation.effects import Answer, Effect, accumulated, partial_dependence
from mlcore.evaluation.error_groups import ErrorGroups, Scatter, breusch_pagan, error_groups
from mlcore.evaluation.importance import Importance
from mlcore.evaluation.interactions import Interaction
from mlcore.evaluation.interactions import interaction as pairwise
from mlcore.evaluation.slices import Slices
from mlcore.plots.plot import Plot
from mlcore.plots.thresholds import threshold_plot
from mlcore.prediction.overall import Bounds, explained
from mlcore.training import side_by_side
from mlcore.training.leaning import FirstFold, first_fold, leaning_of
from mlcore.training.readable import Readable, read
from mlcore.training.run import Run

_BY_RUN: Any = {
    "max_entries": 64,
    "hash_funcs": {Run: lambda run: run.id, lines.Payoff: repr},
    "show_spinner": False,
}


@st.cache_resource(**_BY_RUN)
def thresholds(run: Run, trial: str, positive: int, payoff: lines.Payoff) -> lines.Thresholds:
    """Return what each threshold does on the out-of-fold rows of a trial."""
    oof = run.oof(trial)
    return lines.thresholds(oof.y, oof.prediction, run.classes, positive, payoff)


@st.cache_resource(**_BY_RUN)
def best(run: Run, trial: str, positive: int, payoff: lines.Payoff) -> float:
    """Return the threshold that is worth most on the out-of-fold rows."""
    oof = run.oof(trial)
    return lines.best(oof.y, oof.prediction, payoff, positive)


@st.cache_resource(**_BY_RUN)
def capacity(run: Run, trial: str, positive: int, most: int) -> float:
    """Return the lowest threshold that calls at most *most* of the out-of-fold rows positive."""
    return lines.capacity(run.oof(trial).prediction, most, positive)


@st.cache_resource(**_BY_RUN)
def outcomes(run: Run, trial: str, positive: int, threshold: float) -> lines.Outcomes:
    """Return the outcomes of the out-of-fold rows at one threshold."""
    oof = run.oof(trial)
    return lines.outcomes_at(oof.y, oof.prediction, threshold, positive)


@st.cache_resource(**{**_BY_RUN, "max_entries": 16})
def threshold_figure(
    run: Run, trial: str, positive: int, payoff: lines.Payoff, threshold: float, shade: str | None
) -> Plot:
    """Return the figure with 201 thresholds, its slider at *threshold*."""
    return threshold_plot(thresholds(run, trial, positive, payoff), threshold, shade)


@st.cache_resource(**_BY_RUN)
def calibration(
    run: Run, trial: str, positive: int, method: reliability.Method
) -> reliability.Calibration:
    """Return the reliability of one class's out-of-fold probabilities, corrected by *method*."""
    oof = run.oof(trial)
    truth = oof.y == positive
    chance = reliability.recalibrated(truth, oof.prediction[:, positive], oof.fold, method)
    return reliability.calibration(truth, chance, run.classes[positive])


@st.cache_resource(**_BY_RUN)
def ranking(run: Run, trial: str, positive: int) -> tuple[ranked.Gains, ranked.Scores]:
    """Return gains of one class, and how its probabilities spread."""
    oof = run.oof(trial)
    given = (oof.y == positive, oof.prediction[:, positive], run.classes[positive])
    return ranked.gains(*given), ranked.scores(*given)


@st.cache_resource(**_BY_RUN)
def bands(run: Run, trial: str, positive: int) -> tuple[ranked.FoldBand, ranked.FoldBand]:
    """Return the ROC and the precision curve of one class over the folds."""
    oof = run.oof(trial)
    given = (oof.y, oof.prediction, oof.fold, positive)
    return ranked.roc_band(*given), ranked.precision_band(*given)


@st.cache_resource(**_BY_RUN)
def each_class(run: Run, trial: str) -> tuple[Ranked, ...]:
    """Return how well each class is told from all others, out-of-fold."""
    oof = run.oof(trial)
    return one_by_one(oof.y, oof.prediction, run.classes)


@st.cache_resource(**_BY_RUN)
def errors_by(run: Run, trial: str, column: str | None) -> ErrorGroups:
    """Return the out-of-fold residuals by the values of a raw column; None: by the answers."""
    oof = run.oof(trial)
    name = f"predicted {run.plan.target}"
    values = pd.Series(oof.prediction, name=name)
    if column is not None:
        values = run.data.frame([column])[column].iloc[oof.rows].reset_index(drop=True)
    return error_groups(oof.y - oof.prediction, values)


@st.cache_resource(**_BY_RUN)
def uneven(run: Run, trial: str) -> Scatter:
    """Return whether errors spread more for high answers than for low ones."""
    oof = run.oof(trial)
    return breusch_pagan(oof.y - oof.prediction, oof.prediction)


@st.cache_resource(**_BY_RUN)
def ranges(run: Run, trial: str) -> around.Ranges:
    """Return how often ranges around the answers hold the truth."""
    oof = run.oof(trial)
    return around.ranges(oof.y, oof.prediction, oof.fold)


@st.cache_resource(**_BY_RUN)
def slices(run: Run, trial: str) -> Slices:
    """Return the groups of out-of-fold rows on which a trial is worse than chance explains."""
    return side_by_side.worst(run, trial)


@st.cache_resource(**_BY_RUN)
def comparable(run: Run, other: Run) -> bool:
    """Return whether models of two runs can be compared row by row."""
    return side_by_side.comparable(run, other)


@st.cache_resource(**_BY_RUN)
def compared(run: Run, first: str, other: Run, second: str) -> Disagreement:
    """Return how far two trials answer the same out-of-fold rows differently."""
    return side_by_side.compared(run, first, second, other)


@st.cache_resource(**_BY_RUN)
def apart(run: Run, first: str, other: Run, second: str) -> Slices:
    """Return the groups of rows on which two trials are furthest apart."""
    return side_by_side.where_apart(run, compared(run, first, other, second))


@st.cache_resource(**_BY_RUN)
def fairness(run: Run, trial: str, column: str, positive: int) -> fair.Fairness:
    """Return the rates of each group of *column*, when the class is answered from half on."""
    return fair.fairness(_asked(run, trial, column, positive))


@st.cache_resource(**_BY_RUN)
def evened(
    run: Run, trial: str, column: str, positive: int, goal: fair.Goal
) -> tuple[fair.Fairness, fair.Tradeoff]:
    """Return the rates when each group has a threshold of its own, and what that costs."""
    asked = _asked(run, trial, column, positive)
    return fair.mitigated(asked, goal=goal), fair.tradeoff(asked, goal=goal)


def _asked(run: Run, trial: str, column: str, positive: int) -> fair.Asked:
    oof = run.oof(trial)
    values = run.data.frame([column])[column].iloc[oof.rows].reset_index(drop=True)
    return fair.Asked(oof.y == positive, oof.prediction[:, positive], values, run.classes[positive])


AT_ONCE = Bounds(200, 1.5)
"""What a page spends on reasons before it asks."""


@st.cache_resource(**{**_BY_RUN, "max_entries": 4})
def _first_fold(run: Run, trial: str) -> FirstFold:
    return first_fold(run, trial)


@st.cache_resource(**_BY_RUN)
def leaning(run: Run, trial: str) -> Importance:
    """Return what a trial leans on."""
    return leaning_of(run, _first_fold(run, trial))


@st.cache_resource(**_BY_RUN)
def effect(run: Run, trial: str, column: str, positive: int, local: bool) -> Effect:
    """Return how the answer changes along *column*, on rows that the fit has not seen."""
    fold = _first_fold(run, trial)
    along = accumulated if local else partial_dependence
    return along(_answering(fold, positive), fold.frame, column)


def _answering(fold: FirstFold, positive: int) -> Answer:
    def answer(frame: pd.DataFrame) -> np.ndarray:
        raw = fold.fitted.predict_raw(frame)
        return raw if raw.ndim == 1 else raw[:, positive]

    return answer


@st.cache_resource(**_BY_RUN)
def reasons(run: Run, trial: str, code: int | None) -> Contributions:
    """Return why some rows that the fit has not seen are answered as they are."""
    return explained(run, _first_fold(run, trial), code, AT_ONCE)


@st.cache_resource(**_BY_RUN)
def interaction(run: Run, trial: str, columns: tuple[str, str], positive: int) -> Interaction:
    """Return what two columns do together, on rows that the fit has not seen."""
    fold = _first_fold(run, trial)
    return pairwise(_answering(fold, positive), fold.frame, columns)


@st.cache_resource(**_BY_RUN)
def readable(run: Run, trial: str, code: int) -> Readable:
    """Return weights, questions or points of a model that can be read, for class *code*."""
    return read(_first_fold(run, trial).fitted, code)
