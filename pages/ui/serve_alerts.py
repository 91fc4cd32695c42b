"""Alerts that stand, what to do about them, the rules behind them, and training again."""

from __future__ import annotations

import time
from dataclasses import replace

import streamlit as st

from mlcore.errors import LoupeError
from mlcore.language import count
from mlcore.monitoring import alerts, check, watch
from mlcore.monitoring.alerts import Alert
from mlcore.monitoring.rules import RULES, Rule
from mlcore.numbers import listed
from mlcore.workspace import retraining
from mlcore.workspace.workspace import Workspace
from pages.ui import controls, guards, links, session
from pages.ui.words import _, ago, code, literal, shorten


def standing(space: Workspace, name: str) -> None:
    """Draw the open alerts as cards; nothing when there is none."""
    for alert in alerts.listing(space.store, (space.id, name)):
        if alert.closed is None:
            _card(space, alert)


def _card(space: Workspace, alert: Alert) -> None:
    with st.container(border=True, gap="xsmall"):
        left, right = st.columns([2.6, 1], vertical_alignment="center")
        with left:
            icon = ":material/visibility:" if alert.seen else ":orange[:material/warning:]"
            st.markdown(f"{icon} **{literal(alert.sentence, 200)}**")
            inputs = (
                f" {_('First')}: {listed([code(c) for c in alert.columns])}."
                if alert.columns
                else ""
            )
            st.markdown(f"{alert.rule.do}{inputs}")
            st.markdown(f":small[:gray[{_since(alert)}]]")
        with right:
            if not alert.seen:
                st.button(
                    _("I have seen it"),
                    key=f"serve.seen.{alert.id}",
                    on_click=guards.callback(alerts.see),
                    args=(space.store, space.id, alert.id, time.time()),
                    width="stretch",
                )


def _since(alert: Alert) -> str:
    said = [f"{_('since')} {ago(alert.opened)}", f"v{alert.version}"]
    if alert.told:
        said.append(_("webhook told"))
    if alert.trouble:
        said.append(f"{_('webhook not told')}: {literal(alert.trouble, 120)}")
    return " · ".join(said)


def history(space: Workspace, name: str) -> None:
    """Draw the alerts that are over."""
    over = [a for a in alerts.listing(space.store, (space.id, name)) if a.closed is not None]
    if not over:
        st.caption(_("No alert was closed yet."))
    for alert in over[:10]:
        ended = f"{ago(alert.opened)} – {ago(alert.closed or 0.0)}"
        st.markdown(f"{literal(alert.sentence, 200)} :small[:gray[{ended}]]")


def rules(space: Workspace, name: str) -> None:
    """Draw the limits, the webhook and the check, each changed where it stands."""
    kept = watch.load(space.store, (space.id, name))
    minutes = space.store.settings.watch_minutes
    every = (
        f"{_('Checked every')} {minutes} {_('minutes')}" if minutes else _("Checked on demand only")
    )
    last = f" · {_('last')} {ago(kept.checked)}" if kept.checked else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{every}{last}", width="content")
        if controls.pressed(_("Check now"), key="serve.check", of=name, type="tertiary"):
            check.check(space.registry, name)
            st.rerun()
    with st.form("serve.rules", border=False):
        with st.grid(3, min_column_width=260):
            limits = {entry.code: _limit(kept.watch, entry) for entry in RULES}
        hook = st.text_input(
            _("Webhook"), kept.watch.webhook, placeholder="https://chat.example.org/hook",
            help=_("Told of new alerts: what, by how much, what to do; never a row."),
        )  # fmt: skip
        if st.form_submit_button(_("Keep these rules")):
            changed = replace(kept.watch, webhook=hook.strip())
            for code_of, limit in limits.items():
                changed = changed.with_limit(code_of, limit)
            watch.save(space.store, (space.id, name), changed, kept.revision)
            st.rerun()


def _limit(how: watch.Watch, entry: Rule) -> float | None:
    scale = 100.0 if entry.unit == "share" else 1.0
    unit = {"share": " (%)", "seconds": " (s)"}.get(entry.unit, "")
    now = how.limit(entry.code)
    side = _("below") if entry.below else _("above")
    given = st.number_input(
        f"{entry.title}: {_('alert')} {side}{unit}", min_value=0.0,
        value=None if now is None else now * scale, help=f"{entry.help} {_('Empty: off.')}",
    )  # fmt: skip
    return None if given is None else given / scale


def again(space: Workspace, name: str) -> None:
    """Draw the way to train the champion's plan again on fresh data."""
    try:
        found = retraining.fresh(space, name)
    except LoupeError as error:
        st.caption(f"{_('Train again')}: {literal(error.what, 200)} {literal(error.fix, 200)}")
        return
    more = count(abs(found.more), "row")
    what = {
        "version": _("The newest version of its data set is newer than what it learnt from."),
        "labels": f"{more} {_('of the log have a label.')}",
    }[found.origin]
    st.markdown(f"**{_('Fresh data')}:** {what} {_('The candidate waits for you on Models.')}")
    label = f"{_('Train again on')} {count(found.rows, 'row')}"
    if controls.pressed(label, key="serve.again", of=shorten(name), icon=":material/restart_alt:"):
        retraining.retrain(space, name, session.step_id("serve.again"))
        session.step_done("serve.again")
        links.go("train")
