from dataclasses import replace

import numpy as np
import pytest

from mlcore import settings
from mlcore.cleaning.recipe import Recipe
from mlcore.data import versions
from mlcore.errors import LoupeError
from mlcore.store.store import Store
from mlcore.training import runs
from mlcore.training.storeledger import StoreLedger
from mlcore.training.train import train
from mlcore.types import Plan
from tests.training import spies
from tests.training.tables import dataset, mixed, only

PLAN = Plan("yes", models=("dummy", "ridge", "tree"), folds=3)
RECIPE = Recipe().impute("size")


@pytest.fixture
def store(home):
    return Store.open(settings.load())


@pytest.fixture
def data(store):
    made = dataset(only(mixed(), "yes"), store.objects)
    versions.save(store, "w", made)
    return made


def test_a_stored_run_is_the_run_that_was_trained(store, data):
    run_id = runs.create(store, "w", data, PLAN, RECIPE, job="j")
    run = train(data, PLAN, RECIPE, ledger=StoreLedger(store, run_id))
    assert run.id == run_id
    loaded = runs.load(Store.open(settings.load()), "w", run_id)
    assert loaded.trials == run.trials
    assert loaded.plan == run.plan
    assert loaded.recipe == RECIPE
    assert loaded.classes == ("no", "yes")
    assert loaded.splits.fingerprint == run.splits.fingerprint
    assert loaded.leaderboard.equals(run.leaderboard)
    for trial in run.trials:
        found, expected = loaded.oof(trial.id), run.oof(trial.id)
        assert found.prediction.tobytes() == expected.prediction.tobytes()
        np.testing.assert_array_equal(found.rows, expected.rows)
    raw = data.frame(list(run.problem.inputs))
    np.testing.assert_array_equal(
        loaded.fit(run.splits.train_rows).predict_raw(raw),
        run.fit(run.splits.train_rows).predict_raw(raw),
    )


def test_an_interrupted_run_shows_what_is_finished_and_resumes(store, data, monkeypatch):
    monkeypatch.setattr(spies, "FITS", [])
    run_id = runs.create(store, "w", data, PLAN, RECIPE)
    whole = train(data, PLAN, RECIPE)
    ledger = StoreLedger(store, run_id)
    for (trial, fold), result in whole.ledger.finished().items():
        if trial == "dummy" or fold == 1:
            ledger.record(result)
    loaded = runs.load(store, "w", run_id)
    assert [trial.id for trial in loaded.finished] == ["dummy"]
    assert loaded.leaderboard["folds_done"].tolist() == [3, 1, 1]
    resumed = train(data, PLAN, RECIPE, ledger=StoreLedger(store, run_id))
    assert [t.score for t in resumed.trials] == [t.score for t in whole.trials]
    assert resumed.oof("tree").prediction.tobytes() == whole.oof("tree").prediction.tobytes()


def test_a_run_read_again_reads_what_is_new_and_no_rows(store, data, monkeypatch):
    run_id = runs.create(store, "w", data, PLAN, RECIPE)
    first = runs.load(store, "w", run_id)
    ledger = StoreLedger(store, run_id)
    for result in train(data, PLAN, RECIPE).ledger.finished().values():
        ledger.record(result)
    fresh = runs.load(store, "w", run_id)
    with monkeypatch.context() as watched:
        watched.setattr(runs, "pose", None)
        again = runs.load(store, "w", run_id, first)
    assert not first.finished
    assert again.leaderboard.equals(fresh.leaderboard)
    assert again.problem is first.problem
    runs.extend(store, run_id, replace(first.plan, seconds=9.0), "job")
    assert runs.load(store, "w", run_id, first).plan.seconds == 9.0


def test_runs_are_numbered_and_listed_newest_first_by_workspace(store, data):
    first = runs.create(store, "w", data, PLAN, RECIPE, job="a")
    second = runs.create(store, "w", data, PLAN, RECIPE, job="b")
    other = runs.create(store, "v", data, PLAN, RECIPE)
    listed = runs.listing(store, "w")
    assert [(entry.id, entry.number) for entry in listed] == [(second, 2), (first, 1)]
    assert listed[0].plan.metric == "roc_auc"
    assert [entry.id for entry in runs.listing(store, "v")] == [other]
    assert runs.for_job(store, "w", "a") == first
    assert runs.for_job(store, "v", "a") is None


def test_a_run_of_another_workspace_is_unknown(store, data):
    run_id = runs.create(store, "w", data, PLAN, RECIPE)
    for workspace, name in (("v", run_id), ("w", "nothing")):
        with pytest.raises(LoupeError) as caught:
            runs.load(store, workspace, name)
        assert caught.value.code == "unknown_run"


def test_a_plan_that_cannot_be_carried_out_stores_nothing(store, data):
    with pytest.raises(LoupeError):
        runs.create(store, "w", data, Plan("nothing"), RECIPE)
    assert runs.listing(store, "w") == ()
