"""Which character separates the cells of a text, and whether the first row is a header."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

SEPARATORS = (",", ";", "\t", "|")
SAMPLE_ROWS = 200
CLOSE = 0.6
"""How sure a reading is when another one cuts the text as evenly."""
_SAMPLE_CHARACTERS = 400_000
_VALUE = re.compile(
    r"[-+]?[$€£]?\(?[-+]?(\d+([.,]\d+)*|\.\d+)([eE][-+]?\d+)?\)?\s?%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*"
)
_YEAR = re.compile(r"(1[5-9]|20)\d\d")


@dataclass(frozen=True)
class Reading:
    """One way to cut a text into cells.

    Parameters
    ----------
    separator : str
        What stands between cells.
    width : int
        Cells of most rows.
    consistency : float
        Share of sampled rows that have so many cells.
    cleanliness : float
        Share of sampled cells without another separator inside.
    """

    separator: str
    width: int
    consistency: float
    cleanliness: float

    @property
    def rank(self) -> tuple[bool, float, float, int]:
        """Greater is likelier."""
        good = round(self.consistency * self.cleanliness, 2)
        return self.width > 1, good, self.cleanliness, self.width


def is_value(cell: str) -> bool:
    """Tell whether *cell* looks like a number or a date."""
    return _VALUE.fullmatch(cell.strip()) is not None


def doubt(ranked: Sequence[Reading]) -> tuple[float, tuple[str, ...]]:
    """Return how sure the first of *ranked* readings is, and its rivals when that is little."""
    sure = confidence(ranked)
    best = ranked[0]
    near = (other for other in ranked[1:] if other.width > 1 and other.consistency > CLOSE)
    rivals = tuple(other.separator for other in near) if sure < 0.7 else ()
    return sure, rivals if best.width > 1 else ()


def in_blanks(text: str) -> bool:
    """Tell whether runs of blanks cut *text* evenly, with values in a column at least."""
    rows = [line.split() for line in text[:_SAMPLE_CHARACTERS].splitlines()[:SAMPLE_ROWS]]
    rows = [row for row in rows if row]
    if len(rows) < 3 or len({len(row) for row in rows}) > 1 or len(rows[0]) < 2:
        return False
    columns = list(zip(*rows[1:], strict=True))
    return any(all(is_value(cell) for cell in column) for column in columns) and not any(
        '"' in cell for row in rows for cell in row
    )


def readings(text: str) -> tuple[Reading, ...]:
    """Return the ways to cut *text*, likeliest first."""
    found = [_reading(text, separator) for separator in SEPARATORS]
    return tuple(sorted(found, key=lambda reading: reading.rank, reverse=True))


def confidence(ranked: Sequence[Reading]) -> float:
    """Return how sure the first of *ranked* readings is, from 0 to 1."""
    best = ranked[0]
    rivals = [other.consistency for other in ranked[1:] if other.width > 1]
    return round(
        min(best.consistency, CLOSE) if max(rivals, default=0) > 0.9 else best.consistency, 2
    )


def is_prose(text: str, reading: Reading) -> bool:
    """Tell whether *reading* only cut sentences at their commas."""
    if reading.width < 2 or reading.consistency > CLOSE:
        return False
    sample, mark = text[:_SAMPLE_CHARACTERS], reading.separator
    return sample.count(mark) == sample.count(f"{mark} ") + sample.count(f"{mark}\n")


def sample_rows(text: str, separator: str, most: int = SAMPLE_ROWS) -> list[list[str]]:
    """Return the first rows of *text*, blank lines left out."""
    lines = text[:_SAMPLE_CHARACTERS].splitlines(keepends=True)
    if len(text) > _SAMPLE_CHARACTERS:
        lines = lines[:-1] or lines
    try:
        return list(islice((row for row in _rows(lines, separator) if row), most))
    except csv.Error:
        return [line.rstrip("\r\n").split(separator) for line in lines[:most] if line.strip()]


def _rows(lines: Sequence[str], separator: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=separator)


def _reading(text: str, separator: str) -> Reading:
    rows = sample_rows(text, separator)
    widths = Counter(map(len, rows))
    # among equally frequent widths the larger one: a title line is narrower than the table
    width, hits = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    others = [other for other in SEPARATORS if other not in (separator, ",")]
    cells = [cell for row in rows for cell in row]
    dirty = sum(any(other in cell for other in others) for cell in cells)
    return Reading(separator, width, hits / max(len(rows), 1), 1 - dirty / max(len(cells), 1))


def preamble(rows: Sequence[Sequence[str]], width: int) -> int:
    """Return how many rows stand before the table: titles, notes."""
    if width < 2:
        return 0
    for i, row in enumerate(rows[:12]):
        filled = sum(bool(cell.strip()) for cell in row)
        if len(row) >= width - 1 and filled > width // 3:
            return i
    return 0


def has_header(rows: Sequence[Sequence[str]]) -> tuple[bool, float]:
    """Return whether the first of *rows* holds names, and how sure that is."""
    if not rows:
        return True, 1.0
    first, body = [cell.strip() for cell in rows[0]], rows[1:]
    values = [i for i, cell in enumerate(first) if is_value(cell)]
    if not values:
        below = any(is_value(cell) for row in body[:50] for cell in row)
        return True, 0.95 if below or not body else 0.6
    if _counting(first):
        return True, 0.8
    if _years([first[i] for i in values]) and not _years(_below(body, values)):
        return True, 0.6
    # names like "2" above a column of words are still names
    numeric = any(is_value(cell) for cell in _below(body[:50], values))
    return (False, 0.9) if numeric or not body else (True, 0.5)


def _below(body: Sequence[Sequence[str]], places: Sequence[int]) -> list[str]:
    return [row[i].strip() for row in body for i in places if i < len(row)]


def _years(cells: Sequence[str]) -> bool:
    """Tell whether there are several cells, each of them a year."""
    return len(cells) > 1 and all(_YEAR.fullmatch(cell) for cell in cells)


def _counting(cells: Sequence[str]) -> bool:
    """Tell whether the cells count 0, 1, 2 … or 1, 2, 3 …, as columns without names do."""
    cells = cells[1:] if not cells[0] else cells
    numbers = [str(i) for i in range(len(cells) + 1)]
    return len(cells) > 2 and list(cells) in (numbers[:-1], numbers[1:])
