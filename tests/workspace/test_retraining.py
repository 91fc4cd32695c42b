"""The champion's recipe and plan on fresh data; the candidate waits, the champion answers on."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from mlcore import settings
from mlcore.cleaning.recipe import Recipe
from mlcore.data.read import read
from mlcore.errors import LoupeError
from mlcore.jobs.inline import run_inline
from mlcore.monitoring import feedback
from mlcore.monitoring.feedback import Label
from mlcore.monitoring.recorder import Recorder
from mlcore.store.store import Store
from mlcore.types import Plan
from mlcore.workspace import retraining
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
