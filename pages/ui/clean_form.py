"""A step's form: its columns and settings as widgets, generated from the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from mlcore.cleaning.catalogue import Param, Step
from mlcore.types import ColumnSpec, StepSpec
from pages.ui import session
from pages.ui.words import _, muted, shorten

FEW = 4


def form(
    entry: Step, columns: Sequence[ColumnSpec], prefix: str, spec: StepSpec | None = None
) -> None:
    """Draw the widgets of *entry* under keys that begin with *prefix*.

    Parameters
    ----------
    entry : Step
        What kind of step.
    columns : sequence of ColumnSpec
        The columns of the table.
    prefix : str
        Keeps two forms on one page apart.
    spec : StepSpec or None
        The step to change; None starts from the defaults and remembers what is chosen.
    """
    _columns(entry, columns, prefix, spec)
    for param in entry.params:
        start = param.default if spec is None else spec.param(param.name, param.default)
        key = f"{prefix}.{entry.name}.{param.name}"
        if param.kind == "column":
            _column(param, [column.name for column in columns], start, key, spec is None)
        else:
            _widget(param, start, key, spec is None)


def collect(entry: Step, prefix: str, spec: StepSpec | None = None) -> StepSpec:
    """Return the step that the widgets under *prefix* describe; called from a callback."""
    chosen = session.value(f"{prefix}.{entry.name}.columns") or []
    names = [chosen] if isinstance(chosen, str) else list(chosen)
    params = []
    for param in entry.params:
        value = _read(param, session.value(f"{prefix}.{entry.name}.{param.name}"))
        if value is not None and (param.needed or value != param.default):
            params.append((param.name, value))
    made = StepSpec(entry.name, tuple(names), tuple(params))
    return made if spec is None else replace(made, enabled=spec.enabled, id=spec.id)


def clear(entry: Step, prefix: str) -> None:
    """Forget the chosen columns, so that the next step starts afresh."""
    key = f"{prefix}.{entry.name}.columns"
    empty: Any = None if entry.most == 1 else []
    session.put(key, empty)
    session.keep_value(key, empty)


def _columns(
    entry: Step, columns: Sequence[ColumnSpec], prefix: str, spec: StepSpec | None
) -> None:
    if entry.most == 0:
        return
    names = [column.name for column in columns if column.kind in entry.kinds]
    if spec is not None:
        names += [name for name in spec.columns if name not in names]
    key, one = f"{prefix}.{entry.name}.columns", entry.most == 1
    start: Any = list(spec.columns) if spec else []
    looks = _start(key, (start[0] if start else None) if one else start, spec is None)
    _drop_lost(key, names, one)
    if one:
        st.selectbox(
            _("Column"), names, index=None, format_func=shorten,
            placeholder=_("Choose a column"), **looks,
        )  # fmt: skip
        return
    everything = _("All columns") if entry.least == 0 else _("Choose columns")
    st.multiselect(_("Columns"), names, format_func=shorten, placeholder=everything, **looks)


def _column(param: Param, names: Sequence[str], start: Any, key: str, remember: bool) -> None:
    known = [*names, *([start] if start and start not in names else [])]
    looks = _start(key, start, remember)
    _drop_lost(key, known, one=True)
    st.selectbox(
        _(param.title), known, index=None, format_func=shorten, placeholder=_("not set"),
        help=param.help or None, **looks,
    )  # fmt: skip


def _start(key: str, default: Any, remember: bool) -> dict[str, Any]:
    if not session.present(key):
        session.put(key, session.saved(key, default) if remember else default)
    kept = {"on_change": session.keep, "args": (key,), "persist_state": "session"}
    return {"key": key, **(kept if remember else {})}


def _drop_lost(key: str, names: Sequence[str], one: bool) -> None:
    """Set back columns that are not in the table any more."""
    shown = session.value(key)
    lost = [name for name in ([shown] if one else shown or []) if name and name not in names]
    if not lost:
        return
    session.put(key, None if one else [name for name in shown if name in names])
    words = ", ".join(shorten(name, 30) for name in lost[:3])
    st.caption(f":material/info: “{muted(words)}” {_('is not in this table; it was taken out.')}")


def _widget(param: Param, start: Any, key: str, remember: bool) -> None:
    label = _(param.title)
    start = _as_shown(param, start)
    looks = {**_start(key, start, remember), "help": param.help or None}
    if param.kind == "choice" and len(param.choices) <= FEW:
        words = lambda choice: muted(_(param.word(choice)))  # noqa: E731
        st.segmented_control(label, param.choices, format_func=words, required=True, **looks)
    elif param.kind == "choice":
        st.selectbox(label, param.choices, index=None, format_func=param.word, **looks)
    elif param.kind == "choices":
        st.multiselect(label, param.choices, format_func=param.word, **looks)
    elif param.kind == "values":
        st.multiselect(label, session.value(key) or [], accept_new_options=True, **looks)
    elif param.kind == "boolean":
        st.toggle(label, **looks)
    elif param.kind in ("number", "integer"):
        step = 1 if param.kind == "integer" else None
        st.number_input(label, value=None, step=step, placeholder=_("not set"), **looks)
    else:
        st.text_input(label, placeholder=_("not set"), **looks)


def _as_shown(param: Param, value: Any) -> Any:
    if param.kind in ("choices", "values"):
        return [str(item) for item in value or ()]
    if param.kind in ("text", "value"):
        return "" if value is None else str(value)
    if param.kind == "number" and value is not None:
        return float(value)
    return bool(value) if param.kind == "boolean" else value


def _read(param: Param, shown: Any) -> Any:
    if param.kind in ("choices", "values"):
        items = tuple(_plain(item) if param.kind == "values" else item for item in shown or ())
        return items or None
    if param.kind == "value":
        return _plain(shown) if shown else None
    if param.kind == "text":
        return shown or None
    return shown


def _plain(text: str) -> Any:
    """Return a number for a text that is one, else the text."""
    for kind in (int, float):
        try:
            found = kind(text)
        except ValueError:
            continue
        return found if str(found) == text.strip() or kind is float else text
    return text
