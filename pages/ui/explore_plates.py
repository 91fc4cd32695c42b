"""For print: seaborn's plates, drawn from a stated part of the rows, as PNG or SVG."""

from __future__ import annotations

import streamlit as st

from mlcore.plots.plates import PLATES, PlateSpec
from pages.ui import cache_explore, controls, guards
from pages.ui.explore_facts import View
from pages.ui.head import heading
from pages.ui.words import _, shorten

LEVELS = 20
"""Columns with more different values than this divide nothing."""


@st.fragment
@guards.guarded
def plates(view: View) -> None:
    """Draw what is chosen, the plate, and its two files."""
    numbers = [column.name for column in view.opened.data.columns if column.numeric]
    left, right = st.columns([1, 2.6], gap="large")
    with left:
        with heading(_("For print")):
            pass
        spec = _spec(view, numbers)
    with right:
        if spec is None:
            st.markdown(_("This plate needs other columns: choose them on the left."))
        else:
            _drawn(view, spec)


def _spec(view: View, numbers: list[str]) -> PlateSpec | None:
    kind = controls.choose(
        st.selectbox, _("Plate"), list(PLATES), key="explore.plates.kind", default="pairs",
        format_func=lambda kind: _(PLATES[kind].title),
    )  # fmt: skip
    entry = PLATES[kind]
    columns = controls.choose_many(
        st.multiselect, _("Numbers"), numbers, max_selections=entry.most, format_func=shorten,
        key=f"explore.plates.{kind}.{view.opened.name}", default=numbers[: min(entry.most, 4)],
    )  # fmt: skip
    few = [c.name for c in view.opened.data.columns if 1 < c.unique <= LEVELS and not c.numeric]
    by = None
    if kind not in ("heat", "regression"):
        by = controls.choose(
            st.selectbox, _("Divided by"), few, key=f"explore.plates.by.{view.opened.name}",
            index=None, placeholder=_("none"), format_func=shorten,
        )  # fmt: skip
    fits = entry.fewest <= len(columns) <= entry.most
    return PlateSpec(kind, tuple(columns), by) if fits else None


def _drawn(view: View, spec: PlateSpec) -> None:
    data, title = view.opened.data, PLATES[spec.kind].title
    with st.spinner(_("Drawing…")):
        plate = cache_explore.plate(data, spec, "png")
    st.image(plate.image, alt=f"{_(title)}: {', '.join(spec.columns)}", width="stretch")
    st.caption(plate.sentence)
    name = f"{view.opened.name} {title.lower()}"
    with st.container(horizontal=True):
        st.download_button(
            "PNG", plate.image, f"{name}.png", "image/png", key="explore.plates.png",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "SVG", lambda: cache_explore.plate(data, spec, "svg").image, f"{name}.svg",
            "image/svg+xml", key="explore.plates.svg",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip
