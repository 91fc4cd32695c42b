"""From a plan and a table to splits: what a person is told, and no leak on the way."""

import numpy as np
import pandas as pd
import pytest

from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.training import runs
from mlcore.training.ledger import MemoryLedger
from mlcore.training.problem import pose
from mlcore.training.train import train
from mlcore.types import Plan

RNG = np.random.default_rng(0)
SIZE = 240


@pytest.fixture
def visits(keep):
    """Ten visits of each patient, in the order of their days; copies among them."""
    frame = pd.DataFrame(
        {
            "patient_id": RNG.permutation(np.repeat(np.arange(24), 10)),
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(SIZE) // 2, "D"),
            "size": RNG.normal(size=SIZE).round(3),
            "part": pd.array(np.tile([1, 2, 3, None], SIZE // 4), dtype="Int64"),
            "yes": pd.Series(RNG.choice(["no", "yes"], SIZE), dtype="str"),
        }
    )
    frame["day"] = frame["day"].astype("datetime64[us]")
    return keep(frame)


def codes(problem):
    return [note.code for note in problem.notes]


@pytest.mark.parametrize("holdout", [0.0, 0.2])
def test_no_patient_is_on_both_sides(visits, holdout):
    problem = pose(visits, Plan("yes", split="group:patient_id", holdout=holdout), Recipe())
    patient = visits.frame()["patient_id"].to_numpy()
    assert "patient_id" not in problem.inputs
    assert bool(len(problem.splits.holdout_rows)) == bool(holdout)
    for train_rows, test in problem.splits.folds:
        assert not set(patient[train_rows]) & set(patient[test])
    assert not set(patient[problem.splits.holdout_rows]) & set(patient[problem.splits.train_rows])


def test_the_hold_out_by_time_is_the_latest(visits):
    problem = pose(visits, Plan("yes", split="time:day", gap=2), Recipe())
    day = visits.frame()["day"]
    splits = problem.splits
    gone = day.iloc[splits.train_rows].max() + pd.Timedelta(days=2)
    assert gone < day.iloc[splits.holdout_rows].min()
    for train_rows, test in splits.folds:
        assert day.iloc[train_rows].max() + pd.Timedelta(days=2) < day.iloc[test].min()
    assert "day" in problem.inputs


def test_a_column_of_fold_numbers_is_followed(visits):
    problem = pose(visits, Plan("yes", split="folds:part"), Recipe())
    part = visits.frame()["part"]
    assert problem.plan.folds == 3
    assert part.iloc[problem.splits.holdout_rows].isna().all()
    for fold, (_, test) in enumerate(problem.splits.folds):
        assert (part.iloc[test] == fold + 1).all()
    assert "part" not in problem.inputs


@pytest.mark.parametrize(
    ("changes", "tested"),
    [({"split": "time:day"}, 160), ({"repeats": 2}, 192), ({"split": "group:patient_id"}, 190)],
)
def test_out_of_fold_answers_are_one_per_tested_row(visits, changes, tested):
    plan = Plan("yes", models=("dummy", "tree"), folds=3, **changes)
    ledger = MemoryLedger()
    run = train(visits, plan, ledger=ledger, threads=1)
    oof = run.oof("tree")
    np.testing.assert_array_equal(oof.rows, run.splits.tested)
    assert len(oof.rows) == pytest.approx(tested, abs=45)
    row = oof.rows[5]
    answers = [
        ledger.prediction("tree", fold)[np.flatnonzero(test == row)[0]]
        for fold, (_, test) in enumerate(run.splits.folds)
        if row in test
    ]
    np.testing.assert_allclose(oof.prediction[5], np.mean(answers, axis=0))
    assert run.leaderboard["low"].notna().all()


def test_d15_a_split_at_random_is_warned_of_where_rows_belong_together(visits):
    notes = pose(visits, Plan("yes"), Recipe()).notes
    (told,) = [note for note in notes if note.code == "structure"]
    assert "order of “day”" in told.message
    assert "structure" not in codes(pose(visits, Plan("yes", split="time:day"), Recipe()))


def test_d14_copies_stay_on_one_side_unless_asked(keep):
    frame = pd.DataFrame({"x": RNG.normal(size=200), "y": RNG.normal(size=200)})
    data = keep(pd.concat([frame, frame.head(40)], ignore_index=True))
    problem = pose(data, Plan("y"), Recipe())
    assert codes(problem) == ["copies_together"]
    assert problem.notes[0].message.startswith("Copies of other rows: 40.")
    x = data.frame()["x"].to_numpy()
    for train_rows, test in problem.splits.folds:
        assert not set(x[train_rows]) & set(x[test])
    assert not set(x[problem.splits.holdout_rows]) & set(x[problem.splits.train_rows])
    apart = pose(data, Plan("y", copies="apart"), Recipe())
    assert codes(apart) == []
    assert any(set(x[a]) & set(x[b]) for a, b in apart.splits.folds)


def test_copies_that_are_no_accident_are_told_and_kept(keep):
    frame = pd.DataFrame({"x": np.tile([0, 1], 100), "y": np.tile(["a", "b", "a", "b"], 50)})
    problem = pose(keep(frame.astype({"y": "str"})), Plan("y"), Recipe())
    assert "copies_apart" in codes(problem)
    assert len(problem.splits.folds) == 5


def test_few_groups_make_fewer_folds_and_are_told(keep):
    frame = pd.DataFrame({"g": np.repeat(np.arange(4), 30), "x": RNG.normal(size=120)})
    frame["y"] = RNG.normal(size=120)
    problem = pose(keep(frame), Plan("y", split="group:g"), Recipe())
    assert problem.plan.folds == 4
    assert "fewer_groups" in codes(problem)


def test_rows_without_a_time_are_told(keep):
    frame = pd.DataFrame({"t": np.arange(120.0), "x": RNG.normal(size=120)})
    frame["y"] = RNG.normal(size=120)
    frame.loc[3:5, "t"] = np.nan
    problem = pose(keep(frame), Plan("y", split="time:t"), Recipe())
    assert codes(problem) == ["times_missing"]
    assert not {3, 4, 5} & set(problem.splits.train_rows)


def test_a_stored_run_by_time_is_loaded_as_it_was(visits, tmp_path):
    from mlcore import settings
    from mlcore.data import versions
    from mlcore.store.store import Store

    store = Store.open(settings.load(home=tmp_path))
    try:
        data = type(visits)(
            visits.name,
            visits.fingerprint,
            visits.rows,
            visits.columns,
            visits.object,
            store.objects,
        )
        store.objects.put(visits.objects.get(visits.object))
        versions.save(store, "w", data)
        plan = Plan("yes", split="time:day", models=("dummy",), folds=3, gap=1, weight="size")
        with pytest.raises(LoupeError):
            runs.create(store, "w", data, plan, Recipe())
        plan = Plan("yes", split="time:day", models=("dummy",), folds=3, gap=1)
        run = runs.load(store, "w", runs.create(store, "w", data, plan, Recipe()))
        first = pose(data, plan, Recipe())
        assert run.splits.fingerprint == first.splits.fingerprint
        assert run.plan == first.plan
    finally:
        store.close()
