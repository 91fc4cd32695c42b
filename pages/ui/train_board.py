"""The leaderboard on the page: which run, its rows with spread, who leads, who failed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from mlcore.evaluation.metrics import metric
from mlcore.jobs.job import Job
from mlcore.language import count
from mlcore.numbers import MISSING, measured, whole
from mlcore.plots.leaderboard import COLOURS, EARLY, Board, Line, board
from mlcore.training import runs
from mlcore.training.run import Run
from mlcore.training.runs import RunEntry
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import charts, controls, deleting, session, train_split
from pages.ui.head import heading
from pages.ui.status import runs_of
from pages.ui.words import _, literal, moment, shorten

NEWEST = "newest"


def run_key(opened: Opened | None) -> str:
    """Return the name of the control that chooses among the runs on a data set."""
    return f"train.run.{opened.name if opened else ''}"


def pick(space: Workspace, opened: Opened | None) -> RunEntry | None:
    """Return the run on the open data set that is looked at: the chosen one, or the newest."""
    key = run_key(opened)
    asked, entries = session.value(key, session.saved(key)), runs_of(space, opened)
    chosen = [entry for entry in entries if entry.id == asked]
    return next(iter([*chosen, *entries]), None)


def picker(space: Workspace, opened: Opened | None) -> None:
    """Draw the choice of run, when there are several on the open data set."""
    entries = {entry.id: entry for entry in runs_of(space, opened)}
    if len(entries) < 2:
        return
    newest = next(iter(entries))
    controls.choose(
        st.selectbox,
        _("Run"),
        [NEWEST, *entries],
        key=run_key(opened),
        default=NEWEST,
        format_func=lambda run: _run_words(entries.get(run, entries[newest]), run == NEWEST),
        label_visibility="collapsed",
        width=270,
    )


def ended_early(job: Job, picked: RunEntry | None) -> bool:
    """Return True when *job* did not come to its end and belongs to what is looked at."""
    mine = picked is None or picked.job == job.id or picked.created < job.created
    return mine and not job.active and job.state != "done"


def _run_words(run: RunEntry, newest: bool) -> str:
    if newest:
        return f"{_('Newest')}: {_('run')} {run.number} · {shorten(run.plan.target, 24)}"
    return f"{_('Run')} {run.number} · {shorten(run.plan.target, 24)} · {moment(run.created)}"


def lead(run: RunEntry) -> str:
    """Return what the numbers of a run are made of."""
    plan = run.plan
    scorer = metric(plan.metric or "")
    split = train_split.told(plan.split)
    better = _("higher is better") if scorer.greater_is_better else _("lower is better")
    times = f" {_('drawn')} {plan.repeats} {_('times')}" if plan.repeats > 1 else ""
    folds = f"{count(plan.folds, 'fold')}{times}, {split}"
    return (
        f"{_('Target')} **{literal(plan.target, 60)}** · {folds} · "
        f"{_('scored by')} {scorer.title}, {better}."
    )


def leaderboard(
    space: Workspace, opened: Opened | None, run: Run, running: bool
) -> tuple[Board, Line | None]:
    """Draw the leaderboard; return it and the model that is chosen in it."""
    made = board(run, running, charts.appearance())
    rows = whole(len(run.splits.tested))
    with (
        heading(_("Leaderboard")),
        st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"),
    ):
        st.markdown(f":small[:gray[{_('Out-of-fold on')} {rows} {_('rows')}]]", width="content")
        picker(space, opened)
    first = next((i for i, line in enumerate(made.lines) if _rival(line)), None)
    event: Any = st.dataframe(
        _shown(made),
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


def notes(space: Workspace, run: RunEntry) -> None:
    """Draw what was noticed about the rows of a run before its first fit."""
    for told in runs.notes(space.store, run.id):
        st.caption(f":material/info: {literal(told, 300)}")


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


def _shown(made: Board) -> Any:
    """Return the rows with numbers as they are shown everywhere else; they sort as numbers."""
    words = {line.sd: line.deviation.removeprefix("± ") for line in made.lines}
    forms: dict[Any, Any] = {"score": measured, "sd": words.get}
    shown = _table(made).style.format(forms, na_rep=MISSING)
    for row, line in enumerate(made.lines):
        own = line.deviation.removeprefix("± ")
        if own != words[line.sd]:  # the same deviation of a score that is shown to other places
            shown = shown.format(own.format, subset=([row], ["sd"]), na_rep=MISSING)
    return shown


def _columns(made: Board) -> dict[str, Any]:
    folds = max((len(line.trial.fold_scores) for line in made.lines), default=0)
    return {
        "model": st.column_config.TextColumn(_("Model"), pinned=True, width=140),
        "mark": st.column_config.MultiselectColumn(
            "", options=[_(mark) for mark in COLOURS], color=list(COLOURS.values()), width=85
        ),
        "score": st.column_config.NumberColumn(
            made.metric.title, width=90, help=made.metric.sentence
        ),
        "sd": st.column_config.NumberColumn("± sd", width=60),
        "spread": st.column_config.ImageColumn(
            f"{count(folds, 'fold')} ({_('bar = mean, dashes = baseline')})", width=260
        ),
    }


def failed(made: Board) -> None:
    """Draw a card for each model that could not be trained, a line for those that ended early."""
    for line in made.lines:
        if line.mark == "Failed":
            with st.container(border=True, gap="xsmall"):
                st.markdown(f":red[:material/error:] **{line.title} {_('could not be trained')}**")
                st.markdown(literal(line.trial.failure, 400))
                st.markdown(f":small[:gray[{_('The other models are not affected')}]]")
        elif line.mark in EARLY:
            st.caption(f"**{line.title}**: {literal(line.trial.failure, 300)}")


def delete(space: Workspace, run: RunEntry) -> None:
    """Draw the quiet way to delete the run that is looked at."""
    if st.button(
        f"{_('Delete run')} {run.number}…", icon=":material/delete:", type="tertiary",
        key="train.delete",
    ):  # fmt: skip
        deleting.ask_run(space, run.id)
