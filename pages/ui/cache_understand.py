"""What Understand shows of a run, remembered: pure functions of run, trial and what is asked."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mlcore.evaluation import thresholds as lines
from mlcore.plots.plot import Plot
from mlcore.plots.thresholds import threshold_plot
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
