"""Too few rows for the score to mean much."""

from __future__ import annotations

import numpy as np

from mlcore.evaluation.ties import interval
from mlcore.training.checks.base import Check, Judged, Label, finding
from mlcore.types import Finding

LABEL: Label = ("too_few_for_a_score", "warning")
ROWS, OF_A_CLASS, PER_COLUMN = 100, 20, 5
"""Fewer rows, fewer of the rarest class, or fewer per column."""


def find(judged: Judged) -> tuple[Finding, ...]:
    """Tell when there are few rows, few of a class, or few for so many columns."""
    run = judged.run
    rows, columns = len(run.splits.tested), len(run.problem.inputs)
    rarest, value = _rarest(run.problem.y[run.splits.tested], run.classes)
    if rows >= max(ROWS, PER_COLUMN * columns) and rarest >= OF_A_CLASS:
        return ()
    mean = interval(judged.trial.fold_scores, ratio=run.splits.ratio)
    margin = mean.mean - mean.low
    if rows >= ROWS and rarest < OF_A_CLASS:
        code = "too_few_of_a_class"
    else:
        code = LABEL[0] if margin else "too_few_and_alike"
    return finding(
        (code, LABEL[1]),
        rows=rows,
        columns=columns,
        rarest=rarest,
        value=value,
        metric=judged.measure.title,
        score=judged.shown(judged.score),
        margin=margin,
    )


def _rarest(y: np.ndarray, classes: tuple[str, ...]) -> tuple[int, str]:
    if not classes:
        return len(y), ""
    counts = np.bincount(y, minlength=len(classes))
    return int(counts.min()), classes[int(counts.argmin())]


CHECK = Check(*LABEL, find)
