"""Studies of a finished run, as jobs: more rows, another setting, a step or a column left out, why.

A study's result lasts with its job: asked again, the same one is not computed twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from mlcore.events import Emit
from mlcore.jobs import queue
from mlcore.jobs.context import JobContext
from mlcore.jobs.job import Job
from mlcore.prediction.overall import Stored, overall, stored
from mlcore.training import runs
from mlcore.training.ablation import Ablation, ablation
from mlcore.training.curves import Curve, learning_curve, validation_curve
from mlcore.training.run import Run
from mlcore.training.without import Without, without
from mlcore.types import fingerprint, to_json
from mlcore.workspace.workspace import Workspace

CALL = "mlcore.workspace.studies:study_task"
KIND = "study"
Sort = Literal["rows", "setting", "steps", "columns", "reasons"]
Found = Curve | Ablation | Without | Stored
KINDS: dict[str, type[Curve] | type[Ablation] | type[Without] | type[Stored]] = {
    "rows": Curve,
    "setting": Curve,
    "steps": Ablation,
    "columns": Without,
    "reasons": Stored,
}
"""What each sort of study finds."""


@dataclass(frozen=True)
class Study:
    """What is asked of a trial.

    Parameters
    ----------
    run, trial : str
        Ids.
    sort : {"rows", "setting", "steps", "columns", "reasons"}
        A learning curve; a validation curve; each step of the recipe, or each column, left out in
        turn; the reasons of many answers.
    setting : str
        The setting of a validation curve; the code of the class whose reasons are asked for.
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


def result(job: Job) -> Found:
    """Return what a study that is done has found."""
    assert job.result is not None
    return KINDS[job.spec["sort"]].from_json(job.result)


def study_task(context: JobContext, spec: dict[str, Any]) -> dict[str, Any]:
    """Carry a study out; returns it as JSON values."""
    study = Study(**spec)
    run = runs.load(context.store, context.workspace, study.run)
    body: dict[str, Any] = to_json(_CARRIED_OUT[study.sort](run, study, context.emit))
    return body


def _reasons(run: Run, study: Study, emit: Emit) -> Stored:
    code = int(study.setting) if study.setting else None
    return stored(overall(run, study.trial, code, emit=emit))


_CARRIED_OUT: dict[str, Callable[[Run, Study, Emit], Found]] = {
    "rows": lambda run, study, emit: learning_curve(run, study.trial, emit=emit),
    "setting": lambda run, study, emit: validation_curve(
        run, study.trial, study.setting, emit=emit
    ),
    "steps": lambda run, study, emit: ablation(run, study.trial, emit),
    "columns": lambda run, study, emit: without(run, study.trial, emit=emit),
    "reasons": _reasons,
}
