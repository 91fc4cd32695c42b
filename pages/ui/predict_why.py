"""Why this answer: its reasons, one field followed, what would turn it, the rows most like it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from mlcore.data.sources.asked import Asked
from mlcore.language import count
from mlcore.numbers import chance, significant, when
from mlcore.plots.reasons import Response, SignedParts, reasons_plot, response_plot
from mlcore.prediction.counterfactual import reach, turn
from mlcore.prediction.model import Model
from mlcore.prediction.response import response
from mlcore.prediction.why import Reasons, exact, in_chances, reasons
from mlcore.types import Signature
from pages.ui import asking, charts, controls, guards
from pages.ui.dates import day_columns
from pages.ui.head import heading
from pages.ui.predict_answer import Answered
from pages.ui.words import _, literal, shorten

MOST_FIELDS = 8
PATIENCE = 0.2
"""Seconds in which most sampled reasons come, so that nothing need flicker."""
OTHERWISE = _("What would bring another answer")


def why(ref: str, model: Model, told: Answered) -> None:
    """Draw what made the answer; sampled reasons follow, so that nothing waits for them."""
    with heading(f"{_('Why')} {literal(told.words, 40)}"):
        pass
    if exact(model):
        _drawn(model, told, reasons(model, told.checked)[0])
        return
    key = f"predict.{ref}.why"
    asked = asking.once(key, (id(model), told.case), lambda watch: reasons(model, told.checked)[0])
    if not asked.wait(PATIENCE):
        _waiting(asked)
        return
    found = asking.result(key, asked)
    if found is not None:
        _drawn(model, told, found)


@st.fragment(run_every=0.4)
@guards.guarded
def _waiting(asked: Asked[Reasons]) -> None:
    """Draw that reasons are on their way, and have them drawn once they are there."""
    if asked.wait(0.0):
        st.rerun()
    st.markdown(f":material/progress_activity: {_('The reasons are being worked out.')}")


def _drawn(model: Model, told: Answered, raw: Reasons) -> None:
    found = in_chances(raw)
    percent = found.scale == "probability"
    case = dict(zip(model.signature.names, told.case, strict=True))
    parts = tuple((_label(name, case[name]), part) for name, part in found.parts)
    plot = reasons_plot(SignedParts(found.start, found.total, parts, percent), charts.appearance())
    charts.show(plot, "predict.why")
    scaled = _("The chances are shared out in proportion to the log-odds.") + " "
    st.caption(f"{_start(found)} {'' if raw is found else scaled}{_how(found)}")


def _label(name: str, value: Any) -> str:
    return f"{shorten(name, 24)} {_shown(value)}"


def _shown(value: Any) -> str:
    if value is None:
        return _("not measured")
    if isinstance(value, datetime):
        return when(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return significant(value) if isinstance(value, float) else shorten(value, 24)


def _start(found: Reasons) -> str:
    if found.scale == "probability":
        start = f"{_('Starts from')} {chance(found.start)}, {_('the usual chance of')} "
        moves = _("Brass adds to the chance, teal takes away, in points of a hundred.")
        return f"{start}{literal(found.of, 40)}. {moves}"
    if found.scale == "score":
        return f"{_('In log-odds of')} {literal(found.of, 40)}: {_('brass adds, teal takes away.')}"
    start = f"{_('Starts from the average answer of')} {significant(found.start)}."
    return f"{start} {_('Brass adds, teal takes away.')}"


def _how(found: Reasons) -> str:
    causes = _("These are the model's reasons, not causes.")
    if found.method == "sampled":
        rows = count(found.rows, "training row")
        return f"{_('Estimated against a sample of')} {rows}. {causes}"
    return causes


def closer(ref: str, model: Model, told: Answered) -> None:
    """Draw, when asked, how one field moves the answer and what would turn it."""
    box = st.expander(
        _("Follow one field"), type="compact", key="predict.follow", on_change="rerun"
    )
    if box.open:
        with box:
            _follow(ref, model, told)
    turned = _("What would turn the answer") if model.signature.classes else OTHERWISE
    box = st.expander(turned, type="compact", key="predict.turn", on_change="rerun")
    if box.open:
        with box:
            _turn(ref, model, told)


def _ranked(signature: Signature) -> list[str]:
    return [field.name for field in sorted(signature.fields, key=lambda f: -f.importance)]


def _follow(ref: str, model: Model, told: Answered) -> None:
    names = _ranked(model.signature)
    column = controls.choose(
        st.selectbox, _("Field"), names, key=f"predict.{ref}.follow", default=names[0],
        format_func=lambda name: shorten(name, 60),
    )  # fmt: skip
    classes, raw = model.signature.classes, told.given.probabilities or {}
    of = max(range(len(classes)), key=lambda at: raw[classes[at]]) if classes else 0
    curve = response(model, told.case, column, of)
    if curve is None:
        st.caption(_("Its values cannot be laid out in a row."))
        return
    field = model.signature.field(column)
    values = tuple(_point(value) for value in curve.values)
    now = None if curve.now[0] is None else (_point(curve.now[0]), curve.now[1])
    answer = f"{_('Chance of')} {classes[of]}" if classes else model.signature.target
    seen = (field.low, field.high) if field.low is not None and field.high is not None else None
    plot = response_plot(
        Response(column, answer, values, curve.answers, now, seen, bool(classes)),
        charts.appearance(),
    )
    charts.show(plot, "predict.curve")


def _point(value: Any) -> Any:
    """Return a value as the chart takes it: numbers and dates as they are, the rest in words."""
    ordered = isinstance(value, (int, float, datetime)) and not isinstance(value, bool)
    return value if ordered else _shown(value)


def _turn(ref: str, model: Model, told: Answered) -> None:
    level = None if model.signature.classes else _level(ref, told)
    fixed = controls.choose_many(
        st.multiselect, _("Fields that cannot change"), _ranked(model.signature),
        key=f"predict.{ref}.fixed", format_func=lambda name: shorten(name, 60),
    )  # fmt: skip
    found = (
        turn(model, told.case, fixed) if level is None else reach(model, told.case, level, fixed)
    )
    if found is None:
        there = _("turns the answer") if level is None else _("brings the answer there")
        st.markdown(f"{_('No change of one or two fields, among the values tried,')} {there}.")
        return
    changes = _(" and ").join(
        f"**{literal(name, 60)}** {_('were')} {literal(_shown(after), 40)} "
        f"{_('instead of')} {literal(_shown(before), 40)}"
        for name, before, after in found.changes
    )
    answer = literal(_shown(found.answer), 40)
    st.markdown(f"{_('The answer would be')} **{answer}** {_('if')} {changes}.")
    st.caption(
        _("The smallest such change among values seen in training: what the model would say, ")
        + _("not what would happen.")
    )


def _level(ref: str, told: Answered) -> float:
    """Draw the number that is wanted: at first the upper end of the range."""
    value = told.given.value
    assert isinstance(value, float)
    usual = told.given.interval[1] if told.given.interval else value + (abs(value) or 1.0) / 10
    wanted = controls.number(
        _("The answer that is wanted"), key=f"predict.{ref}.wanted", format="%g",
        default=float(f"{usual:.3g}"), width=220,
        help=_("At least this where the answer is below it now, else at most this."),
    )  # fmt: skip
    return float(value if wanted is None else wanted)


def alike(model: Model, told: Answered) -> None:
    """Draw the nearest training rows with what was true of them."""
    if not told.trust.neighbours:
        return
    with heading(_("Most alike rows")):
        pass
    names = _ranked(model.signature)[:MOST_FIELDS]
    outcome = f"{model.signature.target} ({_('true')})"
    rows = pd.DataFrame(
        [
            {outcome: near.outcome, **{name: near.values[name] for name in names}}
            for near in told.trust.neighbours
        ]
    )
    st.dataframe(
        rows, hide_index=True, placeholder="–", column_config=day_columns(rows),
        alt=_("The training rows nearest to this case, with what was true of them"),
    )  # fmt: skip
    kept = count(told.trust.kept, "training row")
    truths = ", ".join(literal(_shown(near.outcome), 30) for near in told.trust.neighbours)
    target = literal(model.signature.target, 40)
    st.caption(
        f"{_('Nearest first, among')} {kept} {_('kept with the model')}; {target}: {truths}."
    )
