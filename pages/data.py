"""Data: bring a table in, see how it was read, keep its versions."""

from __future__ import annotations

from collections.abc import Callable

from mlcore.language import count
from mlcore.workspace.workspace import Workspace
from pages.ui import (
    controls,
    data_combine,
    data_divide,
    data_http,
    data_moving,
    data_sql,
    data_stream,
    data_versions,
    folder,
    guards,
    keeping,
    measuring,
    samples,
    session,
    table_view,
    upload,
)
from pages.ui.head import head
from pages.ui.words import _, literal

SOURCES: dict[str, tuple[str, Callable[[Workspace], bool]]] = {
    "file": (_("Upload a file"), upload.loader),
    "folder": (_("From a folder"), folder.loader),
    "sql": (_("Ask a database"), data_sql.loader),
    "http": (_("Read from the web"), data_http.loader),
    "stream": (_("Follow a stream"), data_stream.loader),
    "sample": (_("Take a sample"), samples.source),
}
"""What it is called, and what draws it; that returns True while a table is being brought in."""

with guards.page():
    space = session.workspace()
    opened = space.open_dataset()
    lead = _("Nothing is open yet: load a file or take a sample.")
    if opened is not None:
        size = f"{count(opened.data.rows, 'row')} × {count(len(opened.data.columns), 'column')}"
        lead = (
            f"**{literal(opened.name, 60)}** v{opened.version} {_('is open')}: {size}, "
            f"{_('read from')} {literal(opened.data.lineage.source, 60)}."
        )
    head(_("Data"), lead, space)
    keeping.said()
    data_moving.view(space)
    source = controls.segments(
        _("Where from"),
        [key for key in SOURCES if key != "folder" or space.store.settings.folders],
        key="data.source",
        default="file",
        words=lambda key: SOURCES[key][0],
    )
    loading = SOURCES[source][1](space)
    if opened is not None and not loading:
        table_view.opened_view(opened)
        measuring.ahead(space, opened)
        data_combine.combine_view(space, opened)
        data_divide.divide_view(space, opened)
    data_versions.versions_view(space, opened)
