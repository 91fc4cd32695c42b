"""Statistical tests in words, and drawn: effects with their intervals."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.numbers import fixed, known, percent, significant, whole
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import bars_height, plain, style
from mlcore.profiling.hypotheses.catalogue import TESTS
from mlcore.profiling.hypotheses.outcome import Outcome

LEVEL = 0.05
MOST_BARS = 12
CAUTIONS = {
    "few_rows": _(
        "Some groups have fewer than 30 rows: the p-value trusts that values are normal."
    ),
    "skewed": _("Values have a long tail: compare ranks instead (Mann–Whitney, Kruskal–Wallis)."),
    "small_cells": _("Many combinations expect fewer than 5 rows: the p-value is rough."),
}


def p_value(value: float | None) -> str:
    """Return a p-value as papers print it."""
    if value is None or not known(value):
        return "–"
    return "< 0.001" if value < 0.001 else f"= {fixed(value, 3)}"


def claim(outcome: Outcome) -> tuple[str, str]:
    """Return what a test says: the finding, and the numbers behind it."""
    answer, test = outcome.answer, TESTS[outcome.test]
    p = outcome.p_adjusted if outcome.p_adjusted is not None else answer.p_value
    if not known(p):
        return _("There is nothing to compare: the values do not vary."), ""
    sure = p < LEVEL
    df = ", ".join(significant(d) for d in answer.df)
    behind = (
        f"{test.title}: {test.symbol}{f'({df})' if df else ''} = {significant(answer.statistic)}, "
        f"p {p_value(answer.p_value)}, {whole(outcome.rows)} rows. "
        f"Effect: {test.size} {fixed(answer.size, 2)}, {_(outcome.strength)}."
    )
    return f"{_lead(outcome, sure)} {_estimate(outcome)}", behind


def _lead(outcome: Outcome, sure: bool) -> str:
    number, other = outcome.columns
    if outcome.labels:
        what = _("differs between the groups of") if sure else _("does not clearly differ by")
        return f"{number} {what} {other}."
    what = _("go together") if sure else _("do not clearly go together")
    return f"{number} and {other} {what}."


def _estimate(outcome: Outcome) -> str:
    value, low, high = outcome.answer.estimate
    name = TESTS[outcome.test].estimate
    if outcome.test in ("welch", "student"):
        first, second = outcome.labels
        return (
            f"“{first}” is {significant(abs(value))} {_('higher') if value >= 0 else _('lower')} "
            f"than “{second}” on average (95% interval {significant(low)} to {significant(high)})."
        )
    if outcome.test == "mann_whitney":
        first, second = outcome.labels
        return (
            f"A row of “{first}” exceeds one of “{second}” {percent(value)} of the time "
            f"(95% interval {percent(low)} to {percent(high)})."
        )
    said = f"{name} {fixed(value, 2)} (95% interval {fixed(low, 2)} to {fixed(high, 2)})."
    return said[0].upper() + said[1:]


def cautions(outcome: Outcome) -> tuple[str, ...]:
    """Return what speaks against the test, in words."""
    return tuple(CAUTIONS[code] for code in outcome.cautions)


def effects_plot(outcomes: Sequence[Outcome], against: str, theme: str | None = None) -> Plot:
    """Draw the effects of many tests against one column, surest first; faint ones are not sure."""
    ink, shown = palette(theme), outcomes[:MOST_BARS]
    names = [other_of(outcome, against) for outcome in shown]
    sure = [(outcome.p_adjusted or 0.0) < LEVEL for outcome in shown]
    figure = go.Figure(
        go.Bar(
            x=[abs(outcome.answer.size) for outcome in shown], y=list(range(len(shown))),
            orientation="h", cliponaxis=False, textposition="outside",
            marker={"color": [ink.first if yes else ink.border for yes in sure]},
            text=[f"{TESTS[o.test].size} {fixed(abs(o.answer.size), 2)}" for o in shown],
            customdata=[f"{plain(name)}: {TESTS[o.test].title}, p {p_value(o.p_adjusted)}"
                        for name, o in zip(names, shown, strict=True)],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    style(figure, theme, height=bars_height(len(shown)), values="x", x_name=_("Effect size"))
    figure.update_layout(bargap=0.38, margin_r=120)
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(shown))), autorange="reversed",
        ticktext=[plain(name) for name in names],
    )  # fmt: skip
    return Plot(figure, *_many(outcomes, against), outcomes_table(outcomes, against))


def other_of(outcome: Outcome, against: str) -> str:
    """Return the column that was tested against *against*."""
    first, second = outcome.columns
    return second if first == against else first


def _many(outcomes: Sequence[Outcome], against: str) -> tuple[str, str]:
    if not outcomes:
        return _("No other column can be tested."), ""
    sure = sum((outcome.p_adjusted or 0.0) < LEVEL for outcome in outcomes)
    lead = f"{sure} of {len(outcomes)} columns go with {against} beyond chance."
    return lead, _("p-values are corrected for the number of tests; faint bars are not sure.")


def outcomes_table(outcomes: Sequence[Outcome], against: str) -> pd.DataFrame:
    """Return one line per test, surest first."""
    rows = [
        {
            _("Column"): other_of(o, against),
            _("Test"): _(TESTS[o.test].title),
            _("Estimate"): o.answer.estimate[0],
            _("Low"): o.answer.estimate[1],
            _("High"): o.answer.estimate[2],
            _("Of"): _(TESTS[o.test].estimate),
            _("Effect"): o.answer.size,
            _("In words"): _(o.strength),
            _("p"): o.answer.p_value,
            _("p, corrected"): o.p_adjusted,
            _("Rows"): o.rows,
        }
        for o in outcomes
    ]
    return pd.DataFrame(rows)
