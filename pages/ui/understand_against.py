"""Two models on the same rows: where they disagree, which rows, which groups."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mlcore.catalog.models import entry
from mlcore.evaluation.disagreement import Disagreement
from mlcore.numbers import significant, whole
from mlcore.plots.disagreement import disagreement_plot
from mlcore.plots.slices import slices_plot
from mlcore.types import Trial
from pages.ui import cache_understand, charts, controls
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _, literal


def against(picked: Picked) -> None:
    """Draw this model against another one of the run."""
    run = picked.run
    others = {trial.id: trial for trial in run.finished if trial.id != picked.trial.id}
    if not others:
        st.markdown(_("This run has no other finished model; train a second one to compare."))
        return
    left, right = st.columns([1.6, 1], gap="large")
    with right:
        with heading(_("Against")):
            other = controls.choose(
                st.selectbox, _("Other model"), list(others),
                key=f"understand.other.{run.id}", default=next(iter(others)),
                format_func=lambda found: _title(others[found]), width=240,
                label_visibility="collapsed",
            )  # fmt: skip
        value = cache_understand.compared(run, picked.trial.id, other)
        _furthest(picked, value, (picked.trial, others[other]))
    names = (_title(picked.trial), _title(others[other]))
    with left:
        with heading(_("Where they disagree")):
            st.caption(f"{_('out-of-fold')}, {whole(len(value.rows))} {_('rows')}", width="content")
        plot = disagreement_plot(value, names, charts.appearance())
        charts.show(plot, "understand.disagreement")
    _groups(picked, other)


def _title(trial: Trial) -> str:
    title = entry(trial.model).title
    return title if trial.id == trial.model else f"{title} ({trial.id})"


def _furthest(picked: Picked, value: Disagreement, trials: tuple[Trial, Trial]) -> None:
    first, second = map(_title, trials)
    if first == second:
        second = f"{second} "
    at, classes = value.furthest, value.classes

    def words(answers: object) -> list[str]:
        return [classes[int(a)] if classes else significant(float(a)) for a in answers]  # type: ignore[attr-defined]

    table = pd.DataFrame(
        {
            _("Row"): value.rows[at] + 1,
            _("True"): words(value.y[at]),
            first: words(value.first[at]),
            second: words(value.second[at]),
        }
    )
    st.dataframe(table, hide_index=True, alt=_("The rows on which the two are furthest apart"))
    kind = (
        _("the probability of the true class differs most")
        if classes
        else _("the answers differ most")
    )
    st.markdown(f"**{_('Furthest apart')}:** {_('rows where')} {literal(kind, 80)}.")


def _groups(picked: Picked, other: str) -> None:
    with heading(_("In which groups")):
        pass
    with st.skeleton(height=200):
        found = cache_understand.apart(picked.run, picked.trial.id, other)
    loss = _("Distance of the two answers")
    plot = slices_plot(found, loss, charts.appearance(), of="apart")
    if found.slices:
        charts.show(plot, "understand.apart")
    else:
        st.markdown(f"**{literal(plot.lead, 200)}** {literal(plot.sentence, 300)}")
