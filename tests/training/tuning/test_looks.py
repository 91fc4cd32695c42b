"""First looks: on a part of the rows, only at tables of some size, never the last word."""

import numpy as np
import pytest
from scipy import stats

from mlcore.catalog.distributions import Float
from mlcore.cleaning.recipe import Recipe
from mlcore.training.folds import Folds
from mlcore.training.ledger import LOOK, MemoryLedger, UnitResult, looked, own
from mlcore.training.problem import pose
from mlcore.training.train import train
from mlcore.training.tuning import looks
from mlcore.training.tuning.looks import Rival, first_look, rival, seen, share_of
from mlcore.training.tuning.pruning import LEVEL
from mlcore.types import Plan, Trial
from tests.training import spies

SHIFT = (("shift", Float(-1.0, 3.0)),)


@pytest.fixture
def early(monkeypatch):
    """Looks on small tables too, and a model that counts its fits."""
    monkeypatch.setattr(looks, "LEAST", 100)
    monkeypatch.setattr(spies, "FITS", [])
    spies.put(monkeypatch, "counting", spies.Counting, space=SHIFT)


def plan(**more):
    return Plan("price", **{"models": ("dummy", "counting"), "folds": 4, "tune": True, **more})


def facts(run):
    return [(trial.id, trial.params, trial.fold_scores, trial.ending) for trial in run.trials]


def test_small_tables_are_not_looked_at(prices):
    asked = plan(models=("dummy", "ridge"), trials=3)
    assert share_of(pose(prices, asked, Recipe())) == 1.0
    assert not looked(train(prices, asked, threads=1).ledger.finished())


def test_a_look_is_a_fit_on_a_quarter_of_one_fold_s_rows(prices, early):
    run = train(prices, plan(trials=6), threads=1)
    found = looked(run.ledger.finished())
    assert {key[1] for key in found} == {0}
    assert len(found) == len([trial for trial in run.trials if trial.model == "counting"])
    whole, part = (Folds(run.problem).arrays("tree", 0, share) for share in (1.0, looks.SHARE))
    assert len(part.y_train) == len(part.X_train) == round(len(whole.y_train) * looks.SHARE)
    assert set(part.y_train) < set(whole.y_train)
    assert part.X_test.tobytes() == whole.X_test.tobytes()
    assert all(unit.prediction is None and unit.train_score is None for unit in found.values())


def test_what_is_clearly_behind_at_first_sight_is_given_up_and_says_so(prices, early):
    run = train(prices, plan(trials=30, seed=1), threads=1)
    out = [trial for trial in run.trials if "first look at 25%" in trial.failure]
    assert len(out) >= 5
    assert all(trial.ending == "pruned" and trial.score is None for trial in out)
    best = abs(dict(run.best.params).get("shift", 0.0))
    assert all(abs(dict(trial.params)["shift"]) > best for trial in out)
    fits = own(run.ledger.finished())
    assert all(fits[trial.id, 0].failure for trial in out)
    assert not any((trial.id, 1) in fits for trial in out)


def test_with_looks_neither_workers_nor_an_interruption_change_anything(prices, early):
    asked = plan(trials=9, seed=3)
    one, ledger = train(prices, asked, threads=1), MemoryLedger()
    for result in list(one.ledger.finished().values())[:17]:
        ledger.record(result)
    before = len(spies.FITS)
    resumed = train(prices, asked, threads=3, ledger=ledger)
    assert facts(resumed) == facts(one)
    assert len(spies.FITS) - before < before
    assert ledger.finished().keys() == one.ledger.finished().keys()


def test_the_defaults_are_never_given_up(prices, early):
    run = train(prices, plan(trials=12, seed=1), threads=2)
    assert run.trial("counting").score is not None


def _trial(name, *scores):
    return Trial(name, "counting", fold_scores=scores)


def _results(**given):
    return {
        (f"{LOOK}{name}", 0): UnitResult(f"{LOOK}{name}", 0, "counting", score=score)
        for name, score in given.items()
    }


def test_the_rival_is_the_best_of_those_that_were_looked_at():
    trials = [_trial("a", 0.8, 0.82), _trial("b", 0.9, 0.92), _trial("c", 0.5)]
    found = rival(trials, 2, _results(a=0.7, b=0.75, c=0.99))
    assert found.scores == (0.9, 0.92)
    assert found.look == 0.75
    assert rival(trials[2:], 2, {}) is None
    assert rival(trials, 2, {}).look is None


def test_the_spread_of_looks_is_what_they_said_wrongly():
    rng = np.random.default_rng(0)
    means = rng.normal(0.9, 0.01, 400)
    trials = [_trial(f"t{i}", mean, mean) for i, mean in enumerate(means)]
    given = {f"t{i}": mean + error for i, (mean, error) in enumerate(
        zip(means, np.where(np.arange(400) == means.argmax(), 0, rng.normal(0, 0.004, 400)),
            strict=True))}  # fmt: skip
    found = rival(trials, 2, _results(**given))
    assert found.look_spread == pytest.approx(stats.norm.ppf(LEVEL) * 0.004, rel=0.1)


def test_only_a_clear_gap_counts():
    one = Rival((0.9, 0.9), 0.01, look=0.8, look_spread=0.02)
    assert one.beats(0.77)
    assert not one.beats(0.79)
    assert not one.beats(None)
    assert not Rival((0.9, 0.9), 0.01).beats(0.1)


def test_a_look_is_filed_apart_from_folds():
    unit = first_look(_trial("a"), 0.25)
    assert unit.key == ("look/a", 0)
    assert not unit.whole
    results = _results(a=0.5)
    assert not own(results)
    assert seen(_trial("a"), results) == 0.5
    assert seen(_trial("b"), results) is None
