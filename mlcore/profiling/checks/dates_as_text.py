"""Dates that were read as text, though how they are written is clear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import floor

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.column import ColumnProfile
from mlcore.types import Finding

LABEL: Label = ("dates_as_text", "warning")
SHARE = 0.9
_TIME = r"(?:[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?Z?)?"
_YEAR_FIRST = re.compile(rf"\d{{4}}[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](?:\d{{4}}|\d\d){_TIME}")
Found = tuple[float, str, ColumnProfile]


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the text columns that are dates, those of one way of writing together."""
    groups: dict[str, list[Found]] = {}
    for column in context.inputs:
        levels = context.levels.get(column.name)
        if levels is None or not levels.height:
            continue
        values = [value.strip() for value in levels["value"].to_list()]
        order, share = written_dates(values)
        if order and share >= SHARE:
            groups.setdefault(order, []).append((share, values[0][:40], column))
    return tuple(one for order, found in groups.items() for one in _finding(order, found))


def written_dates(values: Sequence[str]) -> tuple[str, float]:
    """Return which part of the dates comes first and which share of *values* are such dates.

    The part is empty when nothing says whether the day or the month comes first.
    """
    first = sum(_fits(_YEAR_FIRST.fullmatch(value), 12, 31) for value in values)
    if first >= SHARE * len(values):
        return "year first", first / len(values)
    ends = [_YEAR_LAST.fullmatch(value) for value in values]
    day, month = (sum(_fits(end, *most) for end in ends) for most in ((31, 12), (12, 31)))
    if day == month:
        return "", 0.0
    order = "day first" if day > month else "month first"
    return order, max(day, month) / len(values)


def _fits(found: re.Match[str] | None, first: int, second: int) -> bool:
    return found is not None and 1 <= int(found[1]) <= first and 1 <= int(found[2]) <= second


def _finding(order: str, found: list[Found]) -> tuple[Finding, ...]:
    found.sort(key=lambda item: item[0])
    share, example, _ = found[0]
    params = {"to": "date", "order": order}
    if share < 1:
        params["failures"] = "missing"
    return finding(
        LABEL,
        [column for _, _, column in found],
        "convert",
        params,
        share=floor(100 * share) / 100,
        example=example,
    )


CHECK = Check(*LABEL, find)
