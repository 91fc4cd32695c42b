"""Categories with so many levels that few rows stand behind each."""

from __future__ import annotations

from mlcore.profiling.checks import many_values
from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.checks.written import in_disguise
from mlcore.types import Finding

LABEL: Label = ("high_cardinality", "info")
LEVELS = 50


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the category columns with more than 50 levels, those with most first.

    Those with very many are left to ``many_values``, written numbers and dates to others.
    """
    kinds = [c for c in context.inputs if c.kind == "category"]
    wide = [c for c in kinds if LEVELS < c.unique <= many_values.LEVELS]
    wide = [c for c in wide if not in_disguise(context, c)]
    wide.sort(key=lambda c: -c.unique)
    levels = wide[0].unique if wide else 0
    per_level = context.present(wide[0]) / levels if wide else 0.0
    return finding(
        LABEL,
        wide,
        "group_rare",
        {"share": 0.01},
        levels=levels,
        per_level=per_level,
        rows=context.rows,
    )


CHECK = Check(*LABEL, find)
