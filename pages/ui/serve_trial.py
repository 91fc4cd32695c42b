"""The challenger: which version, how much of the traffic, and how it does beside the champion."""

from __future__ import annotations

import streamlit as st

from mlcore.evaluation.metrics import metric
from mlcore.language import count
from mlcore.monitoring.performance import Performance
from mlcore.monitoring.trial import Side, Trial
from mlcore.numbers import MISSING, duration, measured, percent, whole
from mlcore.registry.entries import VersionEntry
from mlcore.serving import challenger
from mlcore.serving.challenger import MOST_SHARE, Challenge
from mlcore.workspace.workspace import Workspace
from pages.ui import cache_serve, guards, session
from pages.ui.head import heading
from pages.ui.words import _, literal

KEYS = _("The header `Loupe-Key` says who asks; without it, the token does. A key always gets the "
         "same version.")  # fmt: skip


def trial(space: Workspace, name: str, versions: dict[int, VersionEntry], now: float) -> None:
    """Draw how the challenger is tried, and both versions side by side once it is."""
    champion = space.registry.resolve(name)[1]
    others = [version for version in versions if version != champion]
    with heading(_("Challenger")):
        st.caption(_("Tried on live requests before it is promoted"), width="content")
    if not others:
        st.markdown(_("There is one version only. Train another under this name."))
        return
    how = challenger.load(space.store, space.id, name)
    at = challenger.version_of(space.registry, name)
    _form(space, name, others, (at if at in others else None, how))
    if how.stopped:
        st.markdown(
            f":orange[:material/warning:] **{_('Its share ended by itself.')}** "
            f"{literal(how.stopped, 200)}."
        )
    if at in others:
        _beside(cache_serve.tried(space, name, champion, at, now), how)


def _form(
    space: Workspace, name: str, others: list[int], kept: tuple[int | None, Challenge]
) -> None:
    at, how = kept
    key = f"serve.trial.{name}"
    with st.form(key, border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            _("Version"), others, others.index(at) if at else 0, key=f"{key}.version",
            format_func=lambda version: f"v{version}", width=120,
        )  # fmt: skip
        st.number_input(
            _("Share of keys it answers (%)"), 0.0, MOST_SHARE, how.share, 1.0,
            key=f"{key}.share", width=220, help=KEYS,
        )  # fmt: skip
        st.toggle(
            _("Answer the rest unheard"), how.shadow, key=f"{key}.shadow",
            help=_("It is asked behind the reply; its answers are compared, never sent."),
        )  # fmt: skip
        st.form_submit_button(
            _("Try it so"), on_click=_keep, args=(space, name, key), key=f"{key}.keep"
        )


@guards.callback
def _keep(space: Workspace, name: str, key: str) -> None:
    wish = {part: session.value(f"{key}.{part}", None) for part in ("version", "share", "shadow")}
    challenger.save(space.registry, name, wish)


def _beside(found: Trial, how: Challenge) -> None:
    """Draw figures of both; what was answered unheard in a sentence."""
    sides = ((found.champion, _("champion")), (found.challenger, _("challenger")))
    st.dataframe(
        {
            "": [f"v{side.version}, {role}" for side, role in sides],
            **{title: [say(side) for side, _role in sides] for title, say in FIGURES.items()},
        },
        hide_index=True,
        alt=_("Champion and challenger side by side"),
    )
    if found.rows:
        rows = count(found.rows, "row")
        share = MISSING if found.share is None else percent(found.share)
        failed = f", {count(found.failed, 'row')} {_('without an answer')}" if found.failed else ""
        st.markdown(
            f"**{_('Unheard it answered')} {rows}: {share} {_('have another answer')}{failed}.** "
            f"{_('Real score on them')}: {_score(found.shadow)}."
        )
    elif how.shadow:
        st.caption(_("No request came since: nothing was answered unheard yet."))


def _score(score: Performance) -> str:
    if score.score is None:
        return f"{MISSING} ({count(score.rows, 'label')})"
    measure = metric(score.metric)
    return (
        f"{measured(measure.display(score.score))} {measure.title}, {whole(score.rows)} {_('rows')}"
    )


def _latency(side: Side) -> str:
    return MISSING if side.latency is None else duration(side.latency)


FIGURES = {
    _("Requests"): lambda side: whole(side.requests),
    _("Failing"): lambda side: MISSING if side.trouble is None else percent(side.trouble),
    _("99 in 100 within"): _latency,
    _("Real score"): lambda side: _score(side.real),
}
