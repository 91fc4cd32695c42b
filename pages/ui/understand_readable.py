"""The model itself, where a person can read it: its weights, or its questions."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from mlcore.catalog.scoretable import DOUBLING
from mlcore.language import count
from mlcore.numbers import significant, whole
from mlcore.training.readable import Points, Question, Weight
from pages.ui import cache_understand
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _, code, literal, shorten

EACH = {
    "unit": _("for each unit more"),
    "so": _("where it is so"),
    "sd": _("for each standard deviation more"),
}
MOST_LINES = 64


def readable(picked: Picked) -> None:
    """Draw weights or questions; say so where a model has neither."""
    found = cache_understand.readable(picked.run, picked.trial.id)
    if found.weights:
        _weights(picked, found.weights)
    elif found.questions:
        _questions(picked, found.questions)
    elif found.points:
        _points(picked, found.points, found.unit)
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


def _points(picked: Picked, lines: Sequence[Points], unit: float) -> None:
    classes = picked.run.classes
    with heading(_("How it scores")):
        st.caption(count(len(lines), "line"), width="content")
    names = [_("Column"), _("Where"), _("Points")]
    table = [(shorten(line.column), shorten(line.where), line.points) for line in lines]
    st.dataframe(
        pd.DataFrame(table, columns=names),
        hide_index=True,
        alt=_("Points for each range of each column"),
        column_config={names[0]: st.column_config.TextColumn(pinned=True)},
    )
    if classes:
        worth = f"{DOUBLING} {_('points double the odds of')} {literal(classes[-1], 60)}"
    else:
        worth = f"{_('a point adds')} {significant(unit)} {_('to')} {code(picked.run.plan.target)}"
    st.markdown(
        f"**{_('Add up the points of a row:')}** {worth}. "
        f"{_('Fitted on fold 1; other folds differ a little.')}"
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
