"""A source → a dataset in the store. Nothing changes silently: what was done is in its notices."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

import polars as pl

from mlcore.data import (
    archives,
    arrowfile,
    content,
    databasefile,
    delimited,
    excel,
    jsontable,
    names,
    offers,
    parquetfile,
    source,
)
from mlcore.data.children import PARSING, Task, done, settings_of
from mlcore.data.columns import typed
from mlcore.data.dataset import Dataset, Lineage, Notice
from mlcore.data.limits import check, check_lines
from mlcore.data.made import Made, frozen, keep, write
from mlcore.data.messages import FILE_CHANGED, NO_CELLS, TOO_BIG, UNKNOWN_FORMAT
from mlcore.data.options import ReadOptions
from mlcore.data.preview import Preview
from mlcore.data.raw import Guess, Raw
from mlcore.data.sources import http, sql
from mlcore.data.uploads import label
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings, load
from mlcore.store.objects import Objects
from mlcore.types import fingerprint, to_json

__all__ = [
    "Preview",
    "ReadOptions",
    "preview",
    "preview_address",
    "read",
    "read_address",
    "read_bytes",
]

GUESSED = ReadOptions()
VERSION = 2
"""Part of each fingerprint: raised when the same bytes are read into another table."""
PREVIEW_BYTES = 1_000_000
PREVIEW_ROWS = 50
WHOLE, BEGINNING = "mlcore.data.read:whole", "mlcore.data.read:beginning"
"""What a limited child is asked to do."""


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
    Reader("arrow", "an Arrow file", arrowfile.read),
    Reader("json", "JSON", jsontable.read),
    Reader("ndjson", "JSON lines", jsontable.read_lines),
    Reader("sqlite", "a SQLite database", databasefile.read_sqlite),
    Reader("duckdb", "a DuckDB database", databasefile.read_duckdb),
)
_BY_LINE = ("csv", "ndjson")
_BY_FORMAT = {reader.format: reader for reader in READERS}


@dataclass(frozen=True)
class _Table:
    names: tuple[str, ...]
    columns: list[pl.Series]
    raw: Raw
    notices: tuple[Notice, ...]
    renamed: tuple[tuple[str, str], ...]
    guesses: tuple[Guess, ...]


def read(
    source_: str | Path,
    objects: Objects | None = None,
    options: ReadOptions = GUESSED,
    *,
    name: str | None = None,
    settings: Settings | None = None,
) -> Dataset:
    """Read a path, ``sample:NAME``, a web address or ``URL::SELECT …`` into the store.

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
    objects = objects or Objects(settings.home / "objects")
    if source.is_query(source_):
        return sql.read(sql.split(str(source_)), objects, settings, name=name)
    if source.is_address(source_):
        return read_address(http.Request(str(source_)), objects, options, settings, name=name)
    found = source.fetch(source_)
    return _store(found, objects, options, name, settings)


def read_bytes(
    data: bytes | Path,
    filename: str,
    objects: Objects,
    options: ReadOptions = GUESSED,
    *,
    name: str | None = None,
    settings: Settings | None = None,
) -> Dataset:
    """Read an uploaded file, its bytes or where they wait, into the store; as :func:`read`.

    Raises
    ------
    LoupeError
        Also ``file_too_big``.
    """
    settings = settings or load()
    found = _uploaded(data, filename, settings)
    return _store(found, objects, options, name, settings)


def read_address(
    request: http.Request,
    objects: Objects,
    options: ReadOptions,
    settings: Settings,
    *,
    name: str | None = None,
    expected: str = "",
) -> Dataset:
    """Read what a web address gives into the store; as :func:`read`.

    *expected* is the SHA-256 that was previewed: another content is refused.
    """
    with http.fetched(request, settings, expected=expected) as (found, _):
        return _store(found, objects, options, name, settings)


def preview(
    source_: str | Path | bytes,
    options: ReadOptions = GUESSED,
    filename: str = "",
    settings: Settings | None = None,
) -> Preview:
    """Return how *source_* would be read.

    Parameters
    ----------
    source_ : str, Path or bytes
        A path, a sample, or an upload: its bytes, or with *filename* where they wait.
    options : ReadOptions
        How to read it.
    filename : str
        The name of an upload.
    settings : Settings or None
        Limits; None: the process's.

    Raises
    ------
    LoupeError
        As :func:`read`.
    """
    settings = settings or load()
    if isinstance(source_, bytes) or (filename and isinstance(source_, Path)):
        found = _uploaded(source_, filename, settings)
    else:
        found = source.fetch(source_)
    return _preview(found, options, settings)


def preview_address(
    request: http.Request, options: ReadOptions, settings: Settings
) -> tuple[Preview, str]:
    """Return how the answer of a web address would be read, and its SHA-256; as :func:`read`."""
    with http.fetched(request, settings) as (found, sha):
        return _preview(found, options, settings), sha


def _preview(found: source.Source, options: ReadOptions, settings: Settings) -> Preview:
    task = _task(BEGINNING, found, options)
    with done(task, settings) as (made, place):
        frame = made.frame(place)
    return Preview(
        frame, made.columns, made.format, made.guesses, made.rejects, made.notices, made.whole
    )


def _store(
    found: source.Source,
    objects: Objects,
    options: ReadOptions,
    name: str | None,
    settings: Settings,
) -> Dataset:
    task, before = _task(WHOLE, found, options), found.state()
    with done(task, settings) as (made, place):
        sha = _sha(found)
        if found.state() != before:
            raise LoupeError(FILE_CHANGED, Where(file=found.filename))
        stored = keep(objects, place)
    chosen = options.chosen()
    lineage = Lineage(found.label, (("format", made.format), *chosen), renamed=made.renamed)
    identity = fingerprint("read", VERSION, sha, made.format, chosen)
    return Dataset(
        name or _named(found, made),
        identity,
        made.rows,
        made.columns,
        stored,
        objects,
        lineage,
        made.rejects,
        made.notices,
    )


def _task(call: str, found: source.Source, options: ReadOptions) -> Task:
    request = {"filename": found.filename, "label": found.label, "options": to_json(options)}
    return Task(call, request, found.filename, PARSING, content=found.content)


def _named(found: source.Source, made: Made) -> str:
    """Return the label of a table that got none: its file's name, in an archive its entry's."""
    entries = [guess.value for guess in made.guesses if guess.option == "entry"]
    return PurePath(entries[0] if entries else archives.bare(found.filename)).stem


def _sha(found: source.Source) -> str:
    digest = hashlib.sha256()
    with found.open() as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


# ------------------------------------------------------------------------- in the child


def whole(request: dict[str, Any], place: Path) -> Any:
    """Read all of a file; called in a limited child."""
    found, options, settings = _asked(request)
    unpacked = archives.unpack(found, options)
    form = _format(unpacked.source, options)
    made = _table(unpacked, form, options, settings)
    return _described(made, form, place, options).to_json()


def beginning(request: dict[str, Any], place: Path) -> Any:
    """Read the first rows of a file; called in a limited child."""
    found, options, settings = _asked(request)
    unpacked = archives.unpack(found, options)
    form = _format(unpacked.source, options)
    part = _beginning(unpacked) if form in _BY_LINE else unpacked
    made = _table(part, form, options, settings)
    described = _described(made, form, place, options, PREVIEW_ROWS)
    whole = part.source.size == unpacked.source.size
    return replace(described, whole=whole).to_json()


def _asked(request: dict[str, Any]) -> tuple[source.Source, ReadOptions, Settings]:
    found = source.Source(Path(request["path"]), request["filename"], request["label"])
    options = ReadOptions(**{name: frozen(value) for name, value in request["options"].items()})
    return found, options, settings_of(request)


def _described(
    made: _Table, form: str, place: Path, options: ReadOptions, rows: int | None = None
) -> Made:
    columns = write(made.columns, place, rows, dict(options.kinds))
    open_ = offers.guesses(made.notices)
    guesses = (Guess("format", form), *made.guesses, *made.raw.guesses, *open_)
    number = len(made.columns[0])
    return Made(columns, number, form, True, made.raw.rejects, made.notices, guesses, made.renamed)


def _table(
    unpacked: archives.Unpacked, form: str, options: ReadOptions, settings: Settings
) -> _Table:
    found = unpacked.source
    if form in _BY_LINE:
        check_lines(found.data, found.filename)
    raw = _BY_FORMAT[form].read(found.data, options, found.filename)
    if not raw.columns:
        raise LoupeError(NO_CELLS, Where(file=found.filename))
    check(len(raw.columns[0]), len(raw.columns), settings, found.filename)
    clean, renamed = names.clean(raw.names)
    columns, noticed = typed(raw, clean, options)
    notices = (
        *unpacked.notices,
        *_other_than_promised(found.filename, form),
        *raw.notices,
        *names.notices(clean, renamed),
        *noticed,
    )
    return _Table(clean, columns, raw, notices, renamed, unpacked.guesses)


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


def _beginning(unpacked: archives.Unpacked) -> archives.Unpacked:
    found = unpacked.source
    if found.size <= PREVIEW_BYTES:
        return unpacked
    with found.open() as file:
        data = file.read(PREVIEW_BYTES)
    end = data.rfind(b"\n")
    part = replace(found, content=data[: end + 1] if end > 0 else data)
    return replace(unpacked, source=part)


def _uploaded(data: bytes | Path, filename: str, settings: Settings) -> source.Source:
    found = source.Source(data, label(filename), label(filename))
    if isinstance(data, bytes) and found.size > settings.max_upload_mb * 1_000_000:
        where = Where(file=found.filename)
        raise LoupeError(TOO_BIG, where, megabytes=found.size / 1e6, most=settings.max_upload_mb)
    return found
