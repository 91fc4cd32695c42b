"""Good in some folds, poor in others."""

from __future__ import annotations

from mlcore.training.checks.base import Check, Judged, Label, finding
from mlcore.types import Finding

LABEL: Label = ("unstable_folds", "warning")
DIFFERS = 1 / 3
"""The lead over the baseline varies over the folds by more than this share of its mean."""


def find(judged: Judged) -> tuple[Finding, ...]:
    """Tell when the lead over the baseline, fold by fold, varies by a third of itself."""
    gains = judged.shares
    if len(gains) < 3 or gains.mean() <= 0 or gains.std(ddof=1) <= DIFFERS * gains.mean():
        return ()
    low, high = int(gains.argmin()), int(gains.argmax())
    scores = judged.trial.fold_scores
    return finding(
        LABEL,
        title=judged.title,
        metric=judged.measure.title,
        worst=judged.shown(scores[low]),
        worst_fold=low + 1,
        best=judged.shown(scores[high]),
        best_fold=high + 1,
        folds=len(gains),
    )


CHECK = Check(*LABEL, find)
