"""Controls that remember: saved in the workspace as they change, there again after F5.

Every control has a key of its own; a value that no longer fits (the data changed) is set back,
and the person is told to what and why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import streamlit as st

from pages.ui import session
from pages.ui.words import _, literal, muted


def _start(key: str, default: Any) -> Any:
    """Give the widget its kept value on the first run of a tab; return what it will show."""
    if not session.present(key):
        session.put(key, session.saved(key, default))
    return session.value(key)


def _kept(key: str) -> dict[str, Any]:
    return {
        "key": key,
        "on_change": session.keep,
        "args": (key,),
        "persist_state": "session",
    }


def choose(
    widget: Callable[..., Any],
    label: str,
    options: Sequence[Any],
    *,
    key: str,
    default: Any = None,
    said: Callable[[Any], str] | None = None,
    **looks: Any,
) -> Any:
    """Draw a single choice (``st.selectbox``, ``st.segmented_control`` …) that remembers.

    Parameters
    ----------
    widget : callable
        The Streamlit command.
    label : str
        What is chosen.
    options : sequence
        What there is to choose from.
    key : str
        Name of the control, unique in the workspace.
    default : object
        The choice of a newcomer.
    said : callable or None
        An option in plain words, where the label is Markdown.
    """
    shown = _start(key, default)
    lost = shown is not None and shown not in options
    # Always said: a widget drawn with other options is a new one to Streamlit and starts at its
    # first option, whatever was chosen.
    session.put(key, default if lost else shown)
    chosen = widget(label, options, **_kept(key), **looks)
    if lost:
        _tell(label, shown, default, said or looks.get("format_func", str))
    return chosen


def segments(
    label: str,
    options: Sequence[Any],
    *,
    key: str,
    default: Any = None,
    words: Callable[[Any], str] = str,
    **looks: Any,
) -> Any:
    """Draw a choice among two to five: always one is chosen."""
    looks = {"required": True, "format_func": lambda option: muted(words(option)), **looks}
    return choose(
        st.segmented_control, label, options, key=key, default=default, said=words, **looks
    )


def choose_many(
    widget: Callable[..., Any],
    label: str,
    options: Sequence[Any],
    *,
    key: str,
    default: Sequence[Any] = (),
    **looks: Any,
) -> list[Any]:
    """Draw a choice of several (``st.pills``, ``st.multiselect``) that remembers."""
    shown = list(_start(key, list(default)) or [])
    still = [option for option in shown if option in options]
    if len(still) < len(shown):
        session.put(key, still)
    many = {"selection_mode": "multi"} if widget is not st.multiselect else {}
    chosen = list(widget(label, options, **many, **_kept(key), **looks) or [])
    gone = [option for option in shown if option not in options]
    if gone:
        _say(label, ", ".join(map(str, gone[:3])), _("is not there any more"), _("left out now"))
    return chosen


def number(
    label: str,
    *,
    key: str,
    default: float | None,
    low: float | None = None,
    high: float | None = None,
    **looks: Any,
) -> Any:
    """Draw a number field that remembers; whole when *default* and *low* are."""
    with _within(label, key, default, low, high):
        return st.number_input(
            label, min_value=low, max_value=high, value=None, **_kept(key), **looks
        )


def slider(label: str, *, key: str, default: float, low: float, high: float, **looks: Any) -> Any:
    """Draw a number between two ends that remembers; its value is sent on release."""
    if session.value(key, session.saved(key, default)) is None:
        session.put(key, default)
    with _within(label, key, default, low, high):
        return st.slider(label, min_value=low, max_value=high, **_kept(key), **looks)


@contextmanager
def _within(
    label: str, key: str, default: float | None, low: float | None, high: float | None
) -> Iterator[None]:
    """Set a kept number back between its ends, and say so below the widget."""
    shown = kept = _start(key, default)
    if shown is not None:
        kept = max(low, shown) if low is not None else shown
        kept = min(high, kept) if high is not None else kept
        if kept != shown:
            session.put(key, kept)
    yield
    if kept != shown:
        bound = _("is more than fits here") if kept < shown else _("is less than fits here")
        _say(label, shown, bound, f"{_('now')} {kept}")


def toggle(label: str, *, key: str, default: bool = False, **looks: Any) -> bool:
    """Draw a switch that remembers."""
    _start(key, default)
    return bool(st.toggle(label, **_kept(key), **looks))


def text(label: str, *, key: str, default: str = "", **looks: Any) -> str:
    """Draw a line of text that remembers."""
    _start(key, default)
    return str(st.text_input(label, **_kept(key), **looks) or "")


def area(label: str, *, key: str, default: str = "", **looks: Any) -> str:
    """Draw some lines of text that remember."""
    _start(key, default)
    return str(st.text_area(label, **_kept(key), **looks) or "")


def date(label: str, *, key: str, default: dt.date | None = None, **looks: Any) -> dt.date | None:
    """Draw a date field that remembers."""
    shown = _start(key, default)
    if shown is not None:
        session.put(key, dt.date.fromisoformat(str(shown)[:10]))
    chosen: dt.date | None = st.date_input(label, value=None, **_kept(key), **looks)
    return chosen


def moment(
    label: str, *, key: str, default: dt.datetime | None = None, **looks: Any
) -> dt.datetime | None:
    """Draw a field for date and time of day, to the minute, that remembers."""
    shown = _start(key, default)
    if shown is not None:
        session.put(key, dt.datetime.fromisoformat(str(shown)))
    chosen: dt.datetime | None = st.datetime_input(
        label, value=None, step=60, **_kept(key), **looks
    )
    return chosen


def pressed(label: str, *, key: str, of: str = "", **looks: Any) -> bool:
    """Draw a button; return True once for each click.

    The click is kept until this line is reached: what ``st.button`` returns is lost when another
    rerun cuts in before.

    Parameters
    ----------
    label : str
        What the button does.
    key : str
        Its key.
    of : str
        What the click is about; a click on something else does not count.
    **looks
        As ``st.button`` takes them.
    """
    clicked = f"{key}.clicked.{of}"
    st.button(label, key=key, on_click=session.put, args=(clicked, True), **looks)
    return bool(session.taken(clicked))


def _tell(label: str, lost: Any, now: Any, words: Callable[[Any], str]) -> None:
    kept = _("nothing is chosen") if now is None else f"{_('now')} {literal(words(now), 40)}"
    with suppress(LookupError, ValueError, AttributeError):  # made for options that are there
        lost = words(lost)
    _say(label, lost, _("is not there any more"), kept)


def _say(label: str, lost: Any, why: str, kept: str) -> None:
    st.caption(f":material/info: {label}: “{literal(lost, 40)}” {why}; {kept}.")


def open_choice(
    label: str, options: Sequence[str], *, key: str, default: str | None, **looks: Any
) -> str | None:
    """Draw a choice that also takes what is typed; empty means nothing is chosen."""
    shown = _start(key, default)
    known = list(options)
    if shown is not None and shown not in known:
        known.append(shown)
    chosen: str | None = st.selectbox(
        label, known, index=None, accept_new_options=True, **_kept(key), **looks
    )
    return chosen or None
