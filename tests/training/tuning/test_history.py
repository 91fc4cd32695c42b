"""What a search taught, against searches whose answer is known."""

from dataclasses import replace

import numpy as np
import pytest

from mlcore.catalog.distributions import Choice, Float, Int
from mlcore.training.ledger import UnitResult
from mlcore.training.train import train
from mlcore.training.tuning.history import (
    _scored,
    edges,
    history,
    searched,
    tried,
    values,
    weights,
)
from mlcore.types import Plan
from tests.training import spies

SPACE = (
    ("shift", Float(1.0, 3.0)),
    ("idle", Float(0.1, 10.0, log=True)),
    ("which", Choice(("a", "b"))),
)


class Idle(spies.Counting):
    """Only ``shift`` matters, and the lower the better."""

    def __init__(self, shift=2.0, idle=1.0, which="a"):
        super().__init__(shift)
        self.idle = idle
        self.which = which


@pytest.fixture
def run(prices, monkeypatch):
    monkeypatch.setattr(spies, "Idle", Idle, raising=False)
    monkeypatch.setattr(Idle, "__module__", spies.__name__)
    spies.put(monkeypatch, "idle", Idle, space=SPACE)
    models = ("dummy", "idle")
    plan = Plan("price", models=models, folds=2, tune=True, trials=60, method="random", seed=4)
    return train(prices, plan, threads=1)


def test_the_course_is_in_the_order_of_ending_with_the_best_so_far(run):
    points = history(run)
    assert searched(run) == ("idle",)
    assert [point.number for point in points] == list(range(1, 61))
    assert points[0].trial == "idle"
    tops = [point.best for point in points if point.score is not None]
    assert tops == sorted(tops)
    assert tops[-1] == run.best.score
    assert {point.ending for point in points} == {"", "pruned"}


def test_the_parameter_that_decides_has_the_weight(run):
    found = weights(run, "idle")
    assert found.shares[0][0] == "shift"
    assert found.shares[0][1] > 0.7
    assert sum(share for _, share in found.shares) == pytest.approx(1)
    assert found == weights(run, "idle")
    assert weights(replace(run, trials=run.trials[:6]), "idle") is None


def test_a_trial_given_up_counts_by_its_difference_to_the_best_on_the_same_folds(run):
    best, results = run.best.fold_scores, run.ledger.finished()
    expected = [
        np.mean(best) + results[trial.id, 0].score - best[0]
        for trial in run.trials
        if trial.ending == "pruned"
    ]
    whole = [trial for trial in run.finished if trial.model == "idle"]
    found = _scored(run, "idle")
    assert [np.mean(told.scores) for told in found[len(whole) :]] == pytest.approx(expected)
    assert len(expected) > 5


def test_values_are_complete_and_best_first(run):
    found = tried(run, "idle")
    scores = [score for _, score in found.rows]
    assert scores == sorted(scores, reverse=True)
    assert len(found.rows) == sum(t.score is not None for t in run.trials if t.model == "idle")
    assert all(len(given) == 3 for given, _ in found.rows)
    assert values(run, run.trial("idle")) == {"shift": 2.0, "idle": 1.0, "which": "a"}


def _ending_at(run, **params):
    """Return the run with a best trial of these values."""
    for fold, score in enumerate((9.0, 9.0)):
        given = tuple(params.items())
        run.ledger.record(UnitResult("idle-99", fold, "idle", given, score=score))
    best = replace(run.best, id="idle-99", params=tuple(params.items()), score=9.0)
    return replace(run, trials=(*run.trials, best))


@pytest.mark.parametrize(
    ("shift", "idle", "found"),
    [(1.0, 1.0, [("shift", False)]), (2.0, 9.99, [("idle", True)]), (2.0, 1.0, [])],
)
def test_a_best_value_at_the_edge_is_told(run, shift, idle, found):
    told = edges(_ending_at(run, shift=shift, idle=idle, which="a"))
    assert [(edge.parameter, edge.upper) for edge in told] == found
    assert all("edge of its range" in edge.sentence for edge in told)


def test_an_edge_behind_which_there_is_nothing_is_none(prices, monkeypatch):
    space = (("share", Float(0.3, 1.0)), ("depth", Int(1, 9)))
    monkeypatch.setattr(spies, "Idle", Idle, raising=False)
    spies.put(monkeypatch, "counting", spies.Counting, space=space)
    plan = Plan("price", models=("counting",), folds=2, tune=True, trials=1)
    run = train(prices, plan, threads=1)
    best = replace(run.best, params=(("share", 1.0), ("depth", 1)))
    assert edges(replace(run, trials=(best,))) == ()
