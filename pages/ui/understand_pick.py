"""Which run and which of its models is looked at; or why there is none yet."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from mlcore.catalog.models import entry
from mlcore.evaluation.metrics import metric
from mlcore.numbers import measured, remaining
from mlcore.training.run import Run
from mlcore.training.runs import RunEntry, listing
from mlcore.types import Trial
from mlcore.workspace.workspace import Workspace
from pages.ui import cache_train, controls, status
from pages.ui.words import _, moment, shorten


@dataclass(frozen=True)
class Picked:
    """A run, one of its finished trials, and the other runs that have some."""

    entry: RunEntry
    run: Run
    trial: Trial
    others: tuple[tuple[RunEntry, Run], ...] = ()


@dataclass(frozen=True)
class Nothing:
    """Why there is nothing to understand yet, and where to go."""

    title: str
    sentence: str
    primary: tuple[str, str]
    secondary: tuple[str, str] | None = None


def pick(space: Workspace) -> Picked | Nothing:
    """Let run and model be chosen; the newest run that has a finished model comes first."""
    entries = {found.id: found for found in listing(space.store, space.id, limit=20)}
    found = ((run_id, cache_train.run(space, run_id)) for run_id in entries)
    runs = {run_id: run for run_id, run in found if run is not None and run.finished}
    finished = list(runs)
    if not finished:
        return _nothing(space)
    with st.container(horizontal=True, gap="small"):
        run_id = controls.choose(
            st.selectbox,
            _("Run"),
            finished,
            key="understand.run",
            default=finished[0],
            format_func=lambda found: _run_words(entries[found]),
            width=330,
        )
        run = runs[run_id]
        trials = {trial.id: trial for trial in run.finished}
        trial_id = controls.choose(
            st.selectbox,
            _("Model"),
            list(trials),
            key=f"understand.trial.{run_id}",
            default=run.best.id,
            format_func=lambda found: _trial_words(run, trials[found]),
            width=330,
        )
    others = tuple((entries[name], one) for name, one in runs.items() if name != run_id)
    return Picked(entries[run_id], run, trials[trial_id], others)


def _run_words(found: RunEntry) -> str:
    words = (
        f"{_('Run')} {found.number} · {shorten(found.plan.target, 24)} · {moment(found.created)}"
    )
    return shorten(words)


def _trial_words(run: Run, trial: Trial) -> str:
    shown = metric(run.plan.metric or "").display(trial.score or 0.0)
    tuned = f" ({trial.id})" if trial.id != trial.model else ""
    return f"{entry(trial.model).title}{tuned} · {measured(shown)}"


def _nothing(space: Workspace) -> Nothing:
    title, job, served = _("No finished model yet"), status.training(space), status.serving(space)
    look = (f"{_('Look at')} {shorten(served.name, 30)}", "models") if served else None
    if job is not None and job.active:
        left = remaining(job.eta_seconds) if job.eta_seconds else _("a moment")
        sentence = f"{_('A run is training; its first finished model opens here, in')} {left}."
        return Nothing(title, sentence, (_("Watch the run"), "train"), look)
    if space.open_dataset() is None:
        sentence = _(
            "Open a table and train on it; this page then shows how far to trust the model."
        )
        return Nothing(
            title, sentence, (_("Load data"), "data"), (_("Start with a sample"), "home")
        )
    sentence = _("Train a few models; this page then shows where they are right and wrong.")
    return Nothing(title, sentence, (_("Train models"), "train"), look)
