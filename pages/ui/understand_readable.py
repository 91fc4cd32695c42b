"""The model itself, where a person can read it: its weights, or its questions."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from mlcore.language import count
from mlcore.numbers import significant, whole
from mlcore.training.readable import Question, Weight
from pages.ui import cache_understand
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _, literal

EACH = {
    "unit": _("for each unit more"),
    "so": _("where it is so"),
    "sd": _("for each standard deviation more"),
}
MOST_LINES = 64


def readable(picked: Picked) -> None:
    """Draw weights or questions; say so where a model has neither."""
    added, asked = cache_understand.readable(picked.run, picked.trial.id)
    if added:
        _weights(picked, added)
    elif asked:
        _questions(picked, asked)
    else:
        st.markdown(
            f"**{_('This model is not made of rules that can be read.')}** "
            + _("See what it leans on and the effects, or look at a linear model or a tree.")
        )


def _weights(picked: Picked, added: Sequence[Weight]) -> None:
    classes = picked.run.classes
    with heading(_("What it adds up")):
        st.caption(count(len(added), "weight"), width="content")
    answer = f"{_('log odds of')} {classes[-1]}" if classes else picked.run.plan.target
    st.dataframe(
        pd.DataFrame(
            {
                _("Input"): [weight.name for weight in added],
                _("Adds"): [significant(weight.weight) for weight in added],
                _("When"): [EACH[weight.each] for weight in added],
                _("Usual effect"): [significant(weight.usual) for weight in added],
            }
        ),
        hide_index=True,
        alt=_("The weights of the model, strongest first"),
        column_config={
            _("Input"): st.column_config.TextColumn(pinned=True),
            _("Usual effect"): st.column_config.TextColumn(
                help=_("What one standard deviation adds; for a category, being so.")
            ),
        },
    )
    first = added[0]
    lead = f"**{literal(first.name, 60)} {_('weighs most')}:** "
    st.markdown(
        f"{lead}{significant(first.weight)} {_('added to')} {literal(answer, 60)} "
        f"{EACH[first.each]}. {_('Fitted on fold 1; other folds differ a little.')}"
    )


def _questions(picked: Picked, asked: Sequence[Question]) -> None:
    classes = picked.run.classes
    with heading(_("What it asks")):
        st.caption(_("at most five questions in turn"), width="content")
    shown = asked[:MOST_LINES]
    st.code("\n".join(_line(question, classes) for question in shown), language=None)
    if len(asked) > len(shown):
        st.caption(f"{whole(len(asked) - len(shown))} {_('more lines are left out')}.")
    st.markdown(_("Read from the top; a line further in holds only where those above it hold."))


def _line(question: Question, classes: tuple[str, ...]) -> str:
    indent = "    " * max(question.depth - 1, 0)
    text = question.text or _("all rows")
    rows = f"{whole(question.rows)} {_('rows')}"
    if question.answer is None:
        return f"{indent}{text} ({rows})"
    name = f"{classes[-1]}: " if classes else ""
    return f"{indent}{text} → {name}{significant(question.answer)} ({rows})"
