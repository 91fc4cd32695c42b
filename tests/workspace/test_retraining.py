"""The champion's recipe and plan on fresh data; the candidate waits, the champion answers on."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from mlcore import settings
from mlcore.cleaning.recipe import Recipe
from mlcore.data.read import read
from mlcore.errors import LoupeError
from mlcore.jobs import queue
from mlcore.jobs.inline import run_inline
from mlcore.monitoring import feedback
from mlcore.monitoring.feedback import Label
from mlcore.monitoring.recorder import Recorder
from mlcore.registry import folders
from mlcore.registry.loaded import LOADED
from mlcore.store.messages import STORE_FULL
from mlcore.store.store import Store
from mlcore.training import runs
from mlcore.types import Plan
from mlcore.workspace import retraining
from mlcore.workspace.deletion import delete_dataset
from mlcore.workspace.workspace import Workspace, enter, submit_training
from tests.monitoring.traffic_of import houses, served
from tests.prediction import making

PLAN = Plan(target="price", models=("dummy", "ridge"), folds=3, seed=5)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """Return a workspace with ``houses``, trained on a table that is stored."""
    found = enter(Store.open(settings.load(log_rows_second=10_000)), None)
    keep(found, tmp_path, making.plain_regression())
    recipe = Recipe().clip("size")
    opened = found.needs_dataset()
    job = submit_training(found.store, found.id, opened.data, PLAN, recipe, "houses")
    assert run_inline(found.store, job).state == "done"
    return found


def keep(space: Workspace, folder: Path, frame) -> None:  # type: ignore[no-untyped-def]
    buffer = io.BytesIO()
    frame.to_csv(buffer, index=False)
    path = folder / "houses.csv"
    path.write_bytes(buffer.getvalue())
    space.keep_dataset(read(path, space.store.objects, settings=space.store.settings))


def test_nothing_fresh_is_said(space: Workspace) -> None:
    with pytest.raises(LoupeError) as caught:
        retraining.fresh(space, "houses")
    assert caught.value.code == "nothing_fresh"
    assert "0 rows of the log have a label" in caught.value.what


def test_labelled_rows_are_added_and_the_candidate_waits(space: Workspace) -> None:
    model = space.registry.load("houses")
    frame = houses(60, 1)
    told = Recorder(space.store)
    told.record(served(model, frame, "r"))
    told.close()
    labels = [Label("r", 100.0 + at, at + 1) for at in range(60)]
    feedback.label(space.store, (space.id, "houses"), model.signature, labels)
    found = retraining.fresh(space, "houses")
    assert (found.origin, found.rows, found.more) == ("labels", making.ROWS + 60, 60)
    job = run_inline(space.store, retraining.retrain(space, "houses"))
    assert job.state == "done", job.error
    assert job.result["version"] == 2
    assert space.registry.resolve("houses")[1] == 1
    first, second = (space.registry.meta("houses", number) for number in (1, 2))
    assert second.recipe == first.recipe
    assert second.plan["seed"] == 5
    assert second.plan["models"] == first.plan["models"]
    assert second.rows == making.ROWS + 60
    same = dict(first.fingerprints)["plan"] == dict(second.fingerprints)["plan"]
    assert same


def test_a_newer_version_of_the_table_is_fresh(space: Workspace, tmp_path: Path) -> None:
    more = making.plain_regression().iloc[:200]
    keep(space, tmp_path, more)
    found = retraining.fresh(space, "houses")
    assert (found.origin, found.rows, found.more) == ("version", 200, 200 - making.ROWS)
    job = retraining.retrain(space, "houses", "click")
    assert retraining.retrain(space, "houses", "click") == job


def test_r12_a_version_is_trained_again_by_its_own_recipe_and_plan(space: Workspace) -> None:
    LOADED._models.clear()
    shutil.rmtree(space.registry.near(space.registry.version("houses", 1).folder))
    job = run_inline(space.store, retraining.repeat(space, "houses", 1))
    assert job.state == "done", job.error
    assert job.result["version"] == 2
    assert space.registry.resolve("houses")[1] == 1  # it waits
    first, second = (space.registry.meta("houses", number) for number in (1, 2))
    assert (second.recipe, second.plan, second.score) == (first.recipe, first.plan, first.score)
    assert second.fingerprints == first.fingerprints
    assert space.registry.load("houses:2").predict(making.plain_regression()).shape


def test_r12_without_its_table_it_is_said_what_to_do(space: Workspace) -> None:
    delete_dataset(space, "houses")
    with pytest.raises(LoupeError) as caught:
        retraining.repeat(space, "houses", 1)
    assert caught.value.code == "table_gone"
    assert "houses" in caught.value.fix


def test_r04_what_could_not_be_registered_is_finished_without_a_fit(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = space.needs_dataset()
    job = submit_training(space.store, space.id, opened.data, PLAN, Recipe(), "flats")
    with monkeypatch.context() as patch:
        patch.setattr(folders, "write_folder", _no_room)
        assert run_inline(space.store, job).error["code"] == "no_room_for_model"
    run = runs.for_job(space.store, space.id, job)
    fits = runs.finished_units(space.store, run)
    assert fits == 6
    queue.resume(space.store, job)
    assert run_inline(space.store, job).result["version"] == 1
    assert runs.finished_units(space.store, run) == fits
    assert runs.for_job(space.store, space.id, job) == run


def _no_room(*_: object) -> str:
    raise LoupeError(STORE_FULL)
