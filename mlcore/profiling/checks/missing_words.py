"""Words such as "unknown" or "?" that stand for a missing value."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("missing_words", "warning")
WORDS = frozenset(
    ("?", "-", "--", "–", ".", "n/a", "na", "n.a.", "nan", "null", "nil", "none", "unknown",
     "unk", "missing", "not available", "not known", "not recorded", "undefined", "#n/a")
)  # fmt: skip
MOST = 0.5
"""A word in more rows than this is an answer, as in a column where most have none."""
FEWEST_LEVELS = 3


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return each text column that holds such words beside others."""
    found: list[Finding] = []
    for column in context.inputs:
        levels = context.levels.get(column.name)
        if levels is None or column.unique < FEWEST_LEVELS:
            continue
        words = [(text, n) for text, n in levels.rows() if text.strip().casefold() in WORDS]
        affected = sum(n for _, n in words)
        if words and affected <= MOST * context.present(column):
            texts = tuple(text for text, _ in words)
            found += finding(
                LABEL, [column], "set_missing", {"values": texts},
                words=texts, affected=affected, rows=context.rows,
            )  # fmt: skip
    return tuple(found)


CHECK = Check(*LABEL, find)
