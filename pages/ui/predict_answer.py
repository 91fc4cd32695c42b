"""The answer card: the answer, how far it can be trusted, its range or chances."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import streamlit as st

from mlcore.errors import LoupeError, Where
from mlcore.evaluation.metrics import metric
from mlcore.language import count
from mlcore.numbers import chance, measured, percent, significant
from mlcore.plots.answer import RangeAnswer, chances_plot, often, range_plot
from mlcore.prediction.answer import COVERAGE, Answer, answers
from mlcore.prediction.cases import Cases
from mlcore.prediction.conformal import LEVELS
from mlcore.prediction.domain import Trust, trust
from mlcore.prediction.hints import Remark
from mlcore.prediction.messages import ROW_FAILED
from mlcore.prediction.model import Model, ModelMeta
from mlcore.prediction.rows import Checked
from pages.ui import charts, controls, guards, session
from pages.ui.head import heading
from pages.ui.predict_pick import Choice
from pages.ui.words import _, literal

LEVEL = "predict.level"


@dataclass(frozen=True)
class Answered:
    """A row that was answered: as it was given, its check and values, the answer, its trust."""

    row: dict[str, Any]
    checked: Checked
    case: tuple[Any, ...]
    given: Answer
    trust: Trust

    @property
    def words(self) -> str:
        """The answer as people read it."""
        return value_words(self.given)


def answer_card(model: Model, choice: Choice | None, row: dict[str, Any]) -> Answered | None:
    """Draw the model's answer to *row* and return it; None when it has none.

    With a *choice*, the same question over REST can be looked at.
    """
    with heading(_("The answer")):
        if choice is not None:
            with st.popover(_("Ask over REST"), icon=":material/link:", type="tertiary"):
                _rest(choice, row)
    checked = model.check([row])
    if checked.problems:
        _waits(checked.problems)
        return None
    made = answered(model, row, checked)
    if made is None:
        guards.error_card(LoupeError(ROW_FAILED, Where(row=1)))
        return None
    given, found = made.given, made.trust
    with st.container(border=True):
        _beyond(found)
        left, right = st.columns([1, 1])
        with left, st.container(gap=None):
            st.markdown(f":gray[{_('Expected')} {literal(model.signature.target, 60)}]")
            st.header(literal(value_words(given), 40), anchor=False)
            if given.probabilities:
                st.markdown(f":gray[{chance(given.probability)}]")
        with right:
            _trust(found)
        _evidence(model, given)
    return made


def answered(model: Model, row: dict[str, Any], checked: Checked) -> Answered | None:
    """Return the answer to a row that fits, with its trust; None where the model fails on it."""
    given = answers(model, checked, level())[0]
    if given.error is not None:
        return None
    case = Cases.of(model.signature.fields, checked.frame).rows[0]
    return Answered(row, checked, case, given, trust(model, case, given.warnings))


def _rest(choice: Choice, row: dict[str, Any]) -> None:
    """Draw the same question as a command line."""
    site = urlsplit(st.context.url or "http://localhost:8501")
    body = json.dumps({"rows": [row]}, ensure_ascii=False).replace("'", "'\\''")
    model = quote(choice.name, safe="")
    st.markdown(_("The same answer without this page; a token is made on the Models page."))
    st.code(
        f"curl {site.scheme}://{site.netloc}/api/v1/models/{model}/predict \\\n"
        f"  -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' \\\n"
        f"  -d '{body}'",
        language=None,
        wrap_lines=True,
    )


def _waits(problems: Sequence[Remark]) -> None:
    """Draw which fields the answer waits for."""
    with st.container(border=True, gap="xsmall"):
        fields = count(len(problems), "field")
        st.markdown(f":orange[:material/warning:] **{_('The answer waits for')} {fields}**")
        for problem in problems[:5]:
            st.markdown(literal(problem.message, 200))


def value_words(given: Answer) -> str:
    """Return an answer as people read it."""
    number = isinstance(given.value, float)
    return significant(given.value) if number else str(given.value)  # type: ignore[arg-type]


def _beyond(found: Trust) -> None:
    """Draw, before the answer, what puts the case outside the model's experience."""
    if found.state != "outside":
        return
    with st.container(gap="xsmall"):
        st.badge(_("Outside experience"), icon=":material/block:", color="red")
        for reason in found.reasons[:3]:
            st.markdown(f"**{literal(reason, 200)}**")
        st.markdown(f":small[{_('The model knows nothing of such cases: its answer is a guess.')}]")


def _trust(found: Trust) -> None:
    if found.state == "inside":
        st.badge(_("Within experience"), icon=":material/verified:", color="green")
        st.markdown(f":small[{_('The values are like those the model learned from.')}]")
    elif found.state == "care":
        st.badge(_("Use with care"), icon=":material/warning:", color="orange")
        for reason in found.reasons[:3]:
            st.markdown(f":small[{literal(reason, 200)}]")
        if len(found.reasons) > 3:
            more = len(found.reasons) - 3
            st.markdown(f":small[:gray[{more} {_('more fields are unusual')}]]")


def _evidence(model: Model, given: Answer) -> None:
    shade, meta = charts.appearance(), model.meta
    if given.probabilities:
        plot = chances_plot(given.probabilities, shade)
        charts.show(plot, "predict.chances", sentence=False, table=False)
        _set(given)
        if meta.threshold is not None:
            name, least = meta.threshold
            st.markdown(
                f"**{literal(name, 40)} {_('is answered from')} {chance(least)} {_('on')}.**"
            )
        st.markdown(_tested(meta))
    elif given.interval is not None and isinstance(given.value, float):
        low, high = given.interval
        smallest, largest = _scale(model, given)
        plot = range_plot(RangeAnswer(given.value, low, high, smallest, largest, level()), shade)
        charts.show(plot, "predict.range", sentence=False, table=False)
        st.markdown(f"**{literal(plot.lead, 200)}** :gray[{_held(meta)}]")
        _levels()


def level() -> float:
    """Return how often the range or the set should hold the truth, as chosen."""
    chosen = session.value(LEVEL, session.saved(LEVEL))
    return chosen if chosen in LEVELS else COVERAGE


def _levels() -> None:
    controls.segments(
        _("How often it should be right"), LEVELS, key=LEVEL, default=COVERAGE, words=percent,
        help=_("Of such ranges or sets, so many hold the true value. More often means wider."),
    )  # fmt: skip


def _set(given: Answer) -> None:
    """Draw which classes the truth is among, at the chosen level."""
    if given.possible is None:
        return
    if given.possible:
        named = _(" or ").join(literal(name, 40) for name in given.possible)
        says = f"{often(level())} {_('such sets hold the truth; here:')} {named}."
    else:
        says = f"{_('No class is likely enough to be named at')} {percent(level())}."
    st.markdown(f"**{says}**")
    if not given.possible:
        st.caption(_("The model is less sure here than it usually is when it is right."))
    _levels()


def _scale(model: Model, given: Answer) -> tuple[float, float]:
    """Return the range of the answers seen in training, as far as it is known."""
    assert given.interval is not None
    known = model.reference.get("target") or {}
    low, high = known.get("low"), known.get("high")
    if low is None or high is None:
        golden = [value for row in model.golden.answers for value in row[:1]]
        low, high = (min(golden), max(golden)) if golden else given.interval
    return float(low), float(high)


def _held(meta: ModelMeta) -> str:
    if meta.covered is not None:
        coverage, share, rows = meta.covered
        return (
            f"{_('Tested on')} {count(rows, 'unseen row')}: {_('the range of')} "
            f"{percent(coverage)} {_('held the true value')} {percent(share)} {_('of the time')}."
        )
    return f"{_('The range comes from out-of-fold errors on')} {count(meta.cv_rows, 'row')}."


def _tested(meta: ModelMeta) -> str:
    scorer = metric(meta.metric)
    if meta.holdout is not None:
        shown = measured(scorer.display(meta.holdout))
        rows = count(meta.holdout_rows, "row")
        return f":gray[{_('Tested on')} {rows} {_('set aside')}: {scorer.title} {shown}.]"
    shown = measured(scorer.display(meta.score)) if meta.score is not None else "–"
    rows = count(meta.cv_rows, "row")
    return f":gray[{_('Cross-validated on')} {rows}: {scorer.title} {shown}.]"
