"""What a model leans on: permutation importance in the columns a person knows."""

from __future__ import annotations

import streamlit as st

from mlcore.evaluation.importance import JOINED, ColumnImportance, Importance
from mlcore.language import count
from mlcore.numbers import listed, significant, whole
from mlcore.plots.ranked import importance_plot, without_plot
from mlcore.training.leaning import MOST_COLUMNS, MOST_FITTED
from mlcore.training.without import Without
from mlcore.workspace import studies
from mlcore.workspace.studies import Study
from pages.ui import cache_understand, charts, understand_study
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _, code


def leaning(picked: Picked) -> None:
    """Draw the importance of each column, measured on rows the fit has not seen."""
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        with heading(_("What it leans on")):
            st.caption(_("permutation importance"), width="content")
        with st.skeleton(height=260):
            value = cache_understand.leaning(picked.run, picked.trial.id)
        charts.show(importance_plot(value, charts.appearance()), "understand.importance")
    with right:
        with heading(_("How to read it")):
            pass
        st.markdown(
            _("One column at a time is shuffled, so that it says nothing any more. ")
            + _("The further the score falls, the more the model leans on that column.")
        )
        unused = [column.column for column in value.columns if column.mean <= 0]
        if unused:
            names = ", ".join(code(name, 30) for name in unused[:6])
            lead = f"{len(unused)} {_('of')} {len(value.columns)} {_('columns add nothing')}"
            st.markdown(f"**{lead}:** {names}")
        for group in value.together[:3]:
            st.markdown(_caution(group, value))
        st.caption(_source(picked, value.rows))
    _without(picked)


def _without(picked: Picked) -> None:
    run, trial = picked.run, picked.trial
    with heading(_("Trained without it")):
        st.caption(_("drop-column importance"), width="content")
    fits = min(len(run.problem.inputs), MOST_COLUMNS) * len(run.splits.folds)
    st.markdown(
        _("Shuffling asks what this model would lose; this trains it anew without each column, ")
        + _("so that columns which go together can stand in for each other.")
    )
    seconds = fits * (trial.fit_seconds + trial.predict_seconds) + 3
    job = understand_study.done(
        Study(run.id, trial.id, "columns"), f"{_('Train')} {count(fits, 'fit')}", seconds
    )
    if job is not None:
        found = studies.result(job)
        assert isinstance(found, Without)
        charts.show(without_plot(found, charts.appearance()), "understand.without")


def _caution(group: ColumnImportance, value: Importance) -> str:
    alone = {column.column: column.mean for column in value.columns}
    names = group.column.split(JOINED)
    shown = listed([code(name, 24) for name in names], 4)
    most = max((alone.get(name, 0.0) for name in names), default=0.0)
    lead = f"**{shown} {_('go together')}:**"
    why = _("shuffled alone, the model still has the others.")
    return (
        f"{lead} {why} {_('At once the score falls by')} {significant(group.mean, 2)}, "
        f"{_('alone by')} {significant(most, 2)} {_('at most')}."
    )


def _source(picked: Picked, rows: int) -> str:
    inputs = len(picked.run.problem.inputs)
    every = len(picked.run.splits.folds[0][1])
    part = _("A *sample* of") if rows < every else _("All")
    words = f"{part} {whole(rows)} {_('rows of fold 1, which this fit had not seen')}."
    train = len(picked.run.splits.folds[0][0])
    if train > MOST_FITTED:
        words += f" {_('The fit was given a sample of')} {whole(MOST_FITTED)} {_('of')} "
        words += f"{whole(train)} {_('training rows')}."
    if inputs > MOST_COLUMNS:
        words += (
            f" {_('The first')} {MOST_COLUMNS} {_('of')} {inputs} {_('columns were measured')}."
        )
    return words
