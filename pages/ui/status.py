"""Where the work in a workspace stands: four steps, read from the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mlcore.jobs import queue
from mlcore.jobs.job import Job
from mlcore.language import count
from mlcore.registry.entries import ModelEntry
from mlcore.training import runs
from mlcore.workspace.workspace import Workspace
from pages.ui.words import _

State = Literal["done", "running", "to do", "interrupted"]
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


def training(space: Workspace) -> Job | None:
    """Return the newest training job, or None."""
    found = [job for job in queue.listing(space.store, space.id, limit=20) if job.kind == "train"]
    return found[0] if found else None


def active_jobs(space: Workspace) -> tuple[Job, ...]:
    """Return the jobs that wait or run, newest first."""
    return tuple(job for job in queue.listing(space.store, space.id, limit=20) if job.active)


def serving(space: Workspace) -> ModelEntry | None:
    """Return the model that was changed last, or None."""
    models = space.registry.models()
    return models[0] if models else None


def steps(space: Workspace) -> tuple[Step, ...]:
    """Return the four steps as they stand."""
    return (_data(space), _clean(space), _train(space), _model(space))


def _data(space: Workspace) -> Step:
    opened = space.open_dataset()
    if opened is None:
        return Step("data", _("No data yet"), "to do")
    return Step("data", f"{_('Data')} v{opened.version}", "done")


def _clean(space: Workspace) -> Step:
    opened = space.open_dataset()
    number = len(space.recipe(opened.name).steps) if opened else 0
    if not number:
        return Step("clean", _("No steps"), "to do")
    return Step("clean", count(number, "step"), "done")


def _train(space: Workspace) -> Step:
    job = training(space)
    listed = runs.listing(space.store, space.id, limit=1)
    number = listed[0].number if listed else 0
    if job is None:
        return Step("train", _("No run yet"), "to do")
    name = f"{_('Run')} {number}" if listed and listed[0].job == job.id else _("New run")
    if job.active:
        words = _("queued") if job.state == "queued" else share(job)
        return Step("train", f"{name}, {words}", "running")
    if job.state == "done":
        return Step("train", name, "done")
    return Step("train", f"{name}, {_(job.state)}", "interrupted")


def _model(space: Workspace) -> Step:
    model = serving(space)
    if model is None:
        return Step("predict", _("No model yet"), "to do")
    return Step("predict", f"v{model.champion or model.newest} {_('in service')}", "done")
