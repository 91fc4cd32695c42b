"""A column that gives the answer away, or a score too good to be true."""

from __future__ import annotations

from mlcore.training.checks.base import Check, Judged, Label, finding
from mlcore.training.leaning import leaning
from mlcore.training.suspects import suspects
from mlcore.types import Finding, StepSpec

LABEL: Label = ("leak_suspect", "error")
PERFECT: Label = ("too_good", "error")
NEARLY_ALL = 0.995
"""Share of what is possible beyond the baseline, from which a score is too good to be true."""
MOSTLY = 0.5
"""A column with more than this share of all importance is named."""


def find(judged: Judged) -> tuple[Finding, ...]:
    """Name columns that alone tell the answer; else, for a perfect score, what it leans on."""
    problem = judged.run.problem
    found = suspects(judged.run.data, problem.target.raw, problem.inputs)
    if found or not judged.reached > NEARLY_ALL:
        return found
    leads = leaning(judged.run, judged.trial.id).columns[:1]
    named = [column.column for column in leads if column.share > MOSTLY]
    return finding(
        PERFECT,
        named,
        StepSpec("drop", tuple(named)) if named else None,
        title=judged.title,
        metric=judged.measure.title,
        score=judged.shown(judged.score),
    )


CHECK = Check(*LABEL, find)
