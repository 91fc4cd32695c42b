"""How large a table may be, and what is looked at before it is decoded."""

from __future__ import annotations

from mlcore.data.messages import LINE_TOO_LONG, TOO_MANY_COLUMNS, TOO_MANY_ROWS, UNPACKED_TOO_BIG
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings

LONGEST_LINE = 32_000_000
"""Bytes of one line of a text table."""
MOST_DECODED = 8_000_000_000
"""Bytes that a compressed table may say it unpacks to."""


def check(rows: int, columns: int, settings: Settings, filename: str) -> None:
    """Refuse a table above the limits of *settings*.

    Raises
    ------
    LoupeError
        ``table_too_long`` or ``table_too_wide``, with the limit.
    """
    where = Where(file=filename)
    if columns > settings.max_columns:
        raise LoupeError(TOO_MANY_COLUMNS, where, columns=columns, most=settings.max_columns)
    if rows > settings.max_rows:
        raise LoupeError(TOO_MANY_ROWS, where, rows=rows, most=settings.max_rows)


def check_bytes(size: int, filename: str) -> None:
    """Refuse a table whose directory says that it unpacks to more than :data:`MOST_DECODED`.

    Raises
    ------
    LoupeError
        ``unpacked_too_big``.
    """
    if size > MOST_DECODED:
        where = Where(file=filename)
        raise LoupeError(UNPACKED_TOO_BIG, where, name=filename, megabytes=MOST_DECODED / 1e6)


def check_lines(data: bytes, filename: str) -> None:
    """Refuse a text with a line above :data:`LONGEST_LINE`, before anything is decoded.

    Only the place where the longest allowed line must have ended is searched, so that it takes
    no time on usual files.

    Raises
    ------
    LoupeError
        ``line_too_long``, with its number.
    """
    start = 0
    while len(data) - start > LONGEST_LINE:
        limit = start + LONGEST_LINE
        end = max(data.rfind(b"\n", start, limit), data.rfind(b"\r", limit - 65536, limit))
        if end < start:
            end = data.rfind(b"\r", start, limit)
        if end < start:
            line = data.count(b"\n", 0, start) + 1
            where = Where(file=filename, line=line)
            raise LoupeError(LINE_TOO_LONG, where, line=line, megabytes=LONGEST_LINE / 1e6)
        start = end + 1
