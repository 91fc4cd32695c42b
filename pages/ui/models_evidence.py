"""What speaks for a version: its score beside the champion's; promote it, or go back."""

from __future__ import annotations

import streamlit as st

from mlcore.evaluation.metrics import metric
from mlcore.numbers import apart
from mlcore.registry.entries import VersionEntry
from mlcore.registry.evidence import Evidence, compare, earlier
from mlcore.workspace.workspace import Workspace
from pages.ui import guards, models_replay
from pages.ui.models_versions import holdout, score
from pages.ui.words import _, literal

REASONS = {
    "target": _("They predict different things, so their scores say nothing about each other."),
    "metric": _("They are scored by different metrics, so their scores cannot be compared."),
    "unscored": _("One of them has no cross-validated score."),
}


def evidence(
    space: Workspace, chosen: VersionEntry, champion: VersionEntry | None, promotable: bool = True
) -> None:
    """Draw candidate and champion side by side, and what can be done about it."""
    with st.container(border=True, gap="small"):
        if champion is None or champion.version == chosen.version:
            _alone(chosen, champion is not None)
        else:
            _against(chosen, champion)
        if promotable:
            _promote(space, chosen, champion)


def _alone(chosen: VersionEntry, champion: bool) -> None:
    title = metric(chosen.meta.metric).title
    st.metric(
        f"{title}, {_('out-of-fold')}", score(chosen), help=metric(chosen.meta.metric).sentence
    )
    text = _("This version is the champion.") if champion else _("No version is champion yet.")
    more = _("Choose another version to see the two side by side.") if champion else ""
    st.markdown(f"**{text}** {more}")


def _against(chosen: VersionEntry, champion: VersionEntry) -> None:
    found = compare(chosen.meta, champion.meta)
    left, right = st.columns(2)
    for place, version, role in ((left, chosen, _("candidate")), (right, champion, _("champion"))):
        measure = metric(version.meta.metric)
        with place, st.container(gap="xsmall"):
            st.metric(f"v{version.version}, {role}", score(version), help=measure.sentence)
            rows = f"{version.meta.cv_rows:,}"
            st.caption(f"{measure.title}, {_('out-of-fold')}, {rows} {_('rows')}")
            st.caption(f"{_('Hold-out')} {holdout(version)}")
    st.markdown(_verdict(found, chosen, champion))


def _verdict(found: Evidence, chosen: VersionEntry, champion: VersionEntry) -> str:
    new, old = f"v{chosen.version}", f"v{champion.version}"
    if found.verdict == "incomparable":
        return f"**{_('No comparison.')}** {REASONS[found.reason]}"
    gap = apart(chosen.meta.score or 0.0, champion.meta.score or 0.0)
    sentences = {
        "tied": f"**{new} {_('and')} {old} {_('are tied')}:** {gap} {_('apart')}, "
        + _("less than the folds differ among themselves."),
        "better": f"**{new} {_('is better by')} {gap}**, {_('more than the folds differ.')}",
        "worse": f"**{new} {_('is worse by')} {gap}**, {_('more than the folds differ.')}",
    }
    rows = _("Both were scored on the same rows.")
    other = _("They were scored on different rows or other data: read it with care.")
    return f"{sentences[found.verdict]} {rows if found.same_rows else other}"


def _promote(space: Workspace, chosen: VersionEntry, champion: VersionEntry | None) -> None:
    at = champion.version if champion else None
    if at != chosen.version:
        models_replay.replayed(space, chosen, at)
        models_replay.promotion(space, chosen, at)


def back(space: Workspace, name: str) -> None:
    """Draw the way back to the champion before this one; it asks first."""
    target = earlier(space.registry, name)
    words = f"{_('Roll back to')} v{target}…" if target else _("Roll back")
    if st.button(
        words, icon=":material/undo:", type="tertiary", key="models.back", disabled=not target,
        help=None if target else _("The champion was never another version."),
    ) and target:  # fmt: skip
        _ask_back(space, name, target)


@st.dialog(_("Roll back the champion"))
def _ask_back(space: Workspace, name: str, target: int) -> None:
    again = _("answers again, on Predict and over REST.")
    st.markdown(f"{_('Version')} {target} {_('of')} {literal(name)} {again}")
    st.markdown(_("It is loaded and must give its stored answers first."))
    with st.container(horizontal=True):
        st.button(
            f"{_('Roll back to')} v{target}",
            type="primary",
            key="models.back.yes",
            on_click=_roll_back,
            args=(space, name),
        )
        if st.button(_("Keep it as it is"), key="models.back.no"):
            st.rerun()


@guards.callback
def _roll_back(space: Workspace, name: str) -> None:
    space.registry.rollback(name)
    st.rerun()
