"""Columns of numbers with words among them."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.checks.numbers_as_text import SHARE, written_number
from mlcore.types import Finding

LABEL: Label = ("mixed_types", "warning")
LEAST = 0.5
MOST_WORDS = 20
"""With more different words than this the column is text that happens to hold numbers."""


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the text columns of which most rows are numbers, and a few words are not."""
    found = []
    for column in context.inputs:
        levels = context.levels.get(column.name)
        if levels is None or column.role in ("ordinal", "percent", "currency", "date"):
            continue
        rows = levels.rows()
        words = [(text, n) for text, n in rows if not written_number(text.strip())]
        numbers = sum(n for _, n in rows) - sum(n for _, n in words)
        few = 0 < len(words) <= MOST_WORDS and len(rows) - len(words) < SHARE * len(rows)
        if few and numbers >= LEAST * context.present(column) and len(rows) - len(words) >= 3:
            found.append((sum(n for _, n in words), max(words, key=lambda word: word[1]), column))
    found.sort(key=lambda item: -item[0])
    affected, word = found[0][:2] if found else (0, ("", 0))
    return finding(
        LABEL, [column for _, _, column in found], "convert",
        {"to": "number", "failures": "missing"},
        example=word[0][:40], affected=affected, rows=context.rows,
    )  # fmt: skip


CHECK = Check(*LABEL, find)
