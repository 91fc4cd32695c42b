"""What a limited child does with a file: its format, its columns, a Parquet file of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

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
from mlcore.data.blocks import engine
from mlcore.data.blocks.irregular import Irregular
from mlcore.data.children import settings_of
from mlcore.data.columns import typed
from mlcore.data.dataset import Notice
from mlcore.data.limits import check, check_lines
from mlcore.data.made import Made, frozen, write
from mlcore.data.messages import NO_CELLS, UNKNOWN_FORMAT
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess, Raw
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings
from mlcore.types import ColumnSpec

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
    """A table that lies in the child's folder: its schema, its rows, and what was found."""

    columns: tuple[ColumnSpec, ...]
    rows: int
    raw: Raw
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class _Asked:
    """A file to be read, how, and the folder for its table."""

    source: source.Source
    options: ReadOptions
    settings: Settings
    place: Path


def whole(request: dict[str, Any], place: Path) -> Any:
    """Read all of a file; called in a limited child."""
    asked = _asked(request, place)
    unpacked = archives.unpack(asked.source, asked.options)
    form = _format(unpacked.source, asked.options)
    asked = replace(asked, source=unpacked.source)
    made = _large(asked, form) or _table(asked, form)
    return _described(made, form, unpacked).to_json()


def beginning(request: dict[str, Any], place: Path) -> Any:
    """Read the first rows of a file; called in a limited child."""
    asked = _asked(request, place)
    unpacked = archives.unpack(asked.source, asked.options)
    form = _format(unpacked.source, asked.options)
    part = _beginning(unpacked.source) if form in _BY_LINE else unpacked.source
    made = _table(replace(asked, source=part), form, PREVIEW_ROWS)
    whole = part.size == unpacked.source.size
    return replace(_described(made, form, unpacked), whole=whole).to_json()


def _asked(request: dict[str, Any], place: Path) -> _Asked:
    found = source.Source(Path(request["path"]), request["filename"], request["label"])
    options = ReadOptions(**{name: frozen(value) for name, value in request["options"].items()})
    return _Asked(found, options, settings_of(request), place)


def _described(made: _Table, form: str, unpacked: archives.Unpacked) -> Made:
    raw = made.raw
    clean, renamed = names.clean(raw.names)
    notices = (
        *unpacked.notices,
        *_other_than_promised(unpacked.source.filename, form),
        *raw.notices,
        *names.notices(clean, renamed),
        *made.notices,
    )
    guesses = (
        Guess("format", form), *unpacked.guesses, *raw.guesses, *offers.guesses(notices),
    )  # fmt: skip
    return Made(made.columns, made.rows, form, True, raw.rejects, notices, guesses, renamed)


def _large(asked: _Asked, form: str) -> _Table | None:
    """Read a large text by blocks; None when it is to be read as a whole."""
    if form != "csv" or asked.source.size < engine.LARGE:
        return None
    try:
        made = engine.read(asked.source, asked.options, asked.settings, asked.place)
    except Irregular:
        return None
    return _Table(made.columns, made.rows, made.raw, made.notices)


def _table(asked: _Asked, form: str, rows: int | None = None) -> _Table:
    """Read a file as a whole, and keep its first *rows*."""
    found, options = asked.source, asked.options
    if form in _BY_LINE:
        check_lines(found.data, found.filename)
    raw = _BY_FORMAT[form].read(found.data, options, found.filename)
    if not raw.columns:
        raise LoupeError(NO_CELLS, Where(file=found.filename))
    check(len(raw.columns[0]), len(raw.columns), asked.settings, found.filename)
    clean, _ = names.clean(raw.names)
    columns, noticed = typed(raw, clean, options)
    specs = write(columns, asked.place, rows, dict(options.kinds))
    return _Table(specs, len(columns[0]), raw, noticed)


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
