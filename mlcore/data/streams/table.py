"""What has come of a stream so far, as a data set."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from mlcore.data import jsontable, names
from mlcore.data.children import PARSING, Task, done, settings_of
from mlcore.data.columns import typed
from mlcore.data.dataset import Dataset, Lineage, Notice, Reject
from mlcore.data.limits import check
from mlcore.data.made import Made, keep, write
from mlcore.data.options import ReadOptions
from mlcore.data.streams import shelf
from mlcore.data.streams.messages import NOTHING_KEPT
from mlcore.data.streams.shelf import Stream
from mlcore.errors import LoupeError, Where
from mlcore.process.limited import folder
from mlcore.store.store import Store
from mlcore.types import fingerprint

_CALL = "mlcore.data.streams.table:whole"


def dataset(store: Store, stream: Stream) -> Dataset:
    """Return the rows that *stream* has now as a data set in the store.

    Raises
    ------
    LoupeError
        ``nothing_kept`` when there is none, and what reading a table raises.
    """
    settings, name = store.settings, stream.name
    with folder(settings.home / "scratch") as place:
        lines = place / "lines"
        offsets = _write(store, stream.id, lines)
        if not offsets:
            raise LoupeError(NOTHING_KEPT, Where(field="stream"))
        request = {"name": name, "written": not stream.spec.payload}
        task = Task(_CALL, request, name, PARSING, content=lines)
        with done(task, settings) as (made, folder_):
            stored = keep(store.objects, folder_)
    refused, options = _refused(store, stream), (("from", offsets[0]), ("to", offsets[-1]))
    notices = made.notices
    if refused:
        facts = (("count", stream.state.quarantined), ("why", refused[0].reason))
        notices = (*notices, Notice("events_refused", facts))
    label = f"stream {stream.spec.connection} {stream.spec.key}"
    identity = fingerprint("stream", label, options, stored)
    return Dataset(
        name, identity, made.rows, made.columns, stored, store.objects,
        Lineage(label, options, renamed=made.renamed), refused, notices,
    )  # fmt: skip


def whole(request: dict[str, Any], place: Path) -> Any:
    """Make a table of lines of JSON; called in a limited child."""
    options, settings = ReadOptions(encoding="utf-8"), settings_of(request)
    raw = jsontable.read_lines(Path(request["path"]).read_bytes(), options, request["name"])
    raw = replace(raw, written=request["written"])
    check(len(raw.columns[0]), len(raw.columns), settings, request["name"])
    clean, renamed = names.clean(raw.names)
    columns, noticed = typed(raw, clean, options)
    specs = write(columns, place, None, {})
    notices = (*raw.notices, *names.notices(clean, renamed), *noticed)
    return Made(
        specs, len(columns[0]), "stream", rejects=raw.rejects, notices=notices, renamed=renamed
    ).to_json()


def _write(store: Store, stream: str, path: Path) -> list[str]:
    """Write the rows as lines of JSON and return the first and last offset."""
    offsets: list[str] = []
    with path.open("wb") as file, closing(shelf.bodies(store, stream)) as segments:
        for first, last, body in segments:
            offsets = [offsets[0] if offsets else first, last]
            file.write(body)
    return offsets


def _refused(store: Store, stream: Stream) -> tuple[Reject, ...]:
    found = shelf.refused(store, stream.id)
    return tuple(
        Reject(number, event.text, f"{event.reason} (at {event.offset})")
        for number, event in enumerate(found, 1)
    )
