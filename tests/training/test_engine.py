"""The time limit: what runs when it ends is cut and says so; what is finished stays."""

import signal
import time

import numpy as np
import pytest

from mlcore.errors import LoupeError
from mlcore.events import Progress
from mlcore.training.clock import Clock
from mlcore.training.engine import Engine, Hands
from mlcore.training.ledger import MemoryLedger, UnitResult, lasting
from mlcore.training.problem import pose
from mlcore.training.schedule import Listed, Unit
from mlcore.training.train import assemble, train
from mlcore.training.trials import planned
from mlcore.types import Plan
from tests.training import spies


@pytest.fixture
def dawdling(monkeypatch):
    """A model that takes a minute per fold."""
    monkeypatch.setattr(spies.Dawdling, "seconds", 60.0)
    spies.put(monkeypatch, "dawdling", spies.Dawdling, cost=5)


def test_d34_at_the_limit_a_running_fit_is_cut_and_the_others_are_kept(prices, dawdling):
    ledger = MemoryLedger()
    train(prices, Plan("price", models=("dummy", "ridge"), folds=3), ledger=ledger)
    plan = Plan("price", models=("dummy", "ridge", "dawdling"), folds=3, seconds=2.0)
    began = time.monotonic()
    run = train(prices, plan, ledger=ledger, threads=2)
    assert time.monotonic() - began < 30  # a fold alone takes 60
    assert [trial.model for trial in run.finished] == ["ridge", "dummy"]
    cut = run.trial("dawdling")
    assert (cut.ending, cut.score, cut.fold_scores) == ("cut", None, ())
    assert "time budget ended before one fold was finished" in cut.failure
    assert 0 < sum(unit.fit_seconds for unit in ledger.finished().values()) < 30


def test_what_was_cut_runs_again_when_there_is_time_and_nothing_else_does(
    prices, dawdling, monkeypatch
):
    plan = Plan("price", models=("dummy", "dawdling"), folds=3, seconds=0.4)
    ledger = MemoryLedger()
    train(prices, plan, ledger=ledger, threads=1)
    before = dict(ledger.finished())
    monkeypatch.setattr(spies.Dawdling, "seconds", 0.0)
    more = Plan("price", models=("dummy", "dawdling"), folds=3, seconds=120.0)
    run = train(prices, more, ledger=ledger, threads=1)
    assert [trial.ending for trial in run.trials] == ["", ""]
    for key, result in lasting(before).items():
        assert ledger.finished()[key] is result


def test_with_a_limit_the_bits_are_those_of_a_run_without(answers):
    plan = Plan("yes", models=("dummy", "logistic", "forest", "lightgbm"), folds=2, seed=3)
    free = train(answers, plan, threads=1)
    limited = train(answers, Plan(**{**vars(plan), "seconds": 600.0}), threads=2)
    for trial in free.trials:
        found = limited.oof(trial.id).prediction
        assert found.tobytes() == free.oof(trial.id).prediction.tobytes(), trial.id


@pytest.mark.parametrize(
    ("number", "words"), [(signal.SIGKILL, "more memory"), (signal.SIGXCPU, "crashed")]
)
def test_d33_a_fit_that_dies_is_a_row_that_says_why(prices, monkeypatch, number, words):
    spies.put(monkeypatch, "dawdling", spies.Dawdling)
    monkeypatch.setattr(spies.Dawdling, "death", number)
    plan = Plan("price", models=("dummy", "dawdling"), folds=2, seconds=60.0)
    run = train(prices, plan, threads=1)
    assert words in run.trial("dawdling").failure
    assert run.trial("dawdling").ending == "failed"
    assert run.best.model == "dummy"


def test_when_nothing_finishes_in_time_the_error_says_so(prices, dawdling):
    run = train(prices, Plan("price", models=("dawdling",), folds=2, seconds=0.3), threads=1)
    with pytest.raises(LoupeError) as caught:
        _ = run.best
    assert caught.value.code == "no_time"
    assert "0.3 seconds" in caught.value.what


def test_a_fold_that_is_still_prepared_at_the_limit_is_left_behind(prices, monkeypatch):
    problem = pose(prices, Plan("price", models=("ridge",), folds=2), _recipe())
    monkeypatch.setattr("mlcore.training.folds.compact", lambda *_: time.sleep(10))
    ledger, hands = MemoryLedger(), Hands(1, Clock(time.monotonic(), 0.3), forks=True)
    began = time.monotonic()
    Engine(problem, ledger, lambda event: None, hands).run(Listed(planned(problem.plan), range(2)))
    assert time.monotonic() - began < 9
    assert [unit.ending for unit in ledger.finished().values()] == ["cut"]
    assert assemble(problem, ledger).trials[0].ending == "cut"


def test_a_verdict_of_the_schedule_is_written_down(prices):
    problem = pose(prices, Plan("price", models=("dummy",), folds=2), _recipe())
    (trial,) = planned(problem.plan)

    class Judging:
        trials, total, asked = (trial,), 2, 0

        def take(self, results):
            if not results and not self.asked:
                self.asked = 1
                return Unit(trial, 0)
            if len(results) == 1:
                return UnitResult("dummy", 1, "dummy", failure="Hopeless.", ending="pruned")
            return None

    ledger, said = MemoryLedger(), []
    Engine(problem, ledger, said.append).run(Judging())
    assert assemble(problem, ledger).trials[0].ending == "pruned"
    assert [event.done for event in said if isinstance(event, Progress)] == [0, 1, 2]


def test_the_first_fold_of_a_cut_trial_keeps_its_score(prices, monkeypatch):
    spies.put(monkeypatch, "dawdling", spies.Dawdling)
    plan = Plan("price", models=("dawdling",), folds=3, seconds=2.0)
    ledger = MemoryLedger()
    ledger.record(UnitResult("dawdling", 0, "dawdling", score=-1.0, fit_seconds=2.0))
    run = train(prices, plan, ledger=ledger, threads=1)
    assert run.trials[0].ending == "cut"
    assert "after 1 finished fold, so" in run.trials[0].failure
    assert np.isclose(run.trials[0].fit_seconds, 2.0)


def _recipe():
    from mlcore.cleaning.recipe import Recipe

    return Recipe()
