"""One person's work: everything a page needs to ask, by workspace id."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert, select, update

from mlcore.cleaning.recipe import Recipe
from mlcore.data import versions
from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.jobs import queue
from mlcore.registry.registry import Registry
from mlcore.store import tables
from mlcore.store.store import Store
from mlcore.training import runs
from mlcore.training.memory import check_memory
from mlcore.training.problem import pose
from mlcore.types import Plan, to_json
from mlcore.workspace import memos, messages
from mlcore.workspace.history import History

DEFAULT = "default"
TRAIN = "mlcore.workspace.tasks:train_task"
PACKAGE = "mlcore.workspace.tasks:package_task"


@dataclass(frozen=True)
class Opened:
    """The data set that is open: its name, version and the reference itself."""

    name: str
    version: int
    data: Dataset


@dataclass(frozen=True)
class Workspace:
    """The work behind one workspace id; holds no data, only where to find it."""

    store: Store
    id: str = DEFAULT

    # ------------------------------------------------------------------ itself

    @property
    def name(self) -> str:
        """What the person calls this workspace."""
        return str(self._row().name)

    @property
    def changed(self) -> float:
        """When something was last saved here, in seconds since 1970 (UTC)."""
        return float(self._row().changed)

    @property
    def used(self) -> float:
        """When somebody last saved or chose something here, controls of pages included."""
        return max(self.changed, memos.latest(self.store, self.id))

    def rename(self, name: str) -> None:
        """Give the workspace another name."""
        self._touch(name=name.strip()[:80] or self.name)

    # ---------------------------------------------------------------- data set

    def open_dataset(self) -> Opened | None:
        """Return the data set that is open, or None when there is none."""
        memo = memos.read(self.store, self.id, "open")
        if not memo.value:
            return None
        name, version = memo.value["name"], memo.value["version"]
        return Opened(name, version, versions.load(self.store, self.id, name, version))

    def needs_dataset(self) -> Opened:
        """Return the open data set.

        Raises
        ------
        LoupeError
            ``no_dataset`` when none is open.
        """
        opened = self.open_dataset()
        if opened is None:
            raise LoupeError(messages.NO_DATASET)
        return opened

    def choose_dataset(self, name: str, version: int) -> None:
        """Make a stored version the open data set."""
        versions.load(self.store, self.id, name, version)
        memos.write(self.store, self.id, "open", {"name": name, "version": version})
        self._touch()

    def keep_dataset(self, data: Dataset) -> int:
        """Store *data* as a version of its name, open it, and return the version."""
        version = versions.save(self.store, self.id, data)
        self.choose_dataset(data.name, version)
        return version

    # ------------------------------------------------------------------ recipe

    def history(self, dataset: str) -> tuple[History, int]:
        """Return the recipe history of *dataset* (a name) and its revision."""
        memo = memos.read(self.store, self.id, f"recipe:{dataset}")
        return History.from_json(memo.value), memo.revision

    def recipe(self, dataset: str) -> Recipe:
        """Return the present recipe of *dataset*."""
        return self.history(dataset)[0].recipe

    def save_history(self, dataset: str, history: History, expected: int | None = None) -> int:
        """Store a recipe history; *expected* is the revision the writer has seen."""
        revision = memos.write(
            self.store, self.id, f"recipe:{dataset}", history.to_json(), expected
        )
        self._touch()
        return revision

    # ---------------------------------------------------------------- controls

    def controls(self) -> dict[str, Any]:
        """Return the saved values of all page controls, by control key."""
        return memos.read_prefix(self.store, self.id, "control:")

    def set_control(self, key: str, value: Any) -> None:
        """Save the value of one control."""
        self.set_controls({key: value})

    def set_controls(self, values: Mapping[str, Any]) -> None:
        """Save the values of several controls, by key, all or none."""
        with self.store.begin() as connection:
            for key, value in values.items():
                memos.put(connection, self.id, f"control:{key}", value)

    # --------------------------------------------------------------- long work

    def train(self, plan: Plan, name: str | None, step_id: str | None = None) -> str:
        """Queue a training of the open data set and return the job's id.

        Parameters
        ----------
        plan : Plan
            What to train, on which target.
        name : str or None
            Model name under which the winner is registered; None registers nothing.
        step_id : str or None
            The same id queues one job however often it is sent.

        Raises
        ------
        LoupeError
            What makes the plan impossible on this data, before anything is queued.
        """
        opened = self.needs_dataset()
        recipe = self.recipe(opened.name)
        problem = pose(opened.data, plan, recipe)  # a plan that cannot work never becomes a job
        check_memory(problem, self.store.settings.threads)
        runs.followed(self.store, self.id, problem, recipe)
        if name:
            self.registry.refuse_alike(name)
        job = submit_training(self.store, self.id, opened.data, plan, recipe, name, step_id)
        self._touch()
        return job

    def extend(self, run: str, trials: int, seconds: float | None, name: str | None) -> str:
        """Queue a run again with more trials per model or seconds; return the job's id.

        Parameters
        ----------
        run : str
            A run of this workspace that has ended.
        trials : int
            Per model in all, those it had included; 0 as in a plan.
        seconds : float or None
            In all, what it used included.
        name : str or None
            As in :meth:`train`.

        Raises
        ------
        LoupeError
            ``unknown_run``, or what makes the plan impossible.
        """
        known = runs.load(self.store, self.id, run)
        plan = replace(known.plan, trials=trials, seconds=seconds)
        pose(known.data, plan, known.recipe, known.splits)
        spec = _spec(known.data, plan, known.recipe, name) | {"run": run}
        return queue.submit(self.store, TRAIN, spec, workspace=self.id, kind="train")

    def package(self, run: str, trial: str, name: str, step_id: str | None = None) -> str:
        """Queue the refit and registration of one trial as the next version of *name*."""
        self.registry.refuse_alike(name)
        spec = {"run": run, "trial": trial, "name": name}
        return queue.submit(
            self.store, PACKAGE, spec, workspace=self.id, kind="package", step_id=step_id
        )

    @property
    def registry(self) -> Registry:
        """The models of this workspace."""
        return Registry(self.store, self.id, "page")

    # ----------------------------------------------------------------- private

    def _row(self) -> Any:
        table = tables.workspaces
        with self.store.read() as connection:
            row = connection.execute(select(table).where(table.c.id == self.id)).first()
        if row is None:
            raise LoupeError(messages.NO_WORKSPACE)
        return row

    def _touch(self, **values: Any) -> None:
        table = tables.workspaces
        change = update(table).where(table.c.id == self.id).values(changed=time.time(), **values)
        with self.store.begin() as connection:
            connection.execute(change)


def submit_training(
    store: Store,
    workspace: str,
    data: Dataset,
    plan: Plan,
    recipe: Recipe,
    name: str | None,
    step_id: str | None = None,
    **options: Any,
) -> str:
    """Queue a training job and return its id; the same call for page and command line."""
    spec = _spec(data, plan, recipe, name)
    return queue.submit(
        store, TRAIN, spec, workspace=workspace, kind="train", step_id=step_id, **options
    )


def _spec(data: Dataset, plan: Plan, recipe: Recipe, name: str | None) -> dict[str, Any]:
    return {
        "dataset": data.fingerprint,
        "plan": to_json(plan),
        "recipe": recipe.to_json(),
        "name": name,
    }


def enter(store: Store, workspace_id: str | None) -> Workspace:
    """Return the workspace a visitor asks for, making it where that is allowed.

    With ``workspaces = one`` everybody shares ``default``; with ``many`` a visitor without an
    id gets a new random one of 128 bits.

    Raises
    ------
    LoupeError
        ``no_workspace`` for an id nobody was given.
    """
    if store.settings.workspaces != "many":
        return _ensure(store, DEFAULT, "My work")
    if not workspace_id:
        return _ensure(store, secrets.token_hex(16), "My work")
    workspace = Workspace(store, workspace_id)
    workspace._row()
    return workspace


def _ensure(store: Store, workspace_id: str, name: str) -> Workspace:
    table = tables.workspaces
    with store.read() as connection:
        known = connection.execute(select(table.c.id).where(table.c.id == workspace_id)).first()
    if known is None:
        with store.begin() as connection:
            if connection.execute(select(table.c.id).where(table.c.id == workspace_id)).first():
                return Workspace(store, workspace_id)
            now = time.time()
            row = {"id": workspace_id, "name": name, "created": now, "changed": now}
            connection.execute(insert(table).values(**row))
    return Workspace(store, workspace_id)
