"""How another program asks the model: tokens, and a call to copy."""

from __future__ import annotations

import json
import math
import shlex
import time
from urllib.parse import quote, urlsplit

import streamlit as st

from mlcore.language import count
from mlcore.prediction.rows import EXAMPLES
from mlcore.registry.entries import VersionEntry
from mlcore.serving import tokens
from mlcore.serving.tokens import NewToken
from mlcore.workspace.workspace import Workspace
from pages.ui import controls, guards
from pages.ui.head import heading
from pages.ui.words import _, code, literal, moment

DAYS: dict[str, float | None] = {_("7 days"): 7, _("90 days"): 90, _("never"): None}
STAND_IN = "YOUR_TOKEN"
HERE = "http://localhost:8501"


def access(space: Workspace, version: VersionEntry) -> None:
    """Draw the call to copy, the wish for a token, and the tokens there are."""
    with heading(_("Ask it over REST")):
        st.caption(_("Every request needs a token"), width="content")
    left, right = st.columns([1.2, 1], gap="large")
    with left:
        st.code(call(space, version, STAND_IN), language=None, wrap_lines=True)
        st.caption(_("The row holds typical values; put in your own. The champion answers."))
    with right:
        _wish(space, version)
        _listing(space)


def call(space: Workspace, version: VersionEntry, token: str) -> str:
    """Return a ready ``curl`` command that asks the model about one row."""
    fields = space.registry.load(f"{version.name}:{version.version}").signature.fields
    row = {f.name: EXAMPLES[f.kind] if f.typical is None else f.typical for f in fields}
    body = json.dumps({"rows": [row]}, ensure_ascii=False)
    address = f"{_origin()}/api/v1/models/{quote(version.name, safe='')}/predict"
    return (
        f"curl {shlex.quote(address)} \\\n"
        f"  -H 'Authorization: Bearer {token}' \\\n"
        f"  -H 'Content-Type: application/json' \\\n"
        f"  -d {shlex.quote(body)}"
    )


def _origin() -> str:
    parts = urlsplit(st.context.url or HERE)
    return f"{parts.scheme}://{parts.netloc}"


def _wish(space: Workspace, version: VersionEntry) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = controls.text(
            _("What the token is for"),
            key="models.token.label",
            placeholder=_("for example: ward tablet"),
            max_chars=80,
        )
        expiry = controls.choose(
            st.selectbox,
            _("Expires"),
            list(DAYS),
            key="models.token.days",
            default=_("90 days"),
            width=120,
        )
        if controls.pressed(_("Create a token"), icon=":material/key:", key="models.token"):
            days = DAYS[expiry]
            made = tokens.create(space.store, space.id, days=days, label=label, who="page")
            _show_once(space, version, made)


@st.dialog(_("Copy the token now"), width="medium")
def _show_once(space: Workspace, version: VersionEntry, made: NewToken) -> None:
    st.markdown(f"**{_('It is shown only this once.')}** {_('Only its hash is stored.')}")
    st.code(made.token, language=None, wrap_lines=True)
    st.markdown(_("The call, with the token in it:"))
    st.code(call(space, version, made.token), language=None, wrap_lines=True)


def _expiry(expires: float | None) -> str:
    if expires is None:
        return _("never expires")
    days = math.ceil((expires - time.time()) / tokens.DAY)
    return f"{_('expires in')} {count(days, 'day')}" if days > 0 else _("expired")


def _listing(space: Workspace) -> None:
    alive = [token for token in tokens.listing(space.store, space.id) if token.revoked is None]
    if not alive:
        st.caption(_("No token yet: nothing outside this page can ask."))
        return
    for token in alive[:5]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f"{literal(token.label) or _('no label')} "
                f":small[:gray[{token.scope} · {_('made')} {moment(token.created)} · "
                f"{_expiry(token.expires)}]]"
            )
            st.button(
                _("Revoke"),
                type="tertiary",
                key=f"models.revoke.{token.id}",
                on_click=guards.callback(tokens.revoke),
                args=(space.store, space.id, token.id, "page"),
                help=_("Requests with it are refused from now on."),
            )
    if len(alive) > 5:
        st.caption(f"{len(alive) - 5} {_('older tokens are in')} {code('tokens list')}")
