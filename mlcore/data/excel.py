"""Workbooks: one sheet is one table."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError

from mlcore.data import dialect, values
from mlcore.data.dataset import Notice
from mlcore.data.messages import DAMAGED, LOCKED, NO_CELLS, NO_SHEET
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess, Raw
from mlcore.errors import LoupeError, Where

Grid = list[list[Any]]


def read(data: bytes, options: ReadOptions, filename: str) -> Raw:
    """Return the columns of one sheet, cells with the types they have there.

    Raises
    ------
    LoupeError
        ``damaged_file``, ``locked_file``, ``no_sheet`` or ``no_cells``.
    """
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheet, grid = _grid(book, options, filename)
            sheets = tuple(book.sheet_names)
    except PasswordError as error:
        raise LoupeError(LOCKED, Where(file=filename), kind="Excel") from error
    except LoupeError:
        raise
    except Exception as error:  # a damaged workbook fails in many ways
        raise LoupeError(DAMAGED, Where(file=filename), kind="Excel") from error
    return _raw(grid, options, sheet, sheets)


def _grid(book: CalamineWorkbook, options: ReadOptions, filename: str) -> tuple[str, Grid]:
    names = book.sheet_names
    if options.sheet is not None and options.sheet not in names:
        listed = ", ".join(f"“{name[:40]}”" for name in names[:5])
        where = Where(file=filename, sheet=options.sheet)
        raise LoupeError(NO_SHEET, where, name=options.sheet, names=listed)
    for name in [options.sheet] if options.sheet is not None else names:
        grid = _content(book.get_sheet_by_name(name).to_python(skip_empty_area=True))
        if grid:
            return name, grid
    raise LoupeError(NO_CELLS, Where(file=filename, sheet=options.sheet))


def _content(grid: Grid) -> Grid:
    return [row for row in grid if any(cell != "" for cell in row)]


def _raw(grid: Grid, options: ReadOptions, sheet: str, sheets: Sequence[str]) -> Raw:
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
    guesses = (Guess("sheet", sheet), Guess("header", bool(header), sure))
    return Raw(tuple(names), columns, (), _notices(start, header, sheet, sheets), guesses)


def _title_rows(written: Sequence[Sequence[str]], usual: int) -> int:
    for i, row in enumerate(written[:12]):
        if usual < 3 or sum(cell != "" for cell in row) > usual // 2:
            return i
    return 0


def _notices(start: int, header: bool, sheet: str, sheets: Sequence[str]) -> tuple[Notice, ...]:
    found = []
    if len(sheets) > 1:
        others = tuple(name for name in sheets if name != sheet)
        found.append(Notice("other_sheets", (("sheet", sheet), ("others", others))))
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
