"""Runs in the store: made before the first fit, loaded at any time."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from mlcore.cleaning.recipe import Recipe
from mlcore.data import versions
from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.store import tables
from mlcore.store.store import Store
from mlcore.training import messages, warm
from mlcore.training.ledger import MARK
from mlcore.training.pace import folds_of
from mlcore.training.problem import Problem, pose
from mlcore.training.run import Run
from mlcore.training.splits import from_assignment
from mlcore.training.storeledger import StoreLedger
from mlcore.training.train import assemble
from mlcore.types import Plan, to_json

RUNS = tables.runs


@dataclass(frozen=True)
class RunEntry:
    """One line of the list of runs."""

    id: str
    number: int
    job: str | None
    dataset: str
    dataset_name: str
    plan: Plan
    created: float


@dataclass(frozen=True)
class Asked:
    """What a person asked for, and the job that carries it out.

    Parameters
    ----------
    plan : Plan
        As it was before it was made definite.
    recipe : Recipe
        As it was before columns that say how rows are split were left out.
    job : str or None
        Id of the job.
    """

    plan: Plan
    recipe: Recipe
    job: str | None = None


def create(
    store: Store,
    workspace: str,
    data: Dataset,
    plan: Plan,
    recipe: Recipe,
    job: str | None = None,
) -> str:
    """Check the plan, store the run with its splits, and return its id.

    Raises
    ------
    LoupeError
        When the plan cannot be carried out; nothing is stored then.
    """
    return begin(store, workspace, pose(data, plan, recipe), Asked(plan, recipe, job))


def begin(store: Store, workspace: str, problem: Problem, asked: Asked) -> str:
    """Store a run of a *problem* with its splits, and return its id.

    Raises
    ------
    LoupeError
        ``warm_unfit`` when the run that it goes on from does not fit; nothing is stored then.
    """
    before = followed(store, workspace, problem, asked.recipe)
    facts, run_id = _facts(store, problem, asked.plan), uuid.uuid4().hex
    with store.begin() as connection:
        newest = select(func.max(RUNS.c.number)).where(RUNS.c.workspace == workspace)
        number = (connection.execute(newest).scalar() or 0) + 1
        row = {
            "id": run_id,
            "workspace": workspace,
            "number": number,
            "job": asked.job,
            "dataset": problem.data.fingerprint,
            "dataset_name": problem.data.name,
            "recipe": asked.recipe.to_json(),
            "plan": to_json(problem.plan),
            "facts": facts,
            "created": time.time(),
        }
        connection.execute(insert(RUNS).values(**row))
    if before is not None:
        warm.take_over(store, before, run_id, problem.plan)
    return run_id


def _facts(store: Store, problem: Problem, asked: Plan) -> dict[str, Any]:
    return {
        "splits": store.objects.put_array(problem.splits.assignment),
        "splits_fingerprint": problem.splits.fingerprint,
        "holdout_reason": problem.splits.holdout_reason,
        "rows": problem.data.rows,
        "train_rows": len(problem.splits.train_rows),
        "holdout_rows": len(problem.splits.holdout_rows),
        "classes": list(problem.classes),
        "asked": to_json(asked),
        "notes": [told.to_dict() for told in problem.notes],
    }


def followed(store: Store, workspace: str, problem: Problem, recipe: Recipe) -> Row[Any] | None:
    """Return the earlier run whose trials *problem* goes on from, or None.

    Raises
    ------
    LoupeError
        ``warm_unfit`` when there is no such run, or its fits would be others.
    """
    if not problem.plan.warm:
        return None
    before = warm.earlier(store, workspace, problem.plan.warm)
    given = {
        "dataset": problem.data.fingerprint,
        "splits_fingerprint": problem.splits.fingerprint,
    }
    warm.check_fit(before, problem.plan, given, recipe.to_json())
    return before


def extend(store: Store, run_id: str, plan: Plan, job: str) -> None:
    """Give a run more trials or seconds, and the job that goes on with it."""
    with store.begin() as connection:
        row = connection.execute(select(RUNS).where(RUNS.c.id == run_id)).one()
        more = {"trials": plan.trials, "seconds": plan.seconds}
        asked = {**row.facts, "asked": {**row.facts["asked"], **more}}
        change = {"plan": {**row.plan, **more}, "facts": asked, "job": job}
        connection.execute(update(RUNS).where(RUNS.c.id == run_id).values(**change))


def for_job(store: Store, workspace: str, job: str) -> str | None:
    """Return the id of the run that *job* made, or None when it has made none."""
    query = select(RUNS.c.id).where(RUNS.c.workspace == workspace, RUNS.c.job == job)
    with store.read() as connection:
        return connection.execute(query.order_by(RUNS.c.number.desc())).scalar()


def load(store: Store, workspace: str, run_id: str, before: Run | None = None) -> Run:
    """Return a run with every unit finished so far; the others are pending.

    Parameters
    ----------
    store, workspace, run_id
        Which run.
    before : Run or None
        The same run as it was read before: its rows and target are not read again.

    Raises
    ------
    LoupeError
        ``unknown_run``; or when its dataset or splits are lost or damaged.
    """
    with store.read() as connection:
        query = select(RUNS).where(RUNS.c.workspace == workspace, RUNS.c.id == run_id)
        row = connection.execute(query).first()
    if row is None:
        raise LoupeError(messages.UNKNOWN_RUN)
    data, plan = versions.by_fingerprint(store, workspace, row.dataset), plan_of(row.plan)
    if before is not None and before.plan == plan:
        return assemble(before.problem, StoreLedger(store, run_id), run_id)
    where = store.objects.array(row.facts["splits"], "the stored splits")
    splits = from_assignment(where, row.facts["holdout_reason"])
    problem = pose(data, plan, Recipe.from_json(row.recipe), splits)
    return assemble(problem, StoreLedger(store, run_id), run_id)


def listing(store: Store, workspace: str, limit: int = 50) -> tuple[RunEntry, ...]:
    """Return the runs of a workspace, newest first."""
    query = select(RUNS).where(RUNS.c.workspace == workspace)
    with store.read() as connection:
        rows = connection.execute(query.order_by(RUNS.c.number.desc()).limit(limit)).all()
    return tuple(_entry(row) for row in rows)


def finished_units(store: Store, run_id: str) -> int:
    """Return how many units of a run are finished: while it stays, the run reads the same."""
    units = tables.units
    query = select(func.count()).select_from(units).where(units.c.run == run_id)
    with store.read() as connection:
        return int(connection.execute(query).scalar_one())


def whole_models(store: Store, workspace: str, job: str) -> int:
    """Return how many models of the run that *job* makes have a trial with all its folds."""
    units = tables.units
    query = select(RUNS.c.id, RUNS.c.plan).where(RUNS.c.workspace == workspace, RUNS.c.job == job)
    with store.read() as connection:
        row = connection.execute(query.order_by(RUNS.c.number.desc())).first()
        if row is None:
            return 0
        mine = (units.c.run == row.id) & units.c.score.is_not(None)
        whole = (
            select(units.c.model)
            .where(mine, units.c.trial.not_like(f"%{MARK}%"))
            .group_by(units.c.trial, units.c.model)
            .having(func.count() >= folds_of(plan_of(row.plan)))
            .subquery()
        )
        count = select(func.count(whole.c.model.distinct()))
        return int(connection.execute(count).scalar_one())


def notes(store: Store, run_id: str) -> tuple[str, ...]:
    """Return what a person should know about a run, as told before its first fit."""
    with store.read() as connection:
        facts = connection.execute(select(RUNS.c.facts).where(RUNS.c.id == run_id)).scalar_one()
    return tuple(str(told["message"]) for told in facts.get("notes", ()))


def plan_of(value: dict[str, Any]) -> Plan:
    """Rebuild a plan from its JSON values."""
    ranges = tuple(tuple(one) for one in value.get("ranges", ()))
    return Plan(**{**value, "models": tuple(value["models"]), "ranges": ranges})


def _entry(row: Row[Any]) -> RunEntry:
    return RunEntry(
        row.id, row.number, row.job, row.dataset, row.dataset_name, plan_of(row.plan), row.created
    )
