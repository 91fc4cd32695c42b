"""A table as a child process hands it over: a Parquet file, and its description as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl

from mlcore.data import table
from mlcore.data.dataset import Notice, Reject
from mlcore.data.kinds import specs_of_columns
from mlcore.data.raw import Guess
from mlcore.store.objects import Objects
from mlcore.types import ColumnSpec, Kind, to_json

FILE = "table.parquet"


@dataclass(frozen=True)
class Made:
    """What is known about a table that was read.

    Parameters
    ----------
    columns : tuple of ColumnSpec
        Its schema.
    rows : int
        Number of rows of the Parquet file beside it.
    format : str
        The reader, or the kind of source.
    whole : bool
        False when the source has more than was looked at.
    rejects, notices, guesses, renamed
        As in a dataset and a preview.
    facts : tuple of (str, value)
        What else the source has to say, as JSON values.
    """

    columns: tuple[ColumnSpec, ...]
    rows: int
    format: str
    whole: bool = True
    rejects: tuple[Reject, ...] = ()
    notices: tuple[Notice, ...] = ()
    guesses: tuple[Guess, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, Any], ...] = ()

    def to_json(self) -> Any:
        """Return it as JSON values."""
        return to_json(self)

    @staticmethod
    def from_json(said: dict[str, Any]) -> Made:
        """Return what :meth:`to_json` gave."""
        rest = {name: frozen(said[name]) for name in ("rows", "format", "whole", "renamed")}
        return Made(
            columns=tuple(ColumnSpec(**column) for column in said["columns"]),
            rejects=tuple(Reject(**reject) for reject in said["rejects"]),
            notices=tuple(map(_notice, said["notices"])),
            guesses=tuple(map(_guess, said["guesses"])),
            facts=frozen(said["facts"]),
            **rest,
        )

    def frame(self, place: Path) -> pd.DataFrame:
        """Return the rows that lie in the folder *place*."""
        return table.frame(place / FILE, self.columns, range(len(self.columns)))


def write(
    columns: Sequence[pl.Series], place: Path, rows: int | None, kinds: dict[str, Kind]
) -> tuple[ColumnSpec, ...]:
    """Write *columns*, or the first *rows* of them, to *place* and return their schema."""
    whole = pl.DataFrame(columns)
    part = whole if rows is None else whole.head(rows)
    (place / FILE).write_bytes(table.to_parquet(part.to_arrow()))
    return specs_of_columns(columns, kinds)


def keep(objects: Objects, place: Path) -> str:
    """Move the Parquet file of *place* into the store and return its name there."""
    same = place.stat().st_dev == objects.root.stat().st_dev
    return objects.put_file(place / FILE, move=same)


def frozen(value: Any) -> Any:
    """Return *value* with its lists as tuples."""
    return tuple(frozen(item) for item in value) if isinstance(value, list) else value


def _notice(said: dict[str, Any]) -> Notice:
    return Notice(said["code"], frozen(said["facts"]), frozen(said["columns"]))


def _guess(said: dict[str, Any]) -> Guess:
    return Guess(**{name: frozen(value) for name, value in said.items()})
