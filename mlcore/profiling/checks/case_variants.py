"""Values that differ in case or blanks only."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.column import ColumnProfile
from mlcore.types import Finding

LABEL: Label = ("case_variants", "warning")
MOST_VALUES = 5_000
Spellings = list[list[str]]
Found = tuple[ColumnProfile, Spellings, int]


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns with several spellings of a value, most rows first.

    Those that differ in blanks only and those that differ in case are apart: each has the
    step that cures it.
    """
    blanks: list[Found] = []
    case: list[Found] = []
    for column in context.columns:
        levels = context.levels.get(column.name)
        if levels is None or not 1 < column.unique <= MOST_VALUES:
            continue
        several = spellings(levels["value"].to_list())
        if several:
            same_case = all(len({tidy(text) for text in group}) == 1 for group in several)
            (blanks if same_case else case).append((column, several, _rows(levels, several)))
    return (*_found(blanks, "keep"), *_found(case, "lower"))


def spellings(values: list[str]) -> Spellings:
    """Return the groups of *values* that are equal but for case and blanks."""
    groups: dict[str, list[str]] = defaultdict(list)
    for value in sorted(values):
        groups[tidy(value).casefold()].append(value)
    return [group for group in groups.values() if len(group) > 1]


def tidy(text: str) -> str:
    """Return *text* with single blanks, and none around it."""
    return " ".join(text.split())


def _rows(levels: pl.DataFrame, several: Spellings) -> int:
    written = {value for group in several for value in group}
    return sum(count for value, count in levels.rows() if value in written)


def _found(found: list[Found], case: str) -> tuple[Finding, ...]:
    if not found:
        return ()
    found.sort(key=lambda item: -item[2])
    _, several, rows = found[0]
    return finding(
        LABEL,
        [column for column, _, _ in found],
        "clean_text",
        {"case": case},
        levels=len(several),
        first=several[0][0],
        second=several[0][1],
        affected=rows,
    )


CHECK = Check(*LABEL, find)
