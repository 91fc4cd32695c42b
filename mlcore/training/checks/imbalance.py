"""A metric that flatters where one class is rare."""

from __future__ import annotations

import numpy as np

from mlcore.evaluation.metrics import metric
from mlcore.training.checks.base import Check, Judged, Label, finding
from mlcore.types import Finding

LABEL: Label = ("unsuited_metric", "warning")
COUNTS_ROWS = ("accuracy", "f1_weighted")
"""Metrics that count rows, so that the largest class decides."""
RANKS = ("roc_auc", "roc_auc_ovr")
MOST, RAREST = 0.8, 0.02


def find(judged: Judged) -> tuple[Finding, ...]:
    """Tell when rows are counted though one class has most, or ranks though one is very rare."""
    classes, name = judged.run.classes, judged.measure.name
    if not classes:
        return ()
    codes = judged.run.problem.y[judged.run.splits.train_rows]
    shares = np.bincount(codes, minlength=len(classes)) / len(codes)
    flattered = name in COUNTS_ROWS and shares.max() >= MOST
    blind = name in RANKS and shares.min() < RAREST
    if not (flattered or blind):
        return ()
    better = "average_precision" if blind and len(classes) == 2 else "balanced_accuracy"
    oof = judged.run.oof(judged.trial.id)
    return finding(
        LABEL,
        metric=judged.measure.title,
        value=classes[int(shares.argmin())],
        rare_share=float(shares.min()),
        guess_share=float(shares.max()),
        other=metric(better).title,
        other_score=metric(better).score(oof.y, oof.prediction),
    )


CHECK = Check(*LABEL, find)
