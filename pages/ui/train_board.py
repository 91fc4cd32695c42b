"""The leaderboard on the page: which run, its rows with spread, who leads, who failed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from mlcore.evaluation.metrics import metric
from mlcore.language import count
from mlcore.numbers import whole
from mlcore.plots.leaderboard import COLOURS, Board, Line, board
from mlcore.training.run import Run
from mlcore.training.runs import RunEntry, listing
from mlcore.workspace.workspace import Workspace
from pages.ui import charts, controls, session
from pages.ui.head import heading
from pages.ui.words import _, ago, literal, shorten

RUN = "train.run"


def pick(space: Workspace) -> RunEntry | None:
    """Return the run that is looked at: the newest, or the one that was chosen."""
    entries = {entry.id: entry for entry in listing(space.store, space.id, limit=30)}
    if not entries:
        return None
    asked = session.value(RUN, session.saved(RUN))
    return entries.get(asked) or next(iter(entries.values()))


def picker(space: Workspace) -> None:
    """Draw the choice of run, when there are several."""
    entries = {entry.id: entry for entry in listing(space.store, space.id, limit=30)}
    if len(entries) < 2:
        return
    newest = next(iter(entries))
    controls.choose(
        st.selectbox,
        _("Run"),
        [None, *entries],
        key=RUN,
        format_func=lambda run: _run_words(entries[run or newest], run is None),
        label_visibility="collapsed",
        width=250,
    )


def _run_words(run: RunEntry, newest: bool) -> str:
    words = f"{_('Run')} {run.number} · {shorten(run.plan.target, 24)} · {ago(run.created)}"
    return f"{words} ({_('newest')})" if newest else words


def lead(run: RunEntry) -> str:
    """Return what the numbers of a run are made of."""
    plan = run.plan
    scorer = metric(plan.metric or "")
    split = _("same share of classes in each") if plan.split == "stratified" else _("at random")
    better = _("higher is better") if scorer.greater_is_better else _("lower is better")
    return (
        f"{_('Target')} **{literal(plan.target, 60)}** · {count(plan.folds, 'fold')}, {split} · "
        f"{_('scored by')} {scorer.title}, {better}."
    )


def leaderboard(space: Workspace, run: Run, running: bool) -> tuple[Board, Line | None]:
    """Draw the leaderboard; return it and the model that is chosen in it."""
    made = board(run, running, charts.appearance())
    rows = whole(len(run.splits.train_rows))
    with heading(_("Leaderboard")):
        st.markdown(f":small[:gray[{_('Out-of-fold on')} {rows} {_('rows')}]]", width="content")
        picker(space)
    first = next((i for i, line in enumerate(made.lines) if _rival(line)), None)
    event: Any = st.dataframe(
        _table(made),
        hide_index=True,
        row_height=42,
        placeholder="–",
        height="content",
        key=f"train.board.{run.id}",
        on_select="rerun",
        selection_mode="single-row",
        selection_default={"selection": {"rows": [first]}} if first is not None else None,
        column_config=_columns(made),
        alt=f"{_('Leaderboard')}: {made.lead} {made.sentence}",
    )
    st.markdown(f"**{literal(made.lead, 200)}** {literal(made.sentence, 400)}")
    charts.behind(made.folds(), f"train.folds.{run.id}", _("The score of each fold"))
    chosen = event.selection.rows
    if chosen and chosen[0] < len(made.lines):
        return made, made.lines[chosen[0]]
    return made, made.lines[first] if first is not None else next(iter(made.lines), None)


def _rival(line: Line) -> bool:
    return line.score is not None and line.mark != "Baseline"


def _table(made: Board) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "model": [line.title for line in made.lines],
            "mark": [[_(line.mark)] if line.mark else [] for line in made.lines],
            "score": pd.array([line.score for line in made.lines], dtype="Float64"),
            "sd": pd.array([line.sd for line in made.lines], dtype="Float64"),
            "spread": [line.spread for line in made.lines],
        }
    )


def _columns(made: Board) -> dict[str, Any]:
    form = f"%.{made.places}f"
    folds = max((len(line.trial.fold_scores) for line in made.lines), default=0)
    return {
        "model": st.column_config.TextColumn(_("Model"), pinned=True, width=140),
        "mark": st.column_config.MultiselectColumn(
            "", options=[_(mark) for mark in COLOURS], color=list(COLOURS.values()), width=85
        ),
        "score": st.column_config.NumberColumn(
            made.metric.title, format=form, width=90, help=made.metric.sentence
        ),
        "sd": st.column_config.NumberColumn("± sd", format=form, width=60),
        "spread": st.column_config.ImageColumn(
            f"{count(folds, 'fold')} ({_('bar = mean, dashes = baseline')})", width=260
        ),
    }


def failed(made: Board) -> None:
    """Draw a card for each model that could not be trained."""
    for line in made.lines:
        if line.mark == "Failed":
            with st.container(border=True, gap="xsmall"):
                st.markdown(f":red[:material/error:] **{line.title} {_('could not be trained')}**")
                st.markdown(literal(line.trial.failure, 400))
                st.markdown(f":small[:gray[{_('The other models are not affected')}]]")
