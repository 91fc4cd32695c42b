"""Classes of the target with too few rows to be cross-validated."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("rare_class", "warning")
FEWEST = 5
NAMED = 100


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the target when some of its classes have fewer than five rows."""
    rare = [(name, n) for name, n in context.classes if n < FEWEST]
    if context.target is None or not rare:
        return ()
    return finding(
        LABEL,
        [context.target],
        classes=tuple(name for name, _ in rare[:NAMED]),
        affected=sum(n for _, n in rare),
        fewest=FEWEST,
        rows=sum(n for _, n in context.classes),
    )


CHECK = Check(*LABEL, find)
