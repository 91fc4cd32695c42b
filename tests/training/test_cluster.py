"""The same plan on Dask: the same bits; nothing begins after a stop; what runs then is kept."""

import time

import pytest
from distributed import Client, LocalCluster

from mlcore import settings
from mlcore.cleaning.recipe import Recipe
from mlcore.data import versions
from mlcore.errors import LoupeError
from mlcore.store.store import Store
from mlcore.training import cluster as module
from mlcore.training import runs
from mlcore.training.cluster import Cluster, Errand, carried_out, cluster
from mlcore.training.crew import Assignment
from mlcore.training.ledger import MemoryLedger
from mlcore.training.problem import pose
from mlcore.training.schedule import Unit
from mlcore.training.storeledger import StoreLedger
from mlcore.training.train import train
from mlcore.training.trials import planned
from mlcore.types import Plan

MODELS = ("dummy", "logistic", "lightgbm", "linear_svm")


@pytest.fixture(scope="module")
def address():
    """A scheduler with two worker processes on this machine."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1",
        dashboard_address=None,
    ) as made:  # fmt: skip
        yield made.scheduler_address


@pytest.fixture
def set_to(monkeypatch):
    return lambda address: monkeypatch.setenv("LOUPE_SCHEDULER", address)


def test_two_processes_of_a_cluster_give_the_bits_of_this_one(answers, address, set_to):
    plan = Plan("yes", models=MODELS, folds=2, seed=2)
    here = train(answers, plan, threads=1)
    set_to(address)
    there = train(answers, plan)
    assert [trial.failure for trial in there.trials] == [""] * len(MODELS)
    for trial in here.trials:
        found = there.oof(trial.id).prediction
        assert found.tobytes() == here.oof(trial.id).prediction.tobytes(), trial.id
        assert there.trial(trial.id).fold_scores == trial.fold_scores


def test_a_search_proposes_the_same_there(prices, address, set_to):
    plan = Plan("price", models=("tree",), folds=2, seed=1, tune=True, trials=4)
    here = train(prices, plan, threads=1)
    set_to(address)
    there = train(prices, plan)
    assert [(t.params, t.fold_scores) for t in there.trials] == [
        (t.params, t.fold_scores) for t in here.trials
    ]


def test_never_more_is_given_away_than_there_are_workers(prices, address):
    problem = pose(prices, Plan("price", models=("tree",), folds=4), Recipe())
    (trial,) = planned(problem.plan)
    with Client(address, set_as_default=False) as client:
        crew = Cluster(client, Assignment(problem, MemoryLedger()))
        assert not crew.busy
        crew.start(Unit(trial, 0))
        assert crew.room
        crew.start(Unit(trial, 1))
        assert not crew.room
        assert crew.busy
        found = []
        while crew.busy:
            found += crew.ended(60.0)
    assert sorted(result.fold for result in found) == [0, 1]


def test_a_fit_under_way_when_a_run_is_stopped_is_kept(prices, address, tmp_path):
    store = Store.open(settings.load({}, home=tmp_path))
    versions.save(store, "default", prices)
    run = runs.create(store, "default", prices, Plan("price", models=("tree",), folds=3), Recipe())
    ledger = StoreLedger(store, run)
    problem = pose(prices, Plan("price", models=("tree",), folds=3), Recipe())
    (trial,) = planned(problem.plan)
    with Client(address, set_as_default=False) as client:
        crew = Cluster(client, Assignment(problem, ledger))
        crew.start(Unit(trial, 0))  # and the client goes, as when its process is ended
        while not client.run_on_scheduler(_under_way):
            time.sleep(0.02)
    until = time.monotonic() + 60
    while not ledger.finished() and time.monotonic() < until:
        time.sleep(0.05)
    assert list(ledger.finished()) == [("tree", 0)]
    assert len(ledger.prediction("tree", 0)) == len(problem.splits.folds[0][1])


def _under_way(dask_scheduler):
    return any(task.processing_on or task.who_has for task in dask_scheduler.tasks.values()
               if "carried_out" in str(task.key))  # fmt: skip


def test_a_fit_is_cut_at_the_limit(prices):
    problem = pose(prices, Plan("price", models=("forest",), folds=2), Recipe())
    (trial,) = planned(problem.plan)
    found = carried_out(problem, Errand(Unit(trial, 0), left=0.0, forks=True))
    assert found.ending == "cut"


def test_no_scheduler_is_said_in_words(prices, set_to, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.3)
    set_to("tcp://127.0.0.1:9")
    with pytest.raises(LoupeError) as caught:
        train(prices, Plan("price", models=("dummy",), folds=2))
    assert caught.value.code == "no_scheduler"
    assert "127.0.0.1:9" in caught.value.what


def test_without_dask_it_is_said_what_to_install(prices, set_to, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    set_to("tcp://127.0.0.1:9")
    with pytest.raises(LoupeError) as caught:
        train(prices, Plan("price", models=("dummy",), folds=2))
    assert caught.value.code == "no_dask"


def test_what_keeps_a_worker_from_the_data_is_told(prices, address, set_to, tmp_path, monkeypatch):
    set_to(address)
    problem = pose(prices, Plan("price", models=("dummy",), folds=2), Recipe())
    for file in prices.objects.root.rglob("*"):
        if file.is_file():
            file.unlink()
    task = Assignment(problem, MemoryLedger())
    with cluster(address)(task) as crew:
        crew.start(Unit(planned(problem.plan)[0], 0))
        with pytest.raises(LoupeError):
            crew.ended(60.0)
