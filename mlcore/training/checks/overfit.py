"""Much better on rows it has seen than on others."""

from __future__ import annotations

from mlcore.catalog.models import entry
from mlcore.evaluation.ties import tied
from mlcore.training.checks.base import Check, Judged, Label, finding
from mlcore.types import Finding, Trial

LABEL: Label = ("overfit", "warning")
LOST = 1 / 3
"""So much of the lead over the baseline must be lost on rows that the fit has not seen."""


def find(judged: Judged) -> tuple[Finding, ...]:
    """Tell when a third of the lead on seen rows is lost, beyond what folds differ by anyway."""
    gap = judged.seen - judged.score
    if not judged.lost > LOST or gap <= 2 * (judged.trial.sd or 0.0):
        return ()
    other = steadier(judged)
    return finding(
        LABEL if other is None else ("overfit_beside_a_steadier", "warning"),
        title=judged.title,
        metric=judged.measure.title,
        seen=judged.shown(judged.seen),
        score=judged.shown(judged.score),
        lost_share=judged.lost,
        other=entry(other.model).title if other else "",
    )


def steadier(judged: Judged) -> Trial | None:
    """Return a model that scores as well by the folds and loses at most half as much."""
    for other in judged.run.finished:
        rival = Judged(judged.run, other)
        as_good = tied(judged.trial.fold_scores, other.fold_scores, ratio=judged.run.splits.ratio)
        if other.model != judged.trial.model and as_good and rival.lost < judged.lost / 2:
            return other
    return None


CHECK = Check(*LABEL, find)
