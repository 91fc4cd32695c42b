"""Workbooks: one sheet is one table."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from mlcore.data import dialect, values, workbook
from mlcore.data.dataset import Notice
from mlcore.data.limits import check
from mlcore.data.messages import DAMAGED, LOCKED, NO_CELLS, NO_SHEET
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess, Raw
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings

Grid = list[list[Any]]
_COMPOUND = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PROTECTED = re.compile(rb"\x09\x08\x10\x00\x00\x06.{14}\x2f\x00", re.DOTALL)
"""The first record of an old workbook, and behind it the one that asks for a password."""
MOST_MERGED = 1_000_000
"""Cells of merged ranges that are filled."""


@dataclass(frozen=True)
class _Sheet:
    """A sheet's name and cells, the others' names, and what was done to it."""

    name: str
    grid: Grid
    others: tuple[str, ...]
    notices: tuple[Notice, ...] = ()


def read(data: bytes, options: ReadOptions, filename: str) -> Raw:
    """Return the columns of one sheet, cells with the types they have there.

    Formulas give the result that was saved with them; macros and links are never followed.

    Raises
    ------
    LoupeError
        ``damaged_file``, ``locked_file``, ``unsafe_file``, ``unpacked_too_big``, ``no_sheet``
        or ``no_cells``.
    """
    if data.startswith(_COMPOUND) and (_ENCRYPTED in data or _PROTECTED.search(data)):
        raise LoupeError(LOCKED, Where(file=filename), kind="Excel")
    found = workbook.checked(data, filename)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(found.data)) as book:
            sheet = _sheet(book, options, filename)
    except PasswordError as error:
        raise LoupeError(LOCKED, Where(file=filename), kind="Excel") from error
    except LoupeError:
        raise
    except Exception as error:  # a damaged workbook fails in many ways
        raise LoupeError(DAMAGED, Where(file=filename), kind="Excel") from error
    return _raw(sheet, options, _told(found))


def _told(found: workbook.Checked) -> tuple[Notice, ...]:
    told = [Notice("closed_up")] if found.closed_up else []
    if found.unsaved:
        facts = (("count", len(found.unsaved)), ("cell", found.unsaved[0]))
        told.append(Notice("unsaved_formulas", facts))
    return tuple(told)


def _sheet(book: CalamineWorkbook, options: ReadOptions, filename: str) -> _Sheet:
    names = book.sheet_names
    if options.sheet is not None and options.sheet not in names:
        listed = ", ".join(f"“{name[:40]}”" for name in names[:5])
        where = Where(file=filename, sheet=options.sheet)
        raise LoupeError(NO_SHEET, where, name=options.sheet, names=listed)
    hidden = [m.name for m in book.sheets_metadata if m.visible != SheetVisibleEnum.Visible]
    shown = sorted(names, key=lambda name: name in hidden)
    for name in [options.sheet] if options.sheet is not None else shown:
        sheet = book.get_sheet_by_name(name)
        check(sheet.height, sheet.width, Settings(), filename)
        grid, told = _filled(sheet)
        if grid:
            others = tuple(other for other in names if other != name)
            told += (Notice("hidden_sheet", (("sheet", name),)),) if name in hidden else ()
            return _Sheet(name, grid, others, told)
    raise LoupeError(NO_CELLS, Where(file=filename, sheet=options.sheet))


def _filled(sheet: CalamineSheet) -> tuple[Grid, tuple[Notice, ...]]:
    """Return the rows with content; merged cells down a column all get the value."""
    grid: Grid = sheet.to_python(skip_empty_area=True)
    top, left = sheet.start or (0, 0)
    filled = places = 0
    for (first, start), (last, end) in sheet.merged_cell_ranges or ():
        places += (last - first + 1) * (end - start + 1)
        if places > MOST_MERGED or not 0 <= first - top < len(grid):
            continue
        filled += _spread(grid, (first - top, last - top), (start - left, end - left))
    told = (Notice("merged_cells", (("count", filled),)),) if filled else ()
    return [row for row in grid if any(cell != "" for cell in row)], told


def _spread(grid: Grid, rows: tuple[int, int], columns: tuple[int, int]) -> int:
    """Fill a merged range that goes down; one that goes across is a title and stays."""
    first, last = rows
    start, end = columns
    if last == first or not 0 <= start < len(grid[first]) or grid[first][start] == "":
        return 0
    value, count = grid[first][start], 0
    for row in grid[first : last + 1]:
        for place in range(start, min(end + 1, len(row))):
            count += row[place] == ""
            row[place] = value if row[place] == "" else row[place]
    return count


def _raw(sheet: _Sheet, options: ReadOptions, told: tuple[Notice, ...]) -> Raw:
    grid = sheet.grid
    width = max(map(len, grid))
    written = [["" if cell == "" else str(cell) for cell in row] for row in grid[:250]]
    usual = sorted(sum(cell != "" for cell in row) for row in written)[len(written) // 2]
    start = _title_rows(written, usual)
    header, sure = options.header, 1.0
    if header is None:
        texts = all(isinstance(cell, str) for cell in grid[start])
        header, sure = (True, 1.0) if texts else dialect.has_header(written[start:])
    names = [_name(cell) for cell in grid[start]] if header else [""] * width
    names += [""] * (width - len(names))
    body = grid[start + header :]
    columns = tuple(
        values.column([row[i] if i < len(row) else "" for row in body], blank="")
        for i in range(width)
    )
    either = (not header,) if options.header is None and sure < 0.7 else ()
    guesses = (
        Guess("sheet", sheet.name, 1.0, sheet.others),
        Guess("header", bool(header), sure, either),
    )
    notices = (*told, *sheet.notices, *_notices(start, bool(header), sheet, options))
    return Raw(tuple(names), columns, (), notices, guesses)


def _title_rows(written: Sequence[Sequence[str]], usual: int) -> int:
    for i, row in enumerate(written[:12]):
        if usual < 3 or sum(cell != "" for cell in row) > usual // 2:
            return i
    return 0


def _notices(start: int, header: bool, sheet: _Sheet, options: ReadOptions) -> tuple[Notice, ...]:
    found = []
    if sheet.others and options.sheet is None:
        facts = (("sheet", sheet.name), ("others", sheet.others))
        found.append(Notice("other_sheets", facts))
    if start:
        found.append(Notice("preamble", (("count", start),)))
    if not header:
        found.append(Notice("no_header", (("sure", 0.9),)))
    return tuple(found)


def _name(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell)
