"""What stands around a table in a text: units, totals, notes, a second header, a second table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mlcore.data.dialect import is_value

Cells = Sequence[str]
_UNIT = re.compile(r"[\[(<].{0,20}[\])>]|[^\W\d_]{1,4}[23²³]?|[%‰°€$£µ][^\W\d_]?|.{1,6}/.{1,6}|-|")
_TOTAL = re.compile(
    r"\W*((grand |sub-?)?totals?|sums?|summe|gesamt\w*|insgesamt|average|mean|mittelwert|"
    r"durchschnitt|somme|moyenne|suma|итого|всего|合計)\b.{0,30}",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\W*(source|note|notes|quelle|copyright|generated|end of)\b.*", re.IGNORECASE)
MOST_BELOW = 12
"""Rows at the end that are looked at."""


@dataclass(frozen=True)
class Above:
    """Rows above the values: how many hold names, and whether a row of units follows."""

    headers: int = 1
    units: bool = False


def above(rows: Sequence[Cells]) -> Above:
    """Return what the first of *rows*, the first of which holds names, are."""
    if len(rows) < 4:
        return Above()
    first, second, body = rows[0], rows[1], rows[2:]
    if any(map(is_value, second)):
        return Above()
    numeric = _numeric_columns(body)
    words = [second[i] for i in numeric if i < len(second)]
    if not words or not all(cell.strip() for cell in words):
        return Above()
    if _spread(first):
        return Above(headers=2)
    if all(_UNIT.fullmatch(cell.strip()) for cell in second):
        return Above(units=True)
    return Above()


def joined(first: Cells, second: Cells) -> list[str]:
    """Return the names that two rows of names give together; a blank repeats what is left."""
    names, last = [], ""
    width = max(len(first), len(second))
    upper, lower = ([*row, *[""] * (width - len(row))] for row in (first, second))
    for top, bottom in zip(upper, lower, strict=True):
        last = top.strip() or last
        names.append(" ".join(part for part in (last, bottom.strip()) if part))
    return names


def below(rows: Sequence[Cells], width: int) -> int:
    """Return how many of the last *rows* stand below the table: totals and notes."""
    count = 0
    for row in reversed(rows[-MOST_BELOW:]):
        if not _is_below(row, width):
            break
        count += 1
    return count if count < len(rows) - 1 else 0


def begins_table(row: Cells, following: Cells, names: Cells) -> bool:
    """Tell whether *row*, after a blank line, holds the names of another table."""
    filled = [cell for cell in row if cell.strip()]
    if not filled or any(is_value(cell) for cell in filled):
        return False
    other = [cell.strip() for cell in row] != [cell.strip() for cell in names]
    return other and len(filled) == len(row) > 1 and any(is_value(cell) for cell in following)


def _is_below(row: Cells, width: int) -> bool:
    filled = [cell for cell in row if cell.strip()]
    if not filled or width < 2:
        return False
    if len(filled) == 1 and width > 2 and row[0].strip():
        return len(row) < width or bool(_NOTE.match(row[0])) or bool(_TOTAL.fullmatch(row[0]))
    return bool(_TOTAL.fullmatch(filled[0])) or (len(row) != width and bool(_NOTE.match(row[0])))


def _numeric_columns(body: Sequence[Cells]) -> list[int]:
    width = max(map(len, body))
    found = []
    for i in range(width):
        cells = [row[i] for row in body if i < len(row) and row[i].strip()]
        if len(cells) > 1 and sum(map(is_value, cells)) >= 0.9 * len(cells):
            found.append(i)
    return found


def _spread(first: Cells) -> bool:
    """Tell whether names in *first* stand over several columns: repeated, or followed by blanks."""
    names = [cell.strip() for cell in first]
    gaps = any(not after and before for before, after in pairwise(names))
    full = [name for name in names if name]
    return gaps or len(set(full)) < len(full)
