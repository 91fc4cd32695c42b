"""Links for others: made from the values of the form, shown once, listed and revoked."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from mlcore.language import count
from mlcore.serving import links
from mlcore.workspace import scenarios
from mlcore.workspace.workspace import Workspace
from pages.ui import controls, guards, session
from pages.ui.predict_pick import Choice
from pages.ui.words import _, literal, moment

DAYS: dict[str, float | None] = {_("7 days"): 7, _("90 days"): 90, _("never"): None}
SHOWN = 8
_MADE = "predict.share.made"


def share(space: Workspace, choice: Choice, row: dict[str, Any]) -> None:
    """Draw the way to a link that opens this form, and the links there are."""
    box = st.popover(_("Share"), icon=":material/link:", type="tertiary", key="predict.share",
                     on_change="rerun")  # fmt: skip
    if not box.open:
        return
    with box, st.container(width=340):
        st.markdown(
            _("A link opens this form with these values, for this model only: no data, no other ")
            + _("page. Whoever has it can ask the model until you revoke it.")
        )
        label = controls.text(
            _("What it is for"), key="predict.share.label", max_chars=80,
            placeholder=_("for example: ward tablet"),
        )  # fmt: skip
        ends = controls.choose(
            st.selectbox, _("Ends after"), list(DAYS), key="predict.share.days",
            default=_("90 days"),
        )  # fmt: skip
        kept = scenarios.listing(space, choice.name)
        along = bool(kept) and controls.toggle(
            f"{_('With')} {count(len(kept), 'scenario')}", key="predict.share.scenarios",
            default=True, help=_("Whoever has the link sees their names and values."),
        )  # fmt: skip
        if controls.pressed(_("Make a link"), key="predict.share.make", icon=":material/link:"):
            version = None if choice.champion else choice.version
            token = links.create(
                space.store, space.id, (choice.name, version), start=row, label=label,
                days=DAYS[ends],
            )  # fmt: skip
            if along:
                scenarios.share(space, links.followed(space.store, token).id, kept)
            session.put(_MADE, (choice.ref, token))
        _made(choice)
        _listing(space, choice)


def _made(choice: Choice) -> None:
    """Draw the link that was just made: only its hash is stored."""
    ref, token = session.value(_MADE) or ("", "")
    if ref == choice.ref:
        st.markdown(f"**{_('Copy it now; it is shown only this once.')}**")
        st.code(address(token), language=None, wrap_lines=True)


def address(token: str) -> str:
    """Return the address that a link's token opens."""
    site = urlsplit(st.context.url or "http://localhost:8501")
    return f"{site.scheme}://{site.netloc}/?link={token}"


def _listing(space: Workspace, choice: Choice) -> None:
    known = links.listing(space.store, space.id, choice.name)
    for link in known[:SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f"{literal(link.label, 40) or _('no label')} "
                f":small[:gray[{_('made')} {moment(link.created)}]]",
                width="stretch",
            )
            st.button(
                _("Revoke"), type="tertiary", key=f"predict.share.{link.id}",
                on_click=guards.callback(_revoke), args=(space, link.id),
                help=_("It stops working at once."),
            )  # fmt: skip
    if len(known) > SHOWN:
        st.caption(f"{len(known) - SHOWN} {_('older links work, too.')}")


def _revoke(space: Workspace, link: str) -> None:
    links.revoke(space.store, space.id, link)
    scenarios.withdraw(space, link)
