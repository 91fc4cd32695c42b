"""Where the work in a workspace stands: four steps, read from the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mlcore.jobs import queue
from mlcore.jobs.job import Job
from mlcore.language import count
from mlcore.registry.entries import ModelEntry
from mlcore.training import runs
from mlcore.training.runs import RunEntry
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui.words import _

State = Literal["done", "running", "to do", "interrupted"]
Runs = tuple[RunEntry, ...]
ICONS: dict[State, str] = {
    "done": "check_circle",
    "running": "progress_activity",
    "to do": "radio_button_unchecked",
    "interrupted": "warning",
}


@dataclass(frozen=True)
class Step:
    """One step of the road: its state, in words, and the page it belongs to."""

    page: str
    words: str
    state: State

    @property
    def symbol(self) -> str:
        """Its icon."""
        return f":material/{ICONS[self.state]}:"


def share(job: Job) -> str:
    """Return how much of a job is done, in percent."""
    return f"{round(100 * job.done / job.total)}%" if job.total else _("starting")


def runs_of(space: Workspace, opened: Opened | None) -> tuple[RunEntry, ...]:
    """Return the runs on the open data set, newest first; all runs when none is open."""
    found = runs.listing(space.store, space.id, limit=50)
    if opened is None:
        return found
    return tuple(run for run in found if run.dataset_name == opened.name)


def training(
    space: Workspace, opened: Opened | None = None, made: Runs | None = None
) -> Job | None:
    """Return the newest training on the open data set, or of any while it is active.

    *made* are the runs on it, where they are known already.
    """
    mine = {run.job for run in (runs_of(space, opened) if made is None else made)}
    data = opened.data.fingerprint if opened else ""
    for job in queue.listing(space.store, space.id, limit=50):
        known = job.id in mine or (job.spec or {}).get("dataset") == data
        if job.kind == "train" and (job.active or known):
            return job
    return None


def active_jobs(space: Workspace) -> tuple[Job, ...]:
    """Return the jobs that wait for their turn or have it, newest first."""
    found = queue.listing(space.store, space.id, limit=20)
    return tuple(job for job in found if job.active and job.kind not in queue.PASSING.names)


def serving(
    space: Workspace, opened: Opened | None = None, made: Runs | None = None
) -> ModelEntry | None:
    """Return the model changed last, of those trained on *opened* when that is given.

    *made* are the runs on it, where they are known already.
    """
    if opened is None:
        return next(iter(space.registry.models()), None)
    mine = {run.id for run in (runs_of(space, opened) if made is None else made)}
    for model in space.registry.models()[:50] if mine else ():
        if any(version.run in mine for version in space.registry.versions(model.name)):
            return model
    return None


def steps(space: Workspace) -> tuple[Step, ...]:
    """Return the four steps as they stand, for the open data set."""
    opened = space.open_dataset()
    made = runs_of(space, opened)
    trained, model = _train(space, opened, made), _model(space, opened, made)
    return (_data(opened), _clean(space, opened), trained, model)


def _data(opened: Opened | None) -> Step:
    if opened is None:
        return Step("data", _("No data yet"), "to do")
    return Step("data", f"{_('Data')} v{opened.version}", "done")


def _clean(space: Workspace, opened: Opened | None) -> Step:
    number = len(space.recipe(opened.name).steps) if opened else 0
    if not number:
        return Step("clean", _("No steps"), "to do")
    return Step("clean", count(number, "step"), "done")


def _train(space: Workspace, opened: Opened | None, made: Runs) -> Step:
    job = training(space, opened, made)
    if job is None:
        name = f"{_('Run')} {made[0].number}" if made else _("No run yet")
        return Step("train", name, "done" if made else "to do")
    number = next((run.number for run in made if run.job == job.id), None)
    name = f"{_('Run')} {number}" if number else _("New run")
    if job.active:
        words = _("queued") if job.state == "queued" else share(job)
        return Step("train", f"{name}, {words}", "running")
    if job.state == "done":
        return Step("train", name, "done")
    return Step("train", f"{name}, {_(job.state)}", "interrupted")


def _model(space: Workspace, opened: Opened | None, made: Runs) -> Step:
    model = serving(space, opened, made)
    if model is None:
        return Step("predict", _("No model yet"), "to do")
    return Step("predict", f"v{model.champion or model.newest} {_('in service')}", "done")
