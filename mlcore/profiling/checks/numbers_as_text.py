"""Numbers that were read as text."""

from __future__ import annotations

import re
from math import floor

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.column import ColumnProfile, Role
from mlcore.types import Finding

LABEL: Label = ("numbers_as_text", "warning")
SHARE = 0.9
_NUMBER = re.compile(
    r"[-+(]?\s?[$€£¥]?\s?[-+]?(\d+([.,]\d+)?|\d{1,3}([.,' ]\d{3})+([.,]\d+)?)\s?[$€£¥%]?\)?"
)
_CODE = re.compile(r"0\d+|\d{5,}|\d+[eE]\d+")
"""Digits that are more likely a code: leading zero, postal code."""


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the text columns of which nine different values in ten are written numbers.

    Percentages and amounts of money have findings of their own.
    """
    plain = [c for c in context.inputs if c.role not in ("percent", "currency")]
    return _written(context, LABEL, plain)


def of_role(context: ProfileContext, label: Label, role: Role) -> tuple[Finding, ...]:
    """Return the columns of *role* whose texts are written numbers."""
    return _written(context, label, [c for c in context.inputs if c.role == role])


def _written(
    context: ProfileContext, label: Label, columns: list[ColumnProfile]
) -> tuple[Finding, ...]:
    found = []
    for column in columns:
        levels = context.levels.get(column.name)
        if levels is None:
            continue
        values = [value.strip() for value in levels["value"].to_list()]
        numbers = [value for value in values if written_number(value)]
        if len(numbers) >= SHARE * len(values):
            found.append((len(numbers) / len(values), max(numbers, key=len), column))
    found.sort(key=lambda item: item[0])
    if not found:
        return ()
    params = {"to": "number"} if found[0][0] == 1 else {"to": "number", "failures": "missing"}
    return finding(
        label,
        [column for _, _, column in found],
        "convert",
        params,
        share=floor(100 * found[0][0]) / 100,
        example=found[0][1][:40],
    )


def written_number(text: str) -> bool:
    """Tell whether *text* is a number with currency, percent or thousands marks, not a code."""
    return bool(_NUMBER.fullmatch(text)) and not _CODE.fullmatch(text)


CHECK = Check(*LABEL, find)
