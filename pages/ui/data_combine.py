"""Another table beside the open one by key, or below it; what happens to the rows is said first."""

from __future__ import annotations

import streamlit as st

from mlcore.data import versions
from mlcore.data.combine import combine
from mlcore.data.combine.keys import joinable, shared
from mlcore.data.combine.matches import HOWS, How, Matches
from mlcore.data.dataset import Dataset
from mlcore.language import count
from mlcore.numbers import whole
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import cache_sources, controls, guards, keeping
from pages.ui.words import _, shorten

WAYS = {"join": _("Join by key"), "append": _("Append below")}
KEPT: dict[How, str] = {
    "left": _("All rows of the open table"),
    "inner": _("Only rows that match"),
    "outer": _("All rows of both"),
}


def combine_view(space: Workspace, opened: Opened) -> None:
    """Draw the part that puts the open table together with another one."""
    listed = versions.listing(space.store, space.id)
    others = {
        f"{v.name}:{v.version}": v for v in listed if v.fingerprint != opened.data.fingerprint
    }
    part = st.expander(
        _("Put it together with another table"), type="compact", icon=":material/join:",
        key="data.combine", on_change="rerun",
    )  # fmt: skip
    if not part.open:
        return
    with part, guards.page():
        if not others:
            st.markdown(_("There is no other table yet: load a second one."))
            return
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            key = controls.choose(
                st.selectbox, _("Other table"), list(others), key="data.combine.with",
                default=next(iter(others)), width=280,
                format_func=lambda key: f"{shorten(others[key].name)} v{others[key].version}",
            )  # fmt: skip
            way = controls.segments(
                _("How"), list(WAYS), key="data.combine.way", default="join",
                words=WAYS.__getitem__,
            )  # fmt: skip
        other = versions.load(space.store, space.id, others[key].name, others[key].version)
        name = f"{opened.name} + {other.name}"[:120]
        if way == "append":
            _append(space, opened.data, other, name)
        else:
            _join(space, opened.data, other, name)


def _append(space: Workspace, first: Dataset, second: Dataset, name: str) -> None:
    only = [len(set(a.names) - set(b.names)) for a, b in ((first, second), (second, first))]
    said = _("Both have the same columns.")
    if any(only):
        said = (
            f"{count(only[0], 'column')} {_('only in the open table,')} {only[1]} "
            f"{_('only in the other; missing in the rest.')}"
        )
    rows = count(first.rows + second.rows, "row")
    st.markdown(f"**{rows}.** {_('Columns go by name.')} {said}")
    if st.button(f"{_('Append')} {count(second.rows, 'row')}", key="data.combine.append"):
        with st.skeleton(height=60):
            made = combine.append(first, second, name=name, settings=space.store.settings)
            keeping.keep(space, made)
        st.rerun()


def _join(space: Workspace, first: Dataset, second: Dataset, name: str) -> None:
    same = shared(first, second)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        keys = controls.choose_many(
            st.multiselect, _("Key: columns of both"), same, key="data.combine.on",
            default=same[:1], width=320, format_func=shorten,
            placeholder=_("Choose columns") if same else _("No name is in both"),
        )  # fmt: skip
        left = controls.choose(
            st.selectbox, _("or column here"), [None, *first.names], key="data.combine.left",
            width=200, format_func=lambda n: "–" if n is None else shorten(n),
        )  # fmt: skip
        fits = [n for n in second.names if left is not None and joinable(first, second, left, n)]
        right = controls.choose(
            st.selectbox, _("= column there"), [None, *fits], key="data.combine.right",
            width=200, format_func=lambda n: "–" if n is None else shorten(n),
        )  # fmt: skip
    pairs = [(key, key) for key in keys]
    if left is not None and right is not None:
        pairs.append((left, right))
    if not pairs:
        st.markdown(_("Choose what says that two rows belong together."))
        return
    how: How = controls.segments(
        _("Which rows"), list(HOWS), key="data.combine.how", default="left",
        words=lambda way: KEPT[way],
    )  # fmt: skip
    met = cache_sources.matches(first, second, tuple(pairs), space.store.settings)
    _report(met, how)
    if st.button(f"{_('Join')}: {count(met.rows(how), 'row')}", key="data.combine.join"):
        with st.skeleton(height=60):
            made = combine.join(first, second, pairs, how, name=name, settings=space.store.settings)
            keeping.keep(space, made)
        st.rerun()


def _report(met: Matches, how: How) -> None:
    """Say what happens to the rows of both tables."""
    sides = (
        (_("Open table"), met.left_rows, met.left_alone, met.left_multiplied),
        (_("Other table"), met.right_rows, met.right_alone, met.right_multiplied),
    )
    with st.container(gap=None):
        for title, rows, alone, several in sides:
            st.markdown(
                f":small[:gray[{title}: {whole(rows - alone)} {_('of')} {count(rows, 'row')} "
                f"{_('meet a partner')}, {whole(alone)} {_('none')}, "
                f"{whole(several)} {_('more than one')}.]]"
            )
    more = met.rows(how) - met.left_rows
    if more > 0:
        st.markdown(
            f":orange[:material/warning:] **{_('The result has')} {count(more, 'row')} "
            f"{_('more than the open table')}.**"
        )
