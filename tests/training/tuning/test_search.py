"""Searches: defaults first, the same whoever works, nothing twice, failures never win."""

import os
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

from mlcore import settings
from mlcore.catalog.distributions import Choice, Float
from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.events import Note, Progress
from mlcore.jobs import queue
from mlcore.jobs.inline import run_inline
from mlcore.store.store import Store
from mlcore.training import runs
from mlcore.training.course import alone
from mlcore.training.ledger import MemoryLedger, UnitResult, own
from mlcore.training.problem import pose
from mlcore.training.train import train
from mlcore.training.tuning.search import USUAL, Search
from mlcore.types import Plan
from mlcore.workspace.workspace import enter
from tests.training import spies
from tests.training.tables import dataset, mixed, only

SHIFT = (("shift", Float(-1.0, 3.0)),)


@pytest.fixture
def counting(monkeypatch):
    """A model that is the better the nearer its parameter is to 0, and quick."""
    monkeypatch.setattr(spies, "FITS", [])
    spies.put(monkeypatch, "counting", spies.Counting, space=SHIFT)


def plan(**more):
    return Plan("price", **{"models": ("dummy", "counting"), "folds": 4, "tune": True, **more})


def facts(run):
    return [(trial.id, trial.params, trial.fold_scores, trial.ending) for trial in run.trials]


def test_the_first_trial_of_each_model_is_its_defaults(prices, counting):
    run = train(prices, plan(models=("dummy", "ridge", "counting")), threads=2)
    assert [(t.id, t.params) for t in run.trials[:3]] == [
        ("dummy", ()), ("counting", ()), ("ridge", ())
    ]  # fmt: skip
    assert sum(trial.model == "ridge" for trial in run.trials) == USUAL
    assert sum(trial.model == "dummy" for trial in run.trials) == 1


@pytest.mark.parametrize("method", ["tpe", "random", "grid"])
def test_without_a_limit_neither_workers_nor_an_interruption_change_anything(
    prices, counting, method
):
    asked = plan(trials=9, method=method, seed=3)
    one, ledger = train(prices, asked, threads=1), MemoryLedger()
    for result in list(one.ledger.finished().values())[:11]:
        ledger.record(result)
    resumed = train(prices, asked, threads=3, ledger=ledger)
    assert facts(resumed) == facts(one)
    for trial in one.finished:
        found = resumed.oof(trial.id).prediction
        assert found.tobytes() == one.oof(trial.id).prediction.tobytes()


def test_h06_a_resumed_search_repeats_nothing_and_an_extended_one_goes_on(prices, counting):
    ledger = MemoryLedger()
    short = train(prices, plan(trials=5), threads=2, ledger=ledger)
    before = dict(ledger.finished())
    longer = train(prices, plan(trials=11), threads=1, ledger=ledger)
    assert facts(longer)[: len(short.trials)] == facts(short)
    assert len(longer.trials) == 12
    assert all(ledger.finished()[key] is result for key, result in before.items())
    assert facts(longer) == facts(train(prices, plan(trials=11), threads=2))


def test_trials_without_hope_stop_early_and_say_so(prices, counting):
    run = train(prices, plan(trials=30, seed=1), threads=1)
    pruned = [trial for trial in run.trials if trial.ending == "pruned"]
    assert len(pruned) >= 5
    assert all("2 chances in 5" in trial.failure for trial in pruned)
    assert all(trial.score is None for trial in pruned)
    best = abs(dict(run.best.params).get("shift", 0.0))
    assert all(abs(dict(trial.params)["shift"]) > best for trial in pruned)
    units = own(run.ledger.finished())
    assert max(sum(key[0] == trial.id for key in units) for trial in pruned) <= 4


def test_h02_h04_a_trial_that_fails_never_wins_and_the_others_go_on(prices, monkeypatch):
    class Picky(spies.Counting):
        def fit(self, X, y):
            super().fit(X, y)
            self.mean_ = float("nan") if self.shift > 1 else self.mean_
            return self

    monkeypatch.setattr(spies, "Picky", Picky, raising=False)
    Picky.__qualname__, Picky.__module__ = "Picky", spies.__name__
    spies.put(monkeypatch, "picky", Picky, space=SHIFT)
    run = train(prices, plan(models=("dummy", "picky"), trials=12), threads=2)
    failed = [trial for trial in run.trials if trial.ending == "failed"]
    assert failed
    assert all("not finite" in trial.failure and trial.score is None for trial in failed)
    assert run.best.model == "picky"
    assert dict(run.best.params).get("shift", 0.0) <= 1
    assert run.leaderboard["failure"].tolist() == ["", ""]


def test_h03_when_all_trials_fail_the_commonest_reason_is_told(prices, monkeypatch):
    monkeypatch.setattr(spies.Breaking, "how", "memory")
    spies.put(monkeypatch, "breaking", spies.Breaking)
    run = train(prices, plan(models=("breaking",)), threads=1)
    with pytest.raises(LoupeError, match="more memory"):
        _ = run.best


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ((("ridge", "alpha", 5.0, 1.0),), "ridge.alpha .* 5 is not below 1"),
        ((("ridge", "alpha", -1.0, 1.0),), "-1 is too low"),
        ((("ridge", "alpah", 1.0, 2.0),), "there is no such parameter; .* alpha"),
        ((("dummy", "depth", 1.0, 2.0),), "nothing to tune"),
        ((("tree", "max_depth", 1.0, 2.0),), "not among those trained"),
        ((("knn", "weights", 1.0, 2.0),), "one of uniform, distance"),
        ((("ridge", "alpha", float("nan"), 2.0),), "must be numbers"),
    ],
)
def test_h01_a_range_that_cannot_be_searched_is_refused_by_its_field(prices, ranges, words):
    asked = plan(models=("dummy", "ridge", "knn"), ranges=ranges)
    with pytest.raises(LoupeError, match=words) as caught:
        train(prices, asked)
    assert caught.value.code == "bad_search_range"
    assert caught.value.where[0].field == f"{ranges[0][0]}.{ranges[0][1]}"


def test_h01_a_range_of_one_s_own_is_kept(prices, counting):
    ranges = (("counting", "shift", 0.5, 0.75),)
    run = train(prices, plan(trials=6, ranges=ranges), threads=1)
    tried = [dict(trial.params)["shift"] for trial in run.trials if trial.params]
    assert len(tried) == 5
    assert all(0.5 <= shift <= 0.75 for shift in tried)


def test_h05_no_time_one_trial_and_a_million(prices, counting):
    nothing = train(prices, plan(seconds=0.0), threads=1)
    assert nothing.best.model == "dummy"
    one = train(prices, plan(trials=1), threads=1)
    assert [trial.id for trial in one.trials] == ["dummy", "counting"]
    said = []
    with_time = plan(trials=1_000_000, seconds=1.5)
    many = train(prices, with_time, threads=1, emit=said.append)
    assert any("1,000 trials per model" in note.message for note in said if isinstance(note, Note))
    assert len(many.trials) < 1_000


def test_progress_grows_to_its_total(prices, counting):
    for more in ({"trials": 8}, {"seconds": 2.0}):
        said = []
        train(prices, plan(**more), threads=1, emit=said.append)
        steps = [event for event in said if isinstance(event, Progress)]
        assert all(step.done <= step.total for step in steps)
        assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].done < 4_000


def test_no_stage_of_a_nested_search_tells_more_than_its_total(prices, counting):
    said = []
    train(prices, plan(trials=3, nested=True), threads=1, emit=said.append)
    steps = [event for event in said if isinstance(event, Progress)]
    assert any(step.doing.startswith("inside fold") for step in steps)
    assert all(step.done <= step.total for step in steps)


def played(search, score, most=400):
    """Run a search without an engine: each unit scores what *score* says."""
    results, count = {}, 0
    while count < most and (asked := search.take(results)) is not None:
        count += 1
        if isinstance(asked, UnitResult):
            results[asked.key] = asked
            continue
        trial = asked.trial
        found = score(trial, asked.fold)
        results[asked.key] = UnitResult(
            trial.id, asked.fold, trial.model, trial.params, score=found
        )
    return results


def test_a_model_clearly_behind_gets_no_more_of_the_time(prices):
    asked = plan(models=("ridge", "tree"), seconds=60.0, trials=40)
    problem = pose(prices, asked, Recipe())
    search = Search(problem, alone(problem.plan))
    luck = np.random.default_rng(0)
    level = {"ridge": 0.5, "tree": 0.9}
    played(search, lambda trial, fold: level[trial.model] + luck.normal(0, 0.01))
    ran = pd.Series([trial.model for trial in search.trials]).value_counts()
    assert ran["ridge"] < 10 < ran["tree"]


def test_trials_are_measured_by_those_well_before_them_whoever_ends_first(prices):
    """Played in the order asked, and with each unit held back for a while: the same trials."""
    problem = pose(prices, plan(models=("ridge",), trials=20), Recipe())

    def score(trial, fold):
        return float(np.random.default_rng([fold, *trial.id.encode()]).normal())

    one = played(Search(problem, alone(problem.plan)), score)
    search, late, results = Search(problem, alone(problem.plan)), [], {}
    while True:
        asked = search.take(results) if len(late) < 4 else None
        if isinstance(asked, UnitResult):
            results[asked.key] = asked
        elif asked is not None:
            late.insert(0, asked)
        elif late:
            unit = late.pop(len(late) // 2)
            trial = unit.trial
            results[unit.key] = UnitResult(
                trial.id, unit.fold, trial.model, trial.params, score=score(trial, unit.fold)
            )
        else:
            break
    assert results == one


def test_h10_a_winner_that_is_no_better_than_the_baseline_is_told(keep):
    frame = pd.DataFrame({"x": np.random.default_rng(0).normal(size=120), "y": np.arange(120.0)})
    frame["y"] = np.random.default_rng(1).permutation(frame["y"])
    asked = Plan("y", models=("dummy", "tree"), folds=3, tune=True, trials=3)
    run = train(keep(frame), asked, threads=1)
    assert run.beats_baseline is False


KILLED = """
import os, sys
from pathlib import Path
from mlcore import settings
from mlcore.cleaning.recipe import Recipe
from mlcore.jobs.inline import run_inline
from mlcore.store.store import Store
from mlcore.training import engine
finish, count = engine.Engine._finish, []
def dying(self, result):
    finish(self, result)
    count.append(result)
    if len(count) == 14:
        os.kill(os.getpid(), 9)
engine.Engine._finish = dying
run_inline(Store.open(settings.load()), sys.argv[1])
"""


def test_h06_h07_after_kill_9_a_search_goes_on_and_ends_as_if_nothing_had_been(home, tmp_path):
    store = Store.open(settings.load())
    space = enter(store, None)
    space.keep_dataset(dataset(only(mixed(), "price"), store.objects))
    asked = Plan("price", models=("dummy", "ridge"), folds=3, tune=True, trials=6)
    job = space.train(asked, None)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, job], cwd=os.getcwd(), check=False, timeout=120
    )
    assert killed.returncode == -9
    run_id = runs.for_job(store, space.id, job)
    kept = runs.load(store, space.id, run_id).ledger.finished()
    assert len(kept) == 14
    while queue.get(store, job).state != "interrupted":
        time.sleep(0.05)
    queue.resume(store, job)
    assert run_inline(store, job).state == "done"
    run = runs.load(store, space.id, run_id)
    assert {key: run.ledger.finished()[key] for key in kept} == kept
    fresh = train(run.data, asked, threads=1)
    assert facts(run) == facts(fresh)
    store.close()


def test_choices_are_searched_too(prices, monkeypatch):
    spies.put(monkeypatch, "counting", spies.Counting, space=(("shift", Choice((0.5, 2.0))),))
    run = train(prices, plan(trials=10), threads=2)
    assert {dict(trial.params)["shift"] for trial in run.trials if trial.params} == {0.5, 2.0}
    assert len(run.trials) == 4  # the space is used up
