"""The only owner of session state and of the query string: who is working on what."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

import streamlit as st

from mlcore.errors import LoupeError
from mlcore.serving import access_messages as messages
from mlcore.serving.guests import HEADER
from mlcore.workspace.workspace import Workspace, enter
from pages.ui import cache

_ID, _CONTROLS, _ERROR, _STEP = "workspace", "loupe.controls", "loupe.error", "loupe.step"
_LINK = "link"


def workspace() -> Workspace:
    """Return this visitor's workspace, made when it is missing, and keep its id in the URL.

    Changing page clears the query string, so it is written back on every run.

    Raises
    ------
    LoupeError
        ``link_ended`` for a guest, who has none.
    """
    if guest():
        raise LoupeError(messages.LINK_ENDED)
    state, asked = st.session_state, st.query_params.get(_ID)
    space = enter(cache.store(), asked or state.get(_ID))
    if state.get(_ID) not in (None, space.id):
        state.clear()
    state[_ID] = space.id
    if asked != space.id:
        st.query_params[_ID] = space.id
    return space


def guest() -> str:
    """Return the token of the link that this visitor came by; empty for all others.

    Who came by a link stays a guest until the tab is closed, whatever the address says then; so
    does whoever a closed door let through by a link.
    """
    state = st.session_state
    link = st.query_params.get(_LINK) or st.context.headers.get(HEADER.decode())
    if _LINK not in state and link:
        state.clear()
        state[_LINK] = link
        state[_CONTROLS] = {}
    return str(state.get(_LINK, ""))


def leave() -> None:
    """Forget the workspace of this tab: the next run starts a new one where that is allowed."""
    st.session_state.clear()
    st.query_params.clear()


def address() -> dict[str, str]:
    """Return what the query string says, without the workspace."""
    return {name: text for name, text in st.query_params.items() if name != _ID}


def set_address(values: Mapping[str, str]) -> None:
    """Write *values* into the query string, beside the workspace; the rest goes."""
    mine = {_ID: st.query_params[_ID]} if _ID in st.query_params else {}
    if st.query_params.to_dict() != {**mine, **values}:
        st.query_params.from_dict({**mine, **values})


# ---------------------------------------------------------------------------- controls


def saved(key: str, default: Any = None) -> Any:
    """Return the kept value of control *key*, or *default*; the store is read once per tab."""
    return _saved().get(key, default)


def _saved() -> dict[str, Any]:
    if _CONTROLS not in st.session_state:
        st.session_state[_CONTROLS] = workspace().controls()
    values: dict[str, Any] = st.session_state[_CONTROLS]
    return values


def value(key: str, default: Any = None) -> Any:
    """Return what the widget *key* shows, or *default*."""
    return st.session_state.get(key, default)


def present(key: str) -> bool:
    """Return True when the widget *key* has a value in this tab."""
    return key in st.session_state


def put(key: str, new: Any) -> None:
    """Set what the widget *key* will show; call before it is drawn, or from a callback."""
    st.session_state[key] = new


def taken(key: str) -> Any:
    """Return the value of *key* and forget it; None when there is none."""
    return st.session_state.pop(key, None)


def keep(key: str) -> None:
    """Save what the widget *key* shows, so that F5 and other tabs find it."""
    keep_value(key, st.session_state.get(key))


def keep_value(key: str, new: Any) -> None:
    """Save *new* as the value of control *key*."""
    keep_values({key: new})


def keep_values(values: dict[str, Any]) -> None:
    """Save the values of several controls, by key."""
    plain = {key: _plain(new) for key, new in values.items()}
    _saved().update(plain)
    if not guest():
        workspace().set_controls(plain)


def _plain(new: Any) -> Any:
    if isinstance(new, (dt.date, dt.datetime)):
        return new.isoformat()
    return list(new) if isinstance(new, (tuple, list)) else new


# ------------------------------------------------------------------- one click, one effect


def step_id(name: str) -> str:
    """Return the id of the next effect of *name*: the same until :func:`step_done`."""
    steps: dict[str, str] = st.session_state.setdefault(_STEP, {})
    return steps.setdefault(name, secrets.token_hex(8))


def step_done(name: str) -> None:
    """The effect took place: the next click of *name* is another one."""
    st.session_state.get(_STEP, {}).pop(name, None)


# -------------------------------------------------------------------- errors of callbacks


def report(error: LoupeError, place: str = "") -> None:
    """Keep an error that a callback met, for a *place* of the page drawn next; "": its top."""
    st.session_state[f"{_ERROR}.{place}"] = error


def reported(place: str = "") -> LoupeError | None:
    """Return the error of the last callback that belongs to *place*, once."""
    error: LoupeError | None = st.session_state.pop(f"{_ERROR}.{place}", None)
    return error
