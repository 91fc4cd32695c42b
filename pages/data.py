"""Data: bring a table in, see how it was read, keep its versions."""

from __future__ import annotations

from mlcore.language import count
from pages.ui import controls, guards, samples, session, table_view, upload
from pages.ui.head import head
from pages.ui.words import _, literal

SOURCES = {"file": _("Upload a file"), "sample": _("Take a sample")}

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
    source = controls.segments(
        _("Where from"), list(SOURCES), key="data.source", default="file", words=SOURCES.__getitem__
    )
    loading = upload.loader(space) if source == "file" else False
    if source == "sample":
        samples.all_tiles(space, "data.sample")
    if opened is not None and not loading:
        table_view.opened_view(opened)
    table_view.versions_view(space)
