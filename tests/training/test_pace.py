"""How long a training will take, against times that are known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from mlcore import settings
from mlcore.catalog.models import chosen, entry
from mlcore.cleaning.recipe import Recipe
from mlcore.data.read import read
from mlcore.jobs.inline import run_inline
from mlcore.store.store import Store
from mlcore.store.tables import units
from mlcore.training.pace import FINAL_FITS, FLOOR, Pace, duration, expected, fits, fold_rows, paces
from mlcore.training.problem import pose
from mlcore.types import Plan
from mlcore.workspace.workspace import enter
from tests.training.tables import mixed


@pytest.fixture
def store():
    opened = Store.open(settings.load())
    yield opened
    opened.close()


def test_the_gaps_between_finished_fits_are_the_pace(store):
    space = enter(store, None)
    data = read("sample:tips", store.objects, settings=store.settings)
    space.keep_dataset(data)
    assert paces(store) == ()
    job = space.train(Plan("tip", models=("dummy", "ridge"), folds=4), None)
    assert run_inline(store, job).state == "done"
    with store.begin() as connection:  # ridge: three seconds each; the baseline's first is unknown
        for trial, fold, at in [
            *(("dummy", fold, 100.0 + fold) for fold in range(4)),
            *(("ridge", fold, 106.0 + 3 * fold) for fold in range(4)),
        ]:
            mine = (units.c.trial == trial) & (units.c.fold == fold)
            connection.execute(update(units).where(mine).values(finished=at))
    found = {pace.model: pace for pace in paces(store)}
    assert {name: pace.seconds for name, pace in found.items()} == {"dummy": 1.0, "ridge": 3.0}
    train_rows = 244 - 49
    assert found["ridge"].cells == round(train_rows * 0.75) * len(data.columns)


def test_a_model_s_own_time_counts_nearest_in_size_first():
    known = [Pace("tree", 1_000_000, 50.0), Pace("tree", 10_000, 0.2), Pace("forest", 10_000, 9.0)]
    assert expected(entry("tree"), 20_000, known) == pytest.approx(0.4)
    assert expected(entry("tree"), 2_000_000, known) == pytest.approx(100)
    assert expected(entry("tree"), 1, known) == FLOOR


def test_without_its_own_time_a_model_is_as_slow_as_the_machine():
    usual = expected(entry("forest"), 500_000, [])
    slow = [Pace("tree", 500_000, 7 * expected(entry("tree"), 500_000, []))]
    assert expected(entry("forest"), 500_000, slow) == pytest.approx(7 * usual)


def test_dearer_models_more_rows_and_more_fits_take_longer():
    fast, everything = chosen(("fast",), "binary"), chosen(("all",), "binary")
    base = duration(fast, 50_000, 5, [])
    assert duration(everything, 50_000, 5, []) > base
    assert duration(fast, 5_000_000, 5, []) > base
    assert duration(fast, 50_000, 40, []) > base
    assert duration([], 50_000, 5, []) == 0


def test_the_whole_is_the_fits_and_the_final_ones():
    known = [Pace("tree", 1000, 2.0), Pace("forest", 1000, 5.0)]
    both = [entry("tree"), entry("forest")]
    assert duration(both, 1000, 10, known) == pytest.approx(70 + FINAL_FITS * 5)


def test_repeats_trials_and_nested_folds_are_counted():
    base = Plan("y", folds=5)
    assert fits(base) == 5
    assert fits(replace(base, repeats=3)) == 15
    assert fits(replace(base, repeats=3, split="time:day")) == 5
    assert fits(replace(base, tune=True)) == 5 * 8
    assert fits(replace(base, tune=True, trials=20)) == 100
    assert fits(replace(base, nested=True)) == 5 * 6


def test_by_time_a_fold_is_trained_on_half_of_the_rows_in_the_mean(keep):
    frame = mixed(400).drop(columns=["yes", "kind3"]).assign(day=range(400))
    for split in ("random", "time:day"):
        plan = Plan("price", folds=5, holdout=0.0, split=split, copies="apart")
        splits = pose(keep(frame), plan, Recipe()).splits
        mean = sum(len(train) for train, _ in splits.folds) / len(splits.folds)
        assert fold_rows(plan, 400) == pytest.approx(mean, rel=0.02)
