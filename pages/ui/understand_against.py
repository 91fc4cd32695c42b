"""Two models on the same rows: where they disagree, which rows, which groups."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from mlcore.catalog.models import entry
from mlcore.evaluation.disagreement import Disagreement
from mlcore.numbers import significant, whole
from mlcore.plots.disagreement import disagreement_plot
from mlcore.plots.slices import slices_plot
from mlcore.training.run import Run
from mlcore.types import Trial
from pages.ui import cache_understand, charts, controls
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _, literal


@dataclass(frozen=True)
class _Rival:
    """A model to compare with: its run, and the number of that where it is another one."""

    run: Run
    trial: Trial
    number: int | None = None

    @property
    def title(self) -> str:
        """What it is called."""
        title = entry(self.trial.model).title
        title = title if self.trial.id == self.trial.model else f"{title} ({self.trial.id})"
        return title if self.number is None else f"{title}, {_('run')} {self.number}"


def against(picked: Picked) -> None:
    """Draw this model against another one, of this run or of one on the same data."""
    run = picked.run
    others = _rivals(picked)
    if not others:
        st.markdown(_("This run has no other finished model; train a second one to compare."))
        return
    left, right = st.columns([1.6, 1], gap="large")
    with right:
        with heading(_("Against")):
            other = others[controls.choose(
                st.selectbox, _("Other model"), list(others),
                key=f"understand.other.{run.id}", default=next(iter(others)),
                format_func=lambda found: others[found].title, width=240,
                label_visibility="collapsed",
                help=_("Models of other runs on the same data come after those of this run."),
            )]  # fmt: skip
        value = cache_understand.compared(run, picked.trial.id, other.run, other.trial.id)
        names = (_Rival(run, picked.trial).title, other.title)
        _furthest(value, names)
    with left:
        with heading(_("Where they disagree")):
            st.caption(f"{_('out-of-fold')}, {whole(len(value.rows))} {_('rows')}", width="content")
        plot = disagreement_plot(value, names, charts.appearance())
        charts.show(plot, "understand.disagreement")
    _groups(picked, other)


def _rivals(picked: Picked) -> dict[str, _Rival]:
    """Return the models to compare with by a name of their own, those of this run first."""
    run = picked.run
    own = {one.id: _Rival(run, one) for one in run.finished if one.id != picked.trial.id}
    fitting = [
        (found, other) for found, other in picked.others if cache_understand.comparable(run, other)
    ]
    return own | {
        f"{found.id} {one.id}": _Rival(other, one, found.number)
        for found, other in fitting
        for one in other.finished
    }


def _furthest(value: Disagreement, names: tuple[str, str]) -> None:
    first, second = names
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


def _groups(picked: Picked, other: _Rival) -> None:
    with heading(_("In which groups")):
        pass
    with st.skeleton(height=200):
        found = cache_understand.apart(picked.run, picked.trial.id, other.run, other.trial.id)
    loss = _("Distance of the two answers")
    plot = slices_plot(found, loss, charts.appearance(), of="apart")
    if found.slices:
        charts.show(plot, "understand.apart")
    else:
        st.markdown(f"**{literal(plot.lead, 200)}** {literal(plot.sentence, 300)}")
