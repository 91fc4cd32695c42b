"""Before and after: what one step, or the whole recipe, does to the rows."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from mlcore.cleaning.catalogue import step
from mlcore.cleaning.effect import StepEffect
from mlcore.cleaning.preview import SHOWN_COLUMNS, SHOWN_ROWS, Stage
from mlcore.language import count
from mlcore.numbers import MISSING, whole
from mlcore.plots.before_after import spread_plot
from pages.ui import cache, charts, controls, frame_look
from pages.ui.clean_cards import Work
from pages.ui.head import heading
from pages.ui.words import _, code, literal

WHOLE = 0


def effect(work: Work, stages: Sequence[Stage], effects: Sequence[StepEffect]) -> None:
    """Draw rows, gaps and columns before and after, and example rows."""
    with heading(_("Before and after")):
        number = controls.choose(
            st.selectbox, _("Of which step"), list(range(len(effects) + 1)),
            key=f"clean.effect.{work.opened.name}", default=WHOLE, width=220,
            format_func=lambda at: _title(effects, at), label_visibility="collapsed",
        )  # fmt: skip
    if not effects:
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{_('Nothing changes yet.')}**")
            st.markdown(_("With a step in the recipe, rows, gaps and columns stand here twice."))
        return
    first, last = (effects[0], effects[-1]) if number == WHOLE else (effects[number - 1],) * 2
    part = effects if number == WHOLE else (first,)
    columns = len(work.opened.data.columns)
    before = columns + _columns(effects[: max(number - 1, 0)])
    after = before + _columns(part)
    with st.container(border=True, gap="small"):
        st.table(_compared(first, last, before, after), border="horizontal",
                 alt=_("Rows, missing cells and columns before and after"))  # fmt: skip
        st.markdown(_said(part))
        _source(first)
    if number != WHOLE:
        _spread(stages[number - 1], number)
    _rows(work, stages, number)


def _title(effects: Sequence[StepEffect], at: int) -> str:
    if at == WHOLE:
        return _("The whole recipe")
    return f"{_('Step')} {at}: {step(effects[at - 1].spec.name).title}"


def _columns(part: Sequence[StepEffect]) -> int:
    return sum(len(found.columns_added) - len(found.columns_removed) for found in part)


def _compared(first: StepEffect, last: StepEffect, before: int, after: int) -> dict[str, list[str]]:
    return {
        "": [_("Rows"), _("Missing cells"), _("Columns")],
        _("Before"): [whole(first.rows_before), whole(first.missing_before), whole(before)],
        _("After"): [whole(last.rows_after), whole(last.missing_after), whole(after)],
    }


def _said(part: Sequence[StepEffect]) -> str:
    cells = sum(found.changed_cells for found in part)
    gone = [name for found in part for name in found.columns_removed]
    new = [name for found in part for name in found.columns_added]
    words = [f"**{count(cells, 'cell changes', 'cells change')}.**"]
    if new:
        words.append(f"{_('New')}: {_listed(new)}.")
    if gone:
        words.append(f"{_('Gone')}: {_listed(gone)}.")
    example = next((found.example for found in part if found.example), None)
    if example:
        before, after = (literal(text, 40) or MISSING for text in (example.before, example.after))
        words.append(f"{_('For example')} {code(example.column, 32)}: {before} → {after}.")
    return " ".join(words)


def _listed(names: list[str]) -> str:
    more = f" {_('and')} {len(names) - 4} {_('more')}" if len(names) > 4 else ""
    return ", ".join(code(name, 32) for name in names[:4]) + more


def _source(first: StepEffect) -> None:
    if first.sampled:
        st.caption(f"{_('A *sample* of')} {whole(first.sampled)} {_('evenly spaced rows')}.")
    else:
        st.caption(_("All rows; row steps apply to training rows only, never to a prediction."))


def _spread(stage: Stage, number: int) -> None:
    if stage.spread is not None:
        plot = spread_plot(stage.spread, charts.appearance())
        charts.show(plot, f"clean.spread.{number}")


def _rows(work: Work, stages: Sequence[Stage], number: int) -> None:
    stage = stages[number - 1]  # the whole recipe is what its last step leaves
    before, after = stage.before, stage.after
    if number == WHOLE:
        before = cache.head(work.opened.data, SHOWN_ROWS, SHOWN_COLUMNS)
    for title, frame in ((_("First rows before"), before), (_("First rows after"), after)):
        st.caption(title)
        st.dataframe(
            frame,
            column_config=frame_look.dates(frame),
            hide_index=True,
            placeholder=MISSING,
            alt=title,
            height=212,
        )
