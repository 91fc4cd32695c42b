"""How large a table may be."""

from __future__ import annotations

from mlcore.data.messages import TOO_MANY_COLUMNS, TOO_MANY_ROWS
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings


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
