"""A source → a dataset in the store. Nothing changes silently: what was done is in its notices."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

import pandas as pd
import polars as pl

from mlcore.data import content, delimited, excel, jsontable, names, parquetfile, source, table
from mlcore.data.columns import typed
from mlcore.data.dataset import Dataset, Lineage, Notice, Reject
from mlcore.data.kinds import specs_of_columns, stored_dtype
from mlcore.data.limits import check
from mlcore.data.messages import NO_CELLS, TOO_BIG, UNKNOWN_FORMAT
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess, Raw
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings, load
from mlcore.store.objects import Objects
from mlcore.types import ColumnSpec, fingerprint

__all__ = ["Preview", "ReadOptions", "preview", "read", "read_bytes"]

GUESSED = ReadOptions()
VERSION = 1
"""Part of each fingerprint: raised when the same bytes are read into another table."""
PREVIEW_BYTES = 1_000_000
PREVIEW_ROWS = 50


@dataclass(frozen=True)
class Reader:
    """How one format is read; ``title`` is what people call it."""

    format: str
    title: str
    read: Callable[[bytes, ReadOptions, str], Raw]


READERS: tuple[Reader, ...] = (
    Reader("csv", "text with separators", delimited.read),
    Reader("excel", "an Excel workbook", excel.read),
    Reader("parquet", "a Parquet file", parquetfile.read),
    Reader("json", "JSON", jsontable.read),
    Reader("ndjson", "JSON lines", jsontable.read_lines),
)
_BY_FORMAT = {reader.format: reader for reader in READERS}


@dataclass(frozen=True)
class Preview:
    """How a source would be read.

    Parameters
    ----------
    frame : DataFrame
        The first rows.
    columns : tuple of ColumnSpec
        Schema as far as it was looked at.
    format : str
        The reader.
    guesses : tuple of Guess
        Options that were not given, with how sure the guess is.
    rejects, notices
        What would not fit, what would be done.
    whole : bool
        False when only the beginning of a large file was looked at.
    """

    frame: pd.DataFrame
    columns: tuple[ColumnSpec, ...]
    format: str
    guesses: tuple[Guess, ...]
    rejects: tuple[Reject, ...]
    notices: tuple[Notice, ...]
    whole: bool = True


@dataclass(frozen=True)
class _Table:
    names: tuple[str, ...]
    columns: list[pl.Series]
    raw: Raw
    notices: tuple[Notice, ...]
    renamed: tuple[tuple[str, str], ...]

    def head(self, rows: int) -> pd.DataFrame:
        part = pl.DataFrame(self.columns).head(rows)
        plain = [ColumnSpec(c.name, "text", stored_dtype(c)) for c in self.columns]
        return table.to_pandas(part, plain)


def read(
    source_: str | Path,
    objects: Objects | None = None,
    options: ReadOptions = GUESSED,
    *,
    name: str | None = None,
    settings: Settings | None = None,
) -> Dataset:
    """Read a path or ``sample:NAME`` into the store.

    Parameters
    ----------
    source_ : str or Path
        What to read.
    objects : Objects or None
        Where the table is kept; None: in the home of the settings.
    options : ReadOptions
        How to read it; the defaults guess.
    name : str or None
        Label of the dataset; None: the file's name.
    settings : Settings or None
        Limits; None: the process's.

    Raises
    ------
    LoupeError
        When the source is missing, no table, damaged or too large.
    """
    settings = settings or load()
    found = source.fetch(source_)
    label = name or PurePath(found.filename).stem
    return _store(found, objects or Objects(settings.home / "objects"), options, label, settings)


def read_bytes(
    data: bytes,
    filename: str,
    objects: Objects,
    options: ReadOptions = GUESSED,
    *,
    name: str | None = None,
    settings: Settings | None = None,
) -> Dataset:
    """Read an uploaded file into the store; as :func:`read`.

    Raises
    ------
    LoupeError
        Also ``file_too_big``.
    """
    settings = settings or load()
    filename = _label(filename)
    _refuse_big(data, settings, filename)
    found = source.Source(data, filename, filename)
    return _store(found, objects, options, name or PurePath(filename).stem, settings)


def preview(
    source_: str | Path | bytes,
    options: ReadOptions = GUESSED,
    filename: str = "",
    settings: Settings | None = None,
) -> Preview:
    """Return how *source_* (a path, a sample or the bytes of an upload) would be read.

    Raises
    ------
    LoupeError
        As :func:`read`.
    """
    settings = settings or load()
    if isinstance(source_, bytes):
        filename = _label(filename)
        _refuse_big(source_, settings, filename)
        found = source.Source(source_, filename, filename)
    else:
        found = source.fetch(source_)
    form = _format(found, options)
    part = _beginning(found) if form in ("csv", "ndjson") else found
    made = _table(part, form, options, settings)
    columns = specs_of_columns(made.columns, dict(options.kinds))
    guesses = (Guess("format", form), *made.raw.guesses)
    whole = part.size == found.size
    return Preview(
        made.head(PREVIEW_ROWS), columns, form, guesses, made.raw.rejects, made.notices, whole
    )


def _store(
    found: source.Source, objects: Objects, options: ReadOptions, name: str, settings: Settings
) -> Dataset:
    form = _format(found, options)
    made = _table(found, form, options, settings)
    columns = specs_of_columns(made.columns, dict(options.kinds))
    rows = len(made.columns[0])
    stored = objects.put(table.to_parquet(pl.DataFrame(made.columns).to_arrow()))
    sha = hashlib.sha256(found.data).hexdigest()
    chosen = options.chosen()
    lineage = Lineage(found.label, (("format", form), *chosen), renamed=made.renamed)
    identity = fingerprint("read", VERSION, sha, form, chosen)
    return Dataset(
        name, identity, rows, columns, stored, objects, lineage, made.raw.rejects, made.notices
    )


def _table(found: source.Source, form: str, options: ReadOptions, settings: Settings) -> _Table:
    raw = _BY_FORMAT[form].read(found.data, options, found.filename)
    if not raw.columns:
        raise LoupeError(NO_CELLS, Where(file=found.filename))
    check(len(raw.columns[0]), len(raw.columns), settings, found.filename)
    clean, renamed = names.clean(raw.names)
    columns, noticed = typed(raw, clean, options)
    notices = (
        *_other_than_promised(found.filename, form),
        *raw.notices,
        *names.notices(clean, renamed),
        *noticed,
    )
    return _Table(clean, columns, raw, notices, renamed)


def _format(found: source.Source, options: ReadOptions) -> str:
    if options.format is None:
        return content.format_of(found.ends(), found.filename)
    if options.format not in _BY_FORMAT:
        listed = ", ".join(_BY_FORMAT)
        where = Where(file=found.filename, field="format")
        raise LoupeError(UNKNOWN_FORMAT, where, name=options.format[:40], names=listed)
    if options.format != "csv":
        return options.format
    content.format_of(found.ends(), found.filename)
    return "csv"


def _other_than_promised(filename: str, form: str) -> tuple[Notice, ...]:
    promised = content.promised(filename)
    if promised in (None, form) or {promised, form} == {"json", "ndjson"}:
        return ()
    return (Notice("read_by_content", (("format", _BY_FORMAT[form].title),)),)


def _beginning(found: source.Source) -> source.Source:
    if found.size <= PREVIEW_BYTES:
        return found
    with found.open() as file:
        data = file.read(PREVIEW_BYTES)
    end = data.rfind(b"\n")
    return replace(found, content=data[: end + 1] if end > 0 else data)


def _label(filename: str) -> str:
    """Return the last part of *filename*, printable and not too long; never a place."""
    last = PurePath(filename.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable())[-120:] or "upload"


def _refuse_big(data: bytes, settings: Settings, filename: str) -> None:
    if len(data) > settings.max_upload_mb * 1_000_000:
        where = Where(file=filename)
        raise LoupeError(TOO_BIG, where, megabytes=len(data) / 1e6, most=settings.max_upload_mb)
