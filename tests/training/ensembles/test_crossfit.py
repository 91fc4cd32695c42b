"""Ensembles in a run: honest scores, the same bits, rows like any other."""

import numpy as np
import pandas as pd
import pytest

from mlcore.evaluation.metrics import metric
from mlcore.events import Started
from mlcore.training.ensembles.crossfit import combiner_of
from mlcore.training.ensembles.methods import WAYS
from mlcore.training.ledger import MemoryLedger, UnitResult
from mlcore.training.train import train
from mlcore.types import Plan
from tests.training import spies
from tests.training.tables import mixed, only

BASE = ("dummy", "ridge", "knn", "tree")
TARGETS = {"price": "regression", "yes": "binary", "kind3": "multiclass"}


def _run(keep, target, models=(*BASE, *WAYS), **plan):
    data = keep(only(mixed(300, seed=2), target))
    return train(data, Plan(target, task=TARGETS[target], models=models, folds=4, **plan))


@pytest.mark.parametrize("target", TARGETS)
def test_each_is_a_row_with_folds_spread_and_answers_to_every_row(keep, target):
    run = _run(keep, target)
    assert [trial.model for trial in run.trials] == [
        trial.model for trial in run.trials if trial.model not in WAYS
    ] + ["voting", "greedy", "stacking"]
    for name in WAYS:
        trial, oof = run.trial(name), run.oof(name)
        assert trial.failure == ""
        np.testing.assert_array_equal(oof.rows, run.splits.train_rows)
        scores = [
            metric(run.plan.metric).score(oof.y[oof.fold == fold], oof.prediction[oof.fold == fold])
            for fold in range(4)
        ]
        np.testing.assert_allclose(trial.fold_scores, scores)
        assert {member.id for member in trial.members} <= {"ridge", "logistic", "knn", "tree"}
    assert set(run.leaderboard["model"]) >= set(WAYS)


def test_a_fold_is_answered_with_weights_of_the_other_folds(keep):
    """Greedy weights of fold 1 found again from the members' answers to the other folds."""
    run = _run(keep, "price")
    names = sorted(
        ("ridge", "knn", "tree"),
        key=lambda name: -np.mean(np.delete(run.trial(name).fold_scores, 1)),
    )
    test = run.splits.folds[1][1]
    oof = {name: run.oof(name) for name in names}
    rows = np.isin(run.splits.train_rows, test, invert=True)
    learnt = [oof[name].prediction[rows] for name in names]
    combiner = WAYS["greedy"].find(learnt, run.problem.y[run.splits.train_rows[rows]])
    expected = combiner.answer([oof[name].prediction[~rows] for name in names])
    np.testing.assert_allclose(run.ledger.prediction("greedy", 1), expected, rtol=1e-12)


def test_the_target_of_a_fold_says_nothing_about_its_own_answers(keep):
    """Members' answers held fixed, a fold's truth changed: its joint answers stay the same."""
    run = _run(keep, "price", models=(*BASE, "greedy", "stacking"))
    changed = _Changed(run, fold=2)
    again = changed.combined()
    for name in ("greedy", "stacking"):
        same = run.ledger.prediction(name, 2)
        np.testing.assert_array_equal(again[name, 2].prediction, same)
        assert not np.array_equal(again[name, 1].prediction, run.ledger.prediction(name, 1))


class _Changed:
    """A finished run whose truth is turned round in one fold."""

    def __init__(self, run, fold):
        from dataclasses import replace

        y = run.problem.y.copy()
        rows = run.splits.folds[fold][1]
        y[rows] = 100 - 3 * y[rows]
        self.problem = replace(run.problem, target=replace(run.problem.target, y=y))
        self.run = run

    def combined(self):
        from mlcore.training.ensembles.crossfit import combined

        trials = [trial for trial in self.run.trials if trial.model in WAYS]
        found = combined(self.problem, self.run.ledger, trials)
        return {result.key: result for result in found}


def test_noise_is_no_better_together(keep):
    """Ten models of nothing: cross-fitted weights find nothing either."""
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(300, 6)), columns=[f"x{i}" for i in range(6)])
    frame["y"] = np.where(random.random(300) < 0.5, "a", "b")
    models = ("logistic", "ridge", "knn", "tree", "naive_bayes", *WAYS)
    run = train(keep(frame), Plan("y", models=models, folds=5))
    for name in WAYS:
        assert run.trial(name).score < 0.6


def test_a_run_that_goes_on_is_combined_anew_with_the_same_bits(keep):
    run = _run(keep, "price", models=(*BASE, "greedy"))
    ledger, events = MemoryLedger(), []
    for result in run.ledger.finished().values():
        if result.key != ("tree", 2):
            ledger.record(result)
    again = train(run.data, run.plan, ledger=ledger, emit=events.append)
    started = next(event for event in events if isinstance(event, Started))
    assert (started.total, started.done) == (20, 15)
    assert again.trial("greedy").params == run.trial("greedy").params
    for fold in range(4):
        expected = run.ledger.prediction("greedy", fold)
        np.testing.assert_array_equal(ledger.prediction("greedy", fold), expected)


def test_one_model_has_nobody_to_be_combined_with(keep):
    run = _run(keep, "price", models=("dummy", "ridge", "greedy"))
    assert "fewer than two" in run.trial("greedy").failure
    assert run.best.model == "ridge"


def test_a_failed_model_is_no_member(keep, monkeypatch):
    monkeypatch.setattr(spies.Breaking, "how", "nan")
    spies.put(monkeypatch, "breaking", spies.Breaking)
    run = _run(keep, "price", models=("ridge", "tree", "breaking", "voting"))
    assert {member.id for member in run.trial("voting").members} == {"ridge", "tree"}


def test_of_a_search_the_best_of_each_model_is_a_member(keep):
    run = _run(keep, "price", models=("ridge", "tree", "voting"), tune=True, trials=3, seed=3)
    finished = {member.model: member for member in run.trial("voting").members}
    for name in ("ridge", "tree"):
        best = max(trial.score for trial in run.finished if trial.model == name)
        assert finished[name].score == best


def test_by_time_only_the_past_is_learnt_from(keep):
    frame = only(mixed(300, seed=2), "price").drop(columns="since")
    frame["day"] = pd.date_range("2024-01-01", periods=300)
    plan = Plan("price", models=("ridge", "knn", "tree", "greedy"), split="time:day", folds=4)
    run = train(keep(frame), plan)
    assert run.trial("greedy").failure == ""
    later = _Changed(run, fold=3).combined()
    for fold in (0, 1, 2):
        same = run.ledger.prediction("greedy", fold)
        np.testing.assert_array_equal(later["greedy", fold].prediction, same)


def test_rows_tested_again_in_another_repeat_are_not_learnt_from(keep):
    """With repeats, a row of fold 0 is tested in other folds too; those answers are left out."""
    run = _run(keep, "price", models=(*BASE, "greedy"), repeats=2)
    again = _Changed(run, fold=0).combined()
    same = run.ledger.prediction("greedy", 0)
    np.testing.assert_array_equal(again["greedy", 0].prediction, same)


def test_what_a_store_gives_back_is_the_same_trial(keep):
    run = _run(keep, "kind3", models=("logistic", "tree", "stacking"))
    trial = run.trial("stacking")
    combiner = combiner_of(trial)
    assert len(combiner.weights) == len(trial.members)
    assert combiner.bias.shape == (3,)
    units = run.ledger.finished()
    listed = [[name, list(v) if isinstance(v, tuple) else v] for name, v in trial.params]
    ledger = MemoryLedger()
    for unit in units.values():
        stored = tuple((n, v) for n, v in listed) if unit.model == "stacking" else unit.params
        ledger.record(UnitResult(**{**vars(unit), "params": stored}))
    from mlcore.training.train import assemble

    assert assemble(run.problem, ledger).trial("stacking") == trial
