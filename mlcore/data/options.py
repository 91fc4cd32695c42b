"""How a source is read; what is left out is guessed, and said."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from mlcore.types import Kind

MISSING_TOKENS = ("", "NA", "N/A", "#N/A", "NaN", "nan", "<NA>", "null", "NULL", "?")
"""Cells that mean "no value" unless a person says otherwise."""
WEAK_TOKENS = ("-", "--", ".", "None", "none", "n/a", "na")
"""Cells that mean "no value" only in columns where everything else is a number or a date."""


@dataclass(frozen=True)
class ReadOptions:
    """Choices of a person about reading; the defaults guess.

    Parameters
    ----------
    format : str or None
        ``"csv"``, ``"excel"``, ``"parquet"``, ``"arrow"``, ``"json"``, ``"ndjson"``,
        ``"sqlite"`` or ``"duckdb"``; None: by content.
    entry : str or None
        Of an archive; None: the first that looks like a table.
    encoding : str or None
        Of text files.
    separator : str or None
        What stands between the cells of a text file; ``"blanks"``: runs of them, ``"none"``.
    decimal : str or None
        ``"."`` or ``","``.
    thousands : str or None
        What groups digits: ``","``, ``"."``, ``"'"``, a blank; ``""``: nothing does.
    quote : str or None
        What stands around cells: ``'"'``, ``"'"``; ``""``: nothing does.
    skip : int or None
        Lines before the header (or the first row) that are set aside.
    header : bool or None
        Whether the first row holds the column names.
    dates : str or None
        ``"day"`` or ``"month"``: which comes first in dates like 1/2/2026.
    sheet : str or None
        Of a workbook; None: the first that has content.
    table : str or None
        Of a database file; of JSON with several lists of records, the name of one.
        None: the first.
    flatten : bool
        Make columns such as ``a.b`` of the objects in JSON records; False keeps them as text.
    missing : tuple of str or None
        Exactly these cells mean "no value"; None: the usual ones. The empty cell always does.
    kinds : tuple of (str, Kind)
        Column kinds that are not to be guessed.
    tidy : bool
        Set aside units, totals and notes around the table, and join two rows of names.
    drop_nul : bool
        Remove NUL characters instead of refusing the file.
    """

    format: str | None = None
    entry: str | None = None
    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    quote: str | None = None
    skip: int | None = None
    dates: str | None = None
    header: bool | None = None
    sheet: str | None = None
    table: str | None = None
    flatten: bool = False
    missing: tuple[str, ...] | None = None
    kinds: tuple[tuple[str, Kind], ...] = ()
    tidy: bool = True
    drop_nul: bool = False

    @property
    def tokens(self) -> tuple[str, ...]:
        """The cells that mean "no value"."""
        return MISSING_TOKENS if self.missing is None else ("", *self.missing)

    def chosen(self) -> tuple[tuple[str, Any], ...]:
        """Return what differs from the defaults, as (name, value) pairs."""
        pairs = ((f.name, getattr(self, f.name), f.default) for f in fields(self))
        return tuple((name, value) for name, value, default in pairs if value != default)
