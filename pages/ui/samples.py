"""Tiles of the sample data sets; opening one is one click."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from mlcore.data.read import read
from mlcore.data.samples import SAMPLES, Sample
from mlcore.numbers import whole
from mlcore.types import Task
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import links, session
from pages.ui.words import _

PREFIX = "sample:"
KINDS: dict[Task, str] = {
    "regression": _("Estimate"),
    "binary": _("Yes or no"),
    "multiclass": _("Classify"),
}


def tiles(space: Workspace, samples: Sequence[Sample], key: str) -> None:
    """Draw a tile for each of *samples*."""
    with st.grid(4, min_column_width=230):
        for sample in samples:
            _tile(space, sample, key)


def all_tiles(space: Workspace, key: str, first: int = 8) -> None:
    """Draw the *first* samples, and the others behind a click."""
    tiles(space, SAMPLES[:first], key)
    rest = SAMPLES[first:]
    more = st.expander(
        f"{len(rest)} {_('more samples')}", type="compact", key=f"{key}.more", on_change="rerun"
    )
    if more.open:
        with more:
            tiles(space, rest, key)


def source(space: Workspace) -> bool:
    """Draw all samples, as one of the sources of the Data page."""
    all_tiles(space, "data.sample")
    return False


def _tile(space: Workspace, sample: Sample, key: str) -> None:
    with st.container(border=True, height="stretch", gap="small"):
        title = f"##### :material/{sample.icon}: {_(sample.title)}"
        size = f"{whole(sample.rows)} {_('rows')} × {sample.columns}."
        text = f":small[:gray[{size} {_(sample.sentence)}]]"
        st.markdown(f"{title}\n\n{text}", anchors=False)
        st.space("stretch")
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.badge(KINDS[sample.task], color="gray")
            if st.button(
                _("Open"),
                key=f"{key}.{sample.name}",
                type="tertiary",
                icon=":material/arrow_forward:",
                icon_position="right",
                help=f"{_('Open')} {_(sample.title)}",
            ):
                open_sample(space, sample)
                links.go("explore")


def open_sample(space: Workspace, sample: Sample) -> None:
    """Read *sample* into the workspace and make it the open data set."""
    store = space.store
    data = read(f"{PREFIX}{sample.name}", store.objects, name=sample.title, settings=store.settings)
    space.keep_dataset(data)


def sample_of(opened: Opened) -> Sample | None:
    """Return the sample a data set was read from, or None."""
    source = opened.data.lineage.source
    found = [sample for sample in SAMPLES if source == f"{PREFIX}{sample.name}"]
    return found[0] if found else None


def likely_target(opened: Opened) -> str | None:
    """Return the target chosen on Train or Explore, or the one a sample is made for."""
    chosen = session.saved(f"train.target.{opened.name}")
    chosen = chosen or session.saved(f"explore.target.{opened.name}")
    return chosen or usual_target(opened, opened.data.names)


def usual_target(opened: Opened, columns: Sequence[str]) -> str | None:
    """Return the column a sample is made to predict, where *columns* still have it."""
    sample = sample_of(opened)
    return sample.target if sample and sample.target in columns else None
