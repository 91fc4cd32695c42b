"""Columns that are crossed or left empty, as on a form: what is empty means no."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.column import ColumnProfile
from mlcore.types import Finding

LABEL: Label = ("marks", "warning")
WORDS = frozenset(("x", "✓", "✔", "*", "+", "y", "yes", "j", "ja", "oui", "sí", "true", "t", "1"))
LEAST = 0.2
"""With fewer gaps than this the empty cells are rather answers that were forgotten."""


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns whose only value is a mark; words, numbers and yes-or-no apart."""
    found = [c for c in context.inputs if is_mark(context, c)]
    words = [c for c in found if not c.numeric and c.kind != "boolean"]
    return (
        *_filled(context, words, "no"),
        *_filled(context, [c for c in found if c.numeric], 0),
        *_filled(context, [c for c in found if c.kind == "boolean"], False),
    )


def is_mark(context: ProfileContext, column: ColumnProfile) -> bool:
    """Tell whether *column* holds one mark, such as “x”, or nothing."""
    if column.unique != 1 or not column.top or column.missing < LEAST * context.rows:
        return False
    return column.top[0][0].strip().casefold() in WORDS


def _filled(
    context: ProfileContext, columns: list[ColumnProfile], no: str | int | bool
) -> tuple[Finding, ...]:
    if not columns:
        return ()
    mark, rows = columns[0].top[0]
    params = {"strategy": "constant", "value": no}
    return finding(
        LABEL, columns, "impute", params,
        mark=mark, no=str(no).lower(), marked=rows, rows=context.rows,
    )  # fmt: skip


CHECK = Check(*LABEL, find)
