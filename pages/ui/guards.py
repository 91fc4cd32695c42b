"""What a page shows when something is missing or goes wrong: a card, never a traceback."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import streamlit as st

from mlcore.errors import LoupeError, unexpected
from mlcore.workspace.messages import NO_WORKSPACE
from pages.ui import links, session
from pages.ui.words import _, literal

_log = logging.getLogger("loupe.pages")


@contextmanager
def page() -> Iterator[None]:
    """Draw what the block draws; whatever it raises becomes an error card."""
    try:
        earlier = session.reported()
        if earlier is not None:
            error_card(earlier)
        yield
    except LoupeError as error:
        error_card(error)
    except Exception as cause:  # the last guard: other pages and the work itself go on
        error_card(unexpected(cause))


def guarded(function: Callable[..., None]) -> Callable[..., None]:
    """Wrap a fragment or dialog so that its errors become a card in its place."""

    @wraps(function)
    def wrapper(*args: Any, **options: Any) -> None:
        with page():
            function(*args, **options)

    return wrapper


def callback(function: Callable[..., object], place: str = "") -> Callable[..., None]:
    """Wrap a widget callback: its error is shown at a *place* of the page drawn next.

    The place is where :func:`said` is called with its name; "" is the top of the page.
    """

    @wraps(function)
    def wrapper(*args: Any, **options: Any) -> None:
        try:
            function(*args, **options)
        except LoupeError as error:
            session.report(error, place)
        except Exception as cause:  # as in page()
            session.report(unexpected(cause), place)

    return wrapper


def said(place: str) -> bool:
    """Draw what a callback of this *place* met; return False when it met nothing."""
    earlier = session.reported(place)
    if earlier is not None:
        error_card(earlier)
    return earlier is not None


def error_card(error: LoupeError) -> None:
    """Draw *error* with what, where, what still holds and what to do; log it under its ref."""
    ref = secrets.token_hex(3)
    _log.warning("error %s (%s): %s", ref, error.code, error, exc_info=error)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":red[:material/error:] **{literal(error.what, 600)}**")
        st.markdown(literal(error.fix, 600))
        st.markdown(f":small[:gray[{_details(error, ref)}]]")
        if error.message is NO_WORKSPACE:
            st.button(_("Start a new workspace"), key="guards.new", on_click=session.leave)


def _details(error: LoupeError, ref: str) -> str:
    places = "; ".join(str(place) for place in error.where[:3])
    more = f" {_('and')} {len(error.where) - 3} {_('more')}" if len(error.where) > 3 else ""
    kept = error.kept.rstrip(".")
    parts = [literal(places + more, 200), f"{_('request')} {ref}", f"{_('kept')}: {literal(kept)}"]
    return " · ".join(part for part in parts if part)


def empty(
    icon: str,
    title: str,
    sentence: str,
    primary: tuple[str, str] | None = None,
    secondary: tuple[str, str] | None = None,
) -> None:
    """Draw what to do on a page that has nothing to show yet.

    Parameters
    ----------
    icon, title, sentence : str
        A Material symbol's name, the fact, and what to do or wait for.
    primary, secondary : (str, str) or None
        Label of a button and the name of the page it opens.
    """
    with st.container(border=True, horizontal_alignment="center", gap="xsmall"):
        st.space("small")
        st.markdown(f"## :gray[:material/{icon}:]", text_alignment="center", anchors=False)
        st.subheader(title, anchor=False, text_alignment="center")
        st.markdown(sentence, text_alignment="center")
        with st.container(horizontal=True, horizontal_alignment="center"):
            if primary:
                links.button(*primary, kind="primary", key=f"empty.{primary[1]}")
            if secondary:
                links.button(*secondary, key=f"empty.{secondary[1]}")
        st.space("small")


def needs_dataset(icon: str) -> None:
    """Draw the empty state of a page that wants an open data set."""
    empty(
        icon,
        _("No data set is open"),
        _("Open a sample or load a file first; this page then shows what is in it."),
        (_("Load data"), "data"),
        (_("Start with a sample"), "home"),
    )
