"""What a model leans on: permutation importance in the columns a person knows."""

from __future__ import annotations

import streamlit as st

from mlcore.numbers import whole
from mlcore.plots.ranked import importance_plot
from mlcore.training.leaning import MOST_COLUMNS
from pages.ui import cache_train, charts
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
            value = cache_train.leaning(picked.run, picked.trial.id)
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
        st.caption(_source(picked, value.rows))


def _source(picked: Picked, rows: int) -> str:
    inputs = len(picked.run.problem.inputs)
    every = len(picked.run.splits.folds[0][1])
    part = _("A *sample* of") if rows < every else _("All")
    words = f"{part} {whole(rows)} {_('rows of fold 1, which this fit had not seen')}."
    if inputs > MOST_COLUMNS:
        words += (
            f" {_('The first')} {MOST_COLUMNS} {_('of')} {inputs} {_('columns were measured')}."
        )
    return words
