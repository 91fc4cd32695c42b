"""The open table as several, one for each value of a column."""

from __future__ import annotations

from functools import partial

import streamlit as st

from mlcore.data import versions
from mlcore.data.combine import divide
from mlcore.data.combine.divide import MOST, Part
from mlcore.language import count
from mlcore.numbers import MISSING, whole
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import cache_sources, controls, guards, session
from pages.ui.words import _, literal, shorten

_MADE = "data.divide.made"


def divide_view(space: Workspace, opened: Opened) -> None:
    """Draw the part that splits the open table by the values of a column."""
    part = st.expander(
        _("Split it by the values of a column"), type="compact", icon=":material/call_split:",
        key="data.divide", on_change="rerun",
    )  # fmt: skip
    if not part.open:
        return
    with part, guards.page():
        _said()
        fitting = [spec.name for spec in opened.data.columns if 1 < spec.unique <= MOST]
        if not fitting:
            st.markdown(f"{_('No column has between 2 and')} {MOST} {_('different values.')}")
            return
        column = controls.choose(
            st.selectbox, _("Column"), fitting, key=f"data.divide.by.{opened.name}",
            default=fitting[0], format_func=shorten, width=280,
        )  # fmt: skip
        found = cache_sources.parts(opened.data, column)
        _table(found)
        label = f"{_('Split into')} {count(len(found), 'table')}"
        if controls.pressed(label, key="data.divide.go", of=column, icon=":material/call_split:"):
            _split(space, opened, column)


def _table(found: tuple[Part, ...]) -> None:
    most = max(part.rows for part in found)
    st.dataframe(
        {_("Value"): [part.label for part in found], _("Rows"): [part.rows for part in found]},
        hide_index=True, placeholder=MISSING, height=min(40 + 35 * len(found), 320), width=420,
        alt=_("The values and how many rows each has"),
        column_config={
            _("Rows"): st.column_config.ProgressColumn(
                format="localized", min_value=0, max_value=most
            )
        },
    )  # fmt: skip


def _split(space: Workspace, opened: Opened, column: str) -> None:
    with st.skeleton(height=60):
        made = divide.divide(opened.data, column, space.store.settings)
        save = partial(versions.save, space.store, space.id)
        session.put(_MADE, [(data.name, save(data), data.rows) for data in made])
    st.rerun()


def _said() -> None:
    """Say, once, what was made."""
    made = session.taken(_MADE)
    if not made:
        return
    shown = ", ".join(f"{literal(name, 40)} ({whole(rows)})" for name, _v, rows in made[:8])
    more = f" {_('and')} {len(made) - 8} {_('more')}" if len(made) > 8 else ""
    st.markdown(
        f":material/check_circle: **{count(len(made), 'table')} {_('made')}:** {shown}{more}. "
        f"{_('They stand among the versions below; the open table is unchanged.')}"
    )
