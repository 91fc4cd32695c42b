import numpy as np
import pytest

from mlcore.training.ledger import UnitResult
from mlcore.training.trials import known, planned, summarise
from mlcore.types import Plan, Trial

PLAN = Plan("y", task="binary", models=("tree", "dummy", "ridge"), metric="roc_auc")


def test_without_tuning_each_model_is_one_trial_cheapest_first():
    assert [trial.id for trial in planned(PLAN)] == ["dummy", "ridge", "tree"]


def test_what_a_search_has_begun_follows_by_model_and_number():
    names = ("tree-10", "tree-2", "ridge-2", "tree-w1", "ridge")
    results = {
        (name, 0): UnitResult(name, 0, name.partition("-")[0], (("depth", 3),)) for name in names
    }
    found = known(PLAN, results)
    assert [trial.id for trial in found] == [
        "dummy", "ridge", "tree", "ridge-2", "tree-w1", "tree-2", "tree-10"
    ]  # fmt: skip
    assert all(trial.params for trial in found[3:])


def _units(*scores, **more):
    return {
        ("t", fold): UnitResult("t", fold, "tree", score=score, fit_seconds=1.0, **more)
        for fold, score in enumerate(scores)
    }


def test_a_finished_trial_has_mean_and_spread():
    trial = summarise(Trial("t", "tree"), _units(0.5, 0.7, 0.9, train_score=1.0), 3)
    assert trial.score == pytest.approx(0.7)
    assert trial.sd == pytest.approx(np.std([0.5, 0.7, 0.9], ddof=1))
    assert trial.fold_scores == (0.5, 0.7, 0.9)
    assert trial.train_scores == (1.0, 1.0, 1.0)
    assert trial.fit_seconds == 3.0


def test_a_part_is_not_scored():
    trial = summarise(Trial("t", "tree"), _units(0.5, 0.7), 3)
    assert (trial.score, trial.sd, trial.failure) == (None, None, "")
    assert trial.fold_scores == (0.5, 0.7)


def test_one_failed_fold_fails_the_trial():
    units = _units(0.5, 0.7, 0.9) | {("t", 1): UnitResult("t", 1, "tree", failure="No.")}
    trial = summarise(Trial("t", "tree"), units, 3)
    assert (trial.score, trial.fold_scores, trial.failure) == (None, (), "No.")


def test_a_trial_that_ended_early_says_how():
    for ending in ("cut", "pruned", "dropped", "ranked"):
        last = UnitResult("t", 2, "tree", failure="Why.", ending=ending)
        trial = summarise(Trial("t", "tree"), _units(0.5, 0.7) | {("t", 2): last}, 3)
        assert (trial.ending, trial.failure, trial.score) == (ending, "Why.", None)
    old = _units(0.5) | {("t", 1): UnitResult("t", 1, "tree", failure="No.")}
    assert summarise(Trial("t", "tree"), old, 3).ending == "failed"
