"""Trials judged on out-of-fold rows: the worst groups of one, and two against each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mlcore.evaluation.disagreement import Answers, Disagreement, apart, disagreement
from mlcore.evaluation.slices import MOST_ROWS, Slices, row_losses, worst_slices
from mlcore.training.run import Run


def worst(run: Run, trial_id: str | None = None) -> Slices:
    """Return the groups of out-of-fold rows on which a trial is worse than chance explains.

    Only the rows that are looked at are read: at most 5,000, drawn with the plan's seed.
    """
    oof = run.oof(trial_id)
    at = _drawn(len(oof.rows), run.plan.seed)
    losses = row_losses(oof.y[at], oof.prediction[at])
    frame = run.data.frame(list(run.problem.inputs), oof.rows[at])
    return replace(worst_slices(frame, losses, seed=run.plan.seed), of=len(oof.rows))


def comparable(run: Run, other: Run) -> bool:
    """Tell whether models of two runs answer the same question about the same rows."""
    if run.data.fingerprint != other.data.fingerprint or run.classes != other.classes:
        return False
    rows = np.intersect1d(run.splits.tested, other.splits.tested)
    return len(rows) > 0 and np.array_equal(run.problem.y[rows], other.problem.y[rows])


def compared(run: Run, first: str, second: str, other: Run | None = None) -> Disagreement:
    """Return how far two trials answer the same out-of-fold rows differently.

    Parameters
    ----------
    run : Run
        That of the *first* trial; its metric is used.
    first, second : str
        Trials with a score.
    other : Run or None
        The run of the *second* trial, which is :func:`comparable`; None: the same one. Rows that
        one of the two has set aside are left out.

    Raises
    ------
    LoupeError
        ``unknown_trial`` when one of them has no score.
    """
    found = run.oof(first), (other or run).oof(second)
    answers = [Answers(oof.rows, oof.y, oof.prediction) for oof in found]
    return disagreement(answers[0], answers[1], run.plan.metric or "", run.classes)


def where_apart(run: Run, value: Disagreement) -> Slices:
    """Return the groups of rows on which two trials answer further apart than chance explains."""
    at = _drawn(len(value.rows), run.plan.seed)
    part = replace(value, **{name: getattr(value, name)[at] for name in _BY_ROW})
    frame = run.data.frame(list(run.problem.inputs), part.rows)
    return replace(apart(part, frame, run.plan.seed), of=len(value.rows))


_BY_ROW = ("rows", "y", "first", "second", "gap")


def _drawn(rows: int, seed: int) -> np.ndarray:
    if rows <= MOST_ROWS:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, MOST_ROWS, replace=False))
