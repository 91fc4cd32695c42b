"""Trainings as jobs: checked once by the job, stored with what was asked, gone on with."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlcore import settings
from mlcore.data.read import read
from mlcore.jobs import queue
from mlcore.jobs.inline import run_inline
from mlcore.store.store import Store
from mlcore.training import runs, train
from mlcore.types import Plan
from mlcore.workspace import tasks
from mlcore.workspace.workspace import Workspace, enter

MODELS = ("dummy", "tree")


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    store = Store.open(settings.load({}, home=tmp_path))
    space = enter(store, None)
    space.keep_dataset(read("sample:tips", store.objects, settings=store.settings))
    return space


def test_a_job_checks_its_plan_once(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checking reads the table several times: the first row would come that much later."""
    job = space.train(Plan("tip", models=MODELS, folds=2, seed=4), None)
    checked = []
    for module in (tasks, runs, train):
        posed = module.pose
        monkeypatch.setattr(module, "pose", lambda *a, _p=posed: checked.append(a) or _p(*a))
    assert run_inline(space.store, job).state == "done"
    assert len(checked) == 1
    (made,) = runs.listing(space.store, space.id)
    assert made.job == job
    run = runs.load(space.store, space.id, made.id)
    assert {trial.model for trial in run.finished} == set(MODELS)
    here = train.train(run.data, Plan("tip", models=MODELS, folds=2, seed=4), threads=1)
    assert [t.fold_scores for t in run.trials] == [t.fold_scores for t in here.trials]


def test_a_stopped_job_goes_on_with_its_run(space: Workspace) -> None:
    job = space.train(Plan("tip", models=MODELS, folds=2), None)
    store = space.store
    data = space.needs_dataset().data
    plan, recipe = Plan("tip", models=MODELS, folds=2), space.recipe("tips")
    begun = runs.create(store, space.id, data, plan, recipe, job=job)
    done = run_inline(store, job)
    assert done.state == "done"
    assert done.result["run"] == begun
    assert len(runs.listing(store, space.id)) == 1
    assert queue.get(store, job).state == "done"
