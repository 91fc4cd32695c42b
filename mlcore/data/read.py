"""A source → a dataset in the store. Nothing changes silently: what was done is in its notices."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path, PurePath

from mlcore.data import (
    archives,
    source,
)
from mlcore.data.children import PARSING, Task, done
from mlcore.data.dataset import Dataset, Lineage
from mlcore.data.made import Made, keep
from mlcore.data.messages import FILE_CHANGED, TOO_BIG
from mlcore.data.options import ReadOptions
from mlcore.data.preview import Preview
from mlcore.data.sources import http, sql
from mlcore.data.sources.bound import Value
from mlcore.data.sources.messages import NO_QUERY
from mlcore.data.uploads import label
from mlcore.errors import LoupeError, Where
from mlcore.process.watch import UNWATCHED, Watch
from mlcore.settings import Settings, load
from mlcore.store.objects import Objects
from mlcore.store.shared import open_objects
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
VERSION = 3
"""Part of each fingerprint: raised when the same bytes are read into another table."""
_FOUND = ("encoding", "separator", "header")
"""What a lineage keeps of the guesses: by it the same file is cut into the same cells again."""
WHOLE, BEGINNING = "mlcore.data.reading:whole", "mlcore.data.reading:beginning"
"""What a limited child is asked to do."""


def read(
    source_: str | Path,
    objects: Objects | None = None,
    options: ReadOptions = GUESSED,
    *,
    name: str | None = None,
    settings: Settings | None = None,
    values: Mapping[str, Value] | None = None,
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
    values : mapping or None
        Of a query: what stands for each ``:name`` in it; bound, never written into its text.

    Raises
    ------
    LoupeError
        When the source is missing, no table, damaged or too large.
    """
    settings = settings or load()
    objects = objects or open_objects(settings)
    if source.is_query(source_):
        return sql.read(sql.split(str(source_), values), objects, settings, name=name)
    if values:
        raise LoupeError(NO_QUERY, Where(field="source"), name=next(iter(values))[:60])
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
    watch: Watch = UNWATCHED,
) -> Dataset:
    """Read what a web address gives into the store; as :func:`read`.

    *expected* is the SHA-256 that was previewed: another content is refused. *watch* hears how
    far it is, and may end it.
    """
    with http.fetched(request, settings, expected=expected, watch=watch) as (found, _):
        return _store(found, objects, options, name, settings, watch)


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
    request: http.Request, options: ReadOptions, settings: Settings, watch: Watch = UNWATCHED
) -> tuple[Preview, str]:
    """Return how the answer of a web address would be read, and its SHA-256; as :func:`read`."""
    with http.fetched(request, settings, watch=watch) as (found, sha):
        return _preview(found, options, settings, watch), sha


def _preview(
    found: source.Source, options: ReadOptions, settings: Settings, watch: Watch = UNWATCHED
) -> Preview:
    task = _task(BEGINNING, found, options)
    with done(task, settings, watch) as (made, place):
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
    watch: Watch = UNWATCHED,
) -> Dataset:
    task, before = _task(WHOLE, found, options), found.state()
    with ThreadPoolExecutor(1) as beside:
        digest = beside.submit(_sha, found)
        with _steady(found, before), done(task, settings, watch) as (made, place):
            sha = digest.result()
            _same(found, before)
            stored = keep(objects, place)
    chosen = options.chosen()
    taken = tuple((g.option, g.value) for g in made.guesses if g.option in _FOUND and not g.column)
    lineage = Lineage(
        found.label, (("format", made.format), *chosen), renamed=made.renamed, found=taken
    )
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


@contextmanager
def _steady(found: source.Source, before: tuple[int, int]) -> Iterator[None]:
    """Tell that the file changed, where it did, rather than what came of that."""
    try:
        yield
    except LoupeError as error:
        _same(found, before, error)
        raise


def _same(found: source.Source, before: tuple[int, int], error: LoupeError | None = None) -> None:
    if found.state() != before:
        raise LoupeError(FILE_CHANGED, Where(file=found.filename)) from error


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


def _uploaded(data: bytes | Path, filename: str, settings: Settings) -> source.Source:
    found = source.Source(data, label(filename), label(filename))
    if isinstance(data, bytes) and found.size > settings.max_upload_mb * 1_000_000:
        where = Where(file=found.filename)
        raise LoupeError(TOO_BIG, where, megabytes=found.size / 1e6, most=settings.max_upload_mb)
    return found
