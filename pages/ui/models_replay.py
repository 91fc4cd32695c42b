"""What a candidate does beside the champion on the same rows, and the gates it must pass."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mlcore.evaluation.metrics import metric
from mlcore.language import count
from mlcore.monitoring.evidence import requested
from mlcore.numbers import percent, significant, whole
from mlcore.registry.entries import VersionEntry
from mlcore.registry.promotion import Trial, promote, weigh
from mlcore.registry.replay import Replay
from mlcore.workspace.workspace import Workspace
from pages.ui import controls, guards, session
from pages.ui.words import _, literal

SOURCES = {
    "requests": _("logged requests"),
    "hold-out": _("rows of the hold-out"),
    "golden rows": _("golden rows, which it was fitted on"),
}
SEEN = _("No score is taken on them: one of the two was fitted on these rows.")


def replayed(space: Workspace, chosen: VersionEntry, at: int | None) -> None:
    """Draw the wish to replay *chosen* beside the version *at*, and what came of it."""
    if at is None or at == chosen.version:
        return
    key = f"models.replay.{chosen.name}.{chosen.version}.{at}"
    label = _("Replay beside the champion")
    if controls.pressed(label, key="models.replay", of=key, icon=":material/compare_arrows:"):
        with st.spinner(_("Both versions answer the same rows.")):
            asked = requested(space.registry, chosen.name, chosen.version)
            session.put(key, weigh(space.registry, chosen.name, chosen.version, asked=asked))
    tried = session.value(key, None)
    if tried is not None:
        _draw(tried, chosen)


def promotion(space: Workspace, chosen: VersionEntry, at: int | None) -> None:
    """Draw the button that promotes *chosen*: the evidence is gathered and gates decide."""
    tried: Trial | None = session.value(f"models.replay.{chosen.name}.{chosen.version}.{at}", None)
    forced = tried is not None and bool(tried.closed)
    words = f"{_('Promote version')} {chosen.version}"
    st.button(
        f"{words} {_('all the same')}" if forced else words,
        type="primary",
        key="models.promote",
        on_click=_promote,
        args=(space, chosen, at, forced),
        help=_("It answers the same rows as the champion first; gates may keep it out."),
    )


@guards.callback
def _promote(space: Workspace, chosen: VersionEntry, at: int | None, forced: bool) -> None:
    asked = requested(space.registry, chosen.name, chosen.version)
    promote(space.registry, chosen.name, chosen.version, asked=asked, expected=at, force=forced)


def _draw(tried: Trial, chosen: VersionEntry) -> None:
    if tried.replay is None:
        st.markdown(f"**{_('No replay.')}** {_('The champion cannot be asked the same rows.')}")
        return
    _sentence(tried.replay)
    _figures(tried.replay, chosen)
    if tried.replay.shifts:
        _shifts(tried.replay)
    for gate in tried.closed:
        st.markdown(f":red[:material/block:] **{_('Gate closed.')}** {literal(gate.sentence, 200)}")


def _sentence(found: Replay) -> None:
    rows = f"{whole(found.rows)} {SOURCES[found.source]}"
    changed = f"**{whole(found.changed)} ({percent(found.share)}) {_('of the answers change')}**"
    failed = f" {count(found.failed, 'row')} {_('it cannot answer.')}" if found.failed else ""
    st.markdown(f"{changed}, {_('on')} {rows}.{failed}")
    if found.scores is None and found.labelled:
        st.caption(SEEN)


def _figures(found: Replay, chosen: VersionEntry) -> None:
    facts = {
        _("One row takes"): f"{significant(found.candidate.p50)} ms, "
        f"{_('the champion')} {significant(found.champion.p50)} ms"
    }
    if found.scores is not None:
        measure = metric(chosen.meta.metric)
        new, old = map(measure.display, found.scores)
        facts[f"{measure.title}, {whole(found.labelled)} {_('rows')}"] = (
            f"{significant(new)}, {_('the champion')} {significant(old)}"
        )
    st.table(facts, border="horizontal", alt=_("Speed and score of both versions"))


def _shifts(found: Replay) -> None:
    rows = [
        {
            _("Row"): shift.row,
            _("Champion"): _shown(shift.before),
            _("Candidate"): _shown(shift.after),
            _("Apart"): significant(shift.size),
        }
        for shift in found.shifts
    ]
    st.caption(_("The biggest shifts"))
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("Rows that are answered differently"))


def _shown(value: object) -> str:
    return significant(value) if isinstance(value, float) else str(value)
