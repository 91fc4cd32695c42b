"""Too simple: poor even on the rows it has seen."""

from __future__ import annotations

from mlcore.catalog.models import entry
from mlcore.training.checks.base import Check, Judged, Label, finding
from mlcore.types import Finding

LABEL: Label = ("underfit", "warning")
REACHED, LOST = 0.5, 0.25
"""On seen rows less than half of what is possible is reached, and little of it is lost."""
FLEXIBLE_COST = 4
"""Models on the numbers of a linear one that are no straight line cost at least so much."""


def find(judged: Judged) -> tuple[Finding, ...]:
    """Tell when only models of straight lines ran and none fits even the rows it has seen."""
    gain = judged.gain
    if gain is None or gain.low <= 0 or not judged.lost < LOST:
        return ()
    possible = judged.measure.scores[1] - judged.guess
    reached = (judged.seen - judged.guess) / possible
    if reached >= REACHED or any(flexible(t.model) for t in judged.run.finished):
        return ()
    return finding(
        LABEL,
        title=judged.title,
        metric=judged.measure.title,
        seen=judged.shown(judged.seen),
        score=judged.shown(judged.score),
        reached_share=reached,
    )


def flexible(model: str) -> bool:
    """Return True for a model that can follow curves and conditions."""
    line = entry(model)
    return not line.baseline and (line.preparation != "linear" or line.cost >= FLEXIBLE_COST)


CHECK = Check(*LABEL, find)
