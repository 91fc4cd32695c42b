"""Studies of a finished run, as jobs: what more rows, another setting or a left out step would do.

A study's result lasts with its job: asked again, the same one is not computed twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from mlcore.jobs import queue
from mlcore.jobs.context import JobContext
from mlcore.jobs.job import Job
from mlcore.training import runs
from mlcore.training.ablation import Ablation, ablation
from mlcore.training.curves import Curve, learning_curve, validation_curve
from mlcore.types import fingerprint, to_json
from mlcore.workspace.workspace import Workspace

CALL = "mlcore.workspace.studies:study_task"
KIND = "study"
Sort = Literal["rows", "setting", "steps"]


@dataclass(frozen=True)
class Study:
    """What is asked of a trial.

    Parameters
    ----------
    run, trial : str
        Ids.
    sort : {"rows", "setting", "steps"}
        A learning curve, a validation curve, or each step of the recipe left out in turn.
    setting : str
        The setting of a validation curve.
    """

    run: str
    trial: str
    sort: Sort
    setting: str = ""


def ask(space: Workspace, study: Study) -> str:
    """Queue *study* unless it was asked before, and return its job's id.

    One that failed or was stopped is taken up again.
    """
    spec = to_json(study)
    step_id = f"study-{fingerprint(spec)[:24]}"
    job_id = queue.submit(space.store, CALL, spec, workspace=space.id, kind=KIND, step_id=step_id)
    if queue.get(space.store, job_id, space.id).resumable:
        queue.resume(space.store, job_id, space.id)
    return job_id


def job_of(space: Workspace, study: Study) -> Job | None:
    """Return the job of *study*, or None when it was never asked."""
    spec = to_json(study)
    jobs = queue.listing(space.store, space.id, limit=200)
    return next((job for job in jobs if job.kind == KIND and job.spec == spec), None)


def result(job: Job) -> Curve | Ablation:
    """Return what a study that is done has found."""
    assert job.result is not None
    made: type[Ablation] | type[Curve] = Ablation if job.spec["sort"] == "steps" else Curve
    return made.from_json(job.result)


def study_task(context: JobContext, spec: dict[str, Any]) -> dict[str, Any]:
    """Carry a study out; returns it as JSON values."""
    study = Study(**spec)
    run = runs.load(context.store, context.workspace, study.run)
    found: Curve | Ablation
    if study.sort == "steps":
        found = ablation(run, study.trial, context.emit)
    elif study.sort == "rows":
        found = learning_curve(run, study.trial, emit=context.emit)
    else:
        found = validation_curve(run, study.trial, study.setting, emit=context.emit)
    body: dict[str, Any] = to_json(found)
    return body
