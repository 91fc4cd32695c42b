"""Studies as jobs: asked once however often, lasting with their result, gone with their run."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlcore import settings
from mlcore.data.read import read
from mlcore.jobs import queue
from mlcore.jobs.inline import run_inline
from mlcore.prediction.overall import Stored
from mlcore.store.store import Store
from mlcore.training import runs
from mlcore.training.ablation import Ablation
from mlcore.training.curves import Curve
from mlcore.training.without import Without
from mlcore.types import Plan, StepSpec
from mlcore.workspace import editing, studies
from mlcore.workspace.deletion import delete_run
from mlcore.workspace.studies import Study
from mlcore.workspace.workspace import Workspace, enter


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, str]:
    store = Store.open(settings.load({}, home=tmp_path_factory.mktemp("home")))
    space = enter(store, None)
    space.keep_dataset(read("sample:tips", store.objects, settings=store.settings))
    _, revision = space.history("tips")
    editing.edit(space, "tips", revision, "x", editing.added(StepSpec("drop", ("day",))))
    job = space.train(Plan("tip", models=("dummy", "ridge"), folds=2), None)
    assert run_inline(store, job).state == "done"
    return space, runs.listing(store, space.id)[0].id


@pytest.mark.parametrize(
    ("sort", "setting", "made"),
    [
        ("rows", "", Curve),
        ("setting", "alpha", Curve),
        ("steps", "", Ablation),
        ("columns", "", Without),
        ("reasons", "", Stored),
    ],
)
def test_a_study_is_a_job_whose_result_lasts(
    trained: tuple[Workspace, str], sort: studies.Sort, setting: str, made: type
) -> None:
    space, run = trained
    study = Study(run, "ridge", sort, setting)
    assert studies.job_of(space, study) is None
    job = studies.ask(space, study)
    assert studies.ask(space, study) == job
    assert run_inline(space.store, job).state == "done"
    found = studies.job_of(space, study)
    assert found is not None
    assert found.total > 0
    assert isinstance(studies.result(found), made)
    assert studies.ask(space, study) == job
    assert queue.get(space.store, job).state == "done"


def test_one_that_was_stopped_is_taken_up_again(trained: tuple[Workspace, str]) -> None:
    space, run = trained
    study = Study(run, "dummy", "rows")
    job = studies.ask(space, study)
    queue.stop(space.store, job)
    assert queue.get(space.store, job).state == "stopped"
    assert studies.ask(space, study) == job
    assert queue.get(space.store, job).state == "queued"
    queue.stop(space.store, job)


def test_it_goes_with_its_run(trained: tuple[Workspace, str], tmp_path: Path) -> None:
    space, run = trained
    study = Study(run, "ridge", "rows")
    assert run_inline(space.store, studies.ask(space, study)).state == "done"
    delete_run(space, run)
    assert studies.job_of(space, study) is None
