"""The model itself, where a person can read it: its weights, or its questions."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from mlcore.catalog.scoretable import DOUBLING
from mlcore.language import count
from mlcore.numbers import significant, whole
from mlcore.training.readable import Points, Question, Readable, Weight
from mlcore.training.run import Run
from pages.ui import cache_understand, controls
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
    found = _found(picked)
    if found is not None and found.questions:
        _questions(picked, found.questions)
    elif found is not None:
        _added(picked)
    else:
        st.markdown(
            f"**{_('This model is not made of rules that can be read.')}** "
            + _("See what it leans on and the effects, or look at a linear model or a tree.")
        )


def _found(picked: Picked) -> Readable | None:
    """Return what can be read for any class; the last one where it can, None for none."""
    run = picked.run
    codes = range(max(len(run.classes) - 1, 0), -1, -1)
    each = (cache_understand.readable(run, picked.trial.id, code) for code in codes)
    return next((one for one in each if one.questions or one.weights or one.points), None)


def _class(run: Run) -> int:
    """Return the class whose sum is read; of several, draw the choice."""
    if len(run.classes) < 3:
        return max(len(run.classes) - 1, 0)
    name = controls.choose(
        st.selectbox, _("Class"), list(run.classes), key=f"understand.class.{run.id}",
        default=run.classes[0], format_func=shorten, width=220,
        help=_("Each class has a sum of its own; the highest one is answered."),
    )  # fmt: skip
    return run.classes.index(name)


def _added(picked: Picked) -> None:
    run = picked.run
    code = _class(run)
    found = cache_understand.readable(run, picked.trial.id, code)
    name = run.classes[code] if run.classes else ""
    if found.weights:
        _weights(picked, found.weights, name)
    elif found.points:
        _points(picked, found.points, found.unit, name)
    else:
        rows = _("The fit of fold 1 saw no row of this class, so it has no sum for it.")
        st.markdown(f"**{literal(name)}:** {rows}")


def _weights(picked: Picked, added: Sequence[Weight], name: str) -> None:
    with heading(_("What it adds up")):
        st.caption(count(len(added), "weight"), width="content")
    answer = f"{_('log odds of')} {name}" if name else picked.run.plan.target
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
    for column in _dates(picked, added)[:3]:
        parts = _("stands in several weights that go together: read its effect, not each alone.")
        st.markdown(f"**{literal(column, 40)}** {parts}")
    first = added[0]
    lead = f"**{literal(first.name, 60)} {_('weighs most')}:** "
    st.markdown(
        f"{lead}{significant(first.weight)} {_('added to')} {literal(answer, 60)} "
        f"{EACH[first.each]}. {_('Fitted on fold 1; other folds differ a little.')}"
    )


def _dates(picked: Picked, added: Sequence[Weight]) -> list[str]:
    """Return the dates among the columns: the parts of one go together."""
    names = dict.fromkeys(weight.column for weight in added)
    dates = {column.name for column in picked.run.data.columns if column.kind == "date"}
    return [name for name in names if name in dates]


def _points(picked: Picked, lines: Sequence[Points], unit: float, name: str) -> None:
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
    if name:
        worth = f"{DOUBLING} {_('points double the odds of')} {literal(name, 60)}"
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
    name = "" if question.code is None else f"{classes[question.code]}: "
    return f"{indent}{text} → {name}{significant(question.answer)} ({rows})"
