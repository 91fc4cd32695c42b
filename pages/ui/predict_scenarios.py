"""Scenarios side by side, and the same case put to another version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import streamlit as st

from mlcore.numbers import chance, significant
from mlcore.prediction.answer import Answer
from mlcore.prediction.model import Model
from mlcore.workspace import scenarios
from mlcore.workspace.scenarios import Scenario
from mlcore.workspace.workspace import Workspace
from pages.ui import controls, guards, predict_form, session
from pages.ui.head import heading
from pages.ui.predict_answer import Answered, answered, value_words
from pages.ui.predict_pick import Choice
from pages.ui.words import _, literal, shorten

NAME = "predict.scenario.name"
Colour = Literal["green", "orange", "red"]
BADGES: dict[str, tuple[str, str, Colour]] = {
    "inside": (_("Within experience"), ":material/verified:", "green"),
    "care": (_("Use with care"), ":material/warning:", "orange"),
    "outside": (_("Outside experience"), ":material/block:", "red"),
}


def side_by_side(space: Workspace, choice: Choice, model: Model, now: Answered) -> None:
    """Draw the scenarios that are kept, each against the answer now, and the way to keep it."""
    kept = scenarios.listing(space, choice.name)
    _heading()
    guards.said("predict.scenarios")
    with st.grid(4, min_column_width=210):
        for scenario in kept:
            with st.container(border=True, height="stretch", gap="xsmall"):
                _tile(choice.ref, model, scenario, now, (space, choice.name, scenario.id))
        with st.container(border=True, height="stretch", gap="xsmall"):
            _empty(space, choice, now, len(kept))


def given(ref: str, model: Model, now: Answered, kept: Sequence[Scenario]) -> None:
    """Draw scenarios that came with a link: they can be opened, not changed."""
    if not kept:
        return
    _heading()
    with st.grid(4, min_column_width=210):
        for scenario in kept:
            with st.container(border=True, height="stretch", gap="xsmall"):
                _tile(ref, model, scenario, now)


def _heading() -> None:
    with heading(_("Scenarios")):
        st.caption(_("Each against the answer now"), width="content")


def _tile(
    ref: str,
    model: Model,
    scenario: Scenario,
    now: Answered,
    own: tuple[Workspace, str, str] | None = None,
) -> None:
    """Draw one scenario: its answer by the model that is asked now; one's *own* can go."""
    made = asked(model, scenario.row)
    if made is None:
        st.markdown(f"**{literal(scenario.name)}**")
        st.markdown(f":gray[{_('Its values do not fit this model.')}]")
    else:
        _metric(scenario.name, made.given, now.given)
        words, icon, color = BADGES[made.trust.state]
        st.badge(words, icon=icon, color=color)
        st.markdown(f":small[:gray[{_differs(made, now)}]]")
    st.space("stretch")
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            _("Open"), key=f"predict.scenario.{scenario.id}", on_click=_restore,
            args=(ref, model, scenario), help=_("Fill its values into the form."),
        )  # fmt: skip
        if own is not None:
            st.button(
                _("Forget"), type="tertiary", key=f"predict.forget.{scenario.id}",
                on_click=guards.callback(scenarios.remove, "predict.scenarios"), args=own,
            )  # fmt: skip


def asked(model: Model, row: dict[str, Any]) -> Answered | None:
    """Return the answer to a row of JSON values, or None where it does not fit the model."""
    checked = model.check([{name: row.get(name) for name in model.signature.names}])
    return None if checked.problems else answered(model, row, checked)


def _metric(name: str, made: Answer, now: Answer) -> None:
    label = literal(name, 40)
    if isinstance(made.value, float) and isinstance(now.value, float):
        change = made.value - now.value
        told = f"{'+' if change > 0 else '-' if change < 0 else ''}{significant(abs(change))}"
        st.metric(label, significant(made.value), f"{told} {_('vs. now')}", delta_color="off",
                  delta_arrow="off")  # fmt: skip
    else:
        st.metric(label, shorten(value_words(made), 24), chance(made.probability),
                  delta_color="off", delta_arrow="off")  # fmt: skip
    _range(made)


def _range(made: Answer) -> None:
    if made.interval is not None:
        low, high = made.interval
        st.markdown(f":small[:gray[{significant(low)} – {significant(high)}]]")


def _differs(made: Answered, now: Answered) -> str:
    """Return in which fields a scenario differs from the form."""
    pairs = zip(now.row, made.case, now.case, strict=True)
    names = [name for name, theirs, ours in pairs if theirs != ours]
    if not names:
        return _("The same values as now")
    more = f" {_('and')} {len(names) - 3} {_('more')}" if len(names) > 3 else ""
    return f"{_('Differs in')} {', '.join(literal(name, 24) for name in names[:3])}{more}"


def _empty(space: Workspace, choice: Choice, now: Answered, kept: int) -> None:
    """Draw the tile that keeps the answer now."""
    usual = f"{_('Scenario')} {kept + 1}"
    controls.text(_("Name"), key=NAME, max_chars=scenarios.LONGEST, placeholder=usual)
    st.space("stretch")
    st.button(
        _("Keep this answer"), key="predict.scenario.keep", icon=":material/bookmark_add:",
        on_click=guards.callback(_keep, "predict.scenarios"),
        args=(space, choice.name, now.row, usual),
    )  # fmt: skip


def _keep(space: Workspace, model: str, row: dict[str, Any], usual: str) -> None:
    scenarios.keep(space, model, Scenario(session.value(NAME) or usual, row))
    session.put(NAME, "")
    session.keep(NAME)


@guards.callback
def _restore(ref: str, model: Model, scenario: Scenario) -> None:
    predict_form.fill(ref, model, scenario.row)


def beside(
    space: Workspace, choices: dict[str, Choice], choice: Choice, row: dict[str, Any]
) -> None:
    """Draw the same case answered by another version that predicts the same column."""
    others = {
        ref: other for ref, other in choices.items()
        if ref != choice.ref and (other.target, other.task) == (choice.target, choice.task)
    }  # fmt: skip
    if not others:
        return
    ref = controls.choose(
        st.selectbox, _("Ask another version, too"), list(others), key="predict.beside",
        default=None, index=None, placeholder=_("none"), width=330,
        format_func=lambda one: others[one].words,
    )  # fmt: skip
    if ref is None:
        return
    made = asked(space.registry.load(ref), row)
    with st.container(border=True, gap="xsmall"):
        if made is None:
            st.markdown(_("It needs other columns, so it cannot answer this case."))
            return
        given = made.given
        said = f"**{literal(made.words, 40)}**"
        sure = f", {chance(given.probability)}" if given.probability is not None else ""
        st.markdown(f"{literal(others[ref].words, 60)} {_('answers')} {said}{sure}.")
        _range(given)
