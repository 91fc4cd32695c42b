"""Degenerate tables (D01 to D28): told before any fit, in words that say what to do."""

import numpy as np
import pandas as pd
import pytest

from mlcore.catalog.models import suitable
from mlcore.cleaning.recipe import Recipe
from mlcore.data.options import ReadOptions
from mlcore.data.read import read_bytes
from mlcore.errors import LoupeError
from mlcore.training.pipeline import fit_pipeline
from mlcore.training.problem import pose
from mlcore.training.train import train
from mlcore.types import Plan, Trial

RNG = np.random.default_rng(0)
X = RNG.normal(size=60)


def _texts(*values):
    return pd.Series(list(values), dtype="str")


REFUSED = {
    "d01_one_class": (_texts(*["a"] * 60), None, "target_constant"),
    "d02_a_class_of_one_row": (_texts("b", *["a"] * 40, *["c"] * 19), None, "class_too_small"),
    "d04_all_missing": (pd.Series([None] * 60, dtype="str"), None, "target_missing"),
    "d05_constant_number": (np.full(60, 3.5), None, "target_constant"),
    "d07_too_many_classes": (RNG.normal(size=60), "multiclass", "too_many_classes"),
    "d09_mixed_with_words": (_texts("a", *map(str, range(59))), "regression", "target_not_numbers"),
    "d25_a_date": (
        pd.Series(pd.date_range("2024-01-01", periods=60)).astype("datetime64[us]"),
        None,
        "target_date",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_target_nothing_can_be_learnt_from(keep, case):
    values, task, code = REFUSED[case]
    data = keep(pd.DataFrame({"x": X, "y": values}))
    with pytest.raises(LoupeError) as caught:
        pose(data, Plan("y", task=task), Recipe())
    assert caught.value.code == code
    assert caught.value.where[0].column == "y"
    assert caught.value.what
    assert caught.value.fix


@pytest.mark.parametrize("rows", [0, 1, 2, 9])
def test_d17_too_few_rows(keep, rows):
    frame = pd.DataFrame({"x": X[:rows], "y": RNG.normal(size=rows)})
    with pytest.raises(LoupeError) as caught:
        pose(keep(frame), Plan("y"), Recipe())
    assert caught.value.code in ("too_few_rows", "target_missing")


def test_d03_a_class_smaller_than_the_folds(keep):
    frame = pd.DataFrame({"x": X, "y": _texts(*["a"] * 30, *["b"] * 27, *["c"] * 3)})
    problem = pose(keep(frame), Plan("y"), Recipe())
    assert problem.plan.folds == 3
    assert [note.code for note in problem.notes] == ["folds_reduced"]


def test_d04_rows_without_a_target_are_counted(keep):
    y = X + RNG.normal(size=60)
    y[:7] = np.nan
    problem = pose(keep(pd.DataFrame({"x": X, "y": y})), Plan("y"), Recipe())
    assert problem.notes[0].message.endswith("left out: 7.")


def test_d10_the_target_is_never_an_input(keep):
    data = keep(pd.DataFrame({"x": X, "y": X + 1}))
    assert pose(data, Plan("y"), Recipe()).inputs == ("x",)
    with pytest.raises(LoupeError) as caught:
        pose(data, Plan("y"), Recipe().step("interactions", ("x", "y")))
    assert caught.value.code in ("target_used", "target_fitted")


@pytest.mark.parametrize(
    "others",
    [{}, {"c": np.ones(60)}, {"c": pd.Series([None] * 60, dtype="str")}],
    ids=["d16_none", "d16_constant", "d16_missing"],
)
def test_d16_nothing_to_learn_from(keep, others):
    with pytest.raises(LoupeError) as caught:
        pose(keep(pd.DataFrame({**others, "y": X})), Plan("y"), Recipe())
    assert caught.value.code == "nothing_to_learn_from"


HARD = {
    "d20_inf": np.where(np.arange(60) % 9 == 0, np.inf, X),
    "d21_huge": X * 1e300,
    "d19_collinear": X * 2,
    "d24_seen_once": _texts(*(f"v{i}" if i % 7 == 0 else "usual" for i in range(60))),
    "d26_text": _texts(*(f"the {w} dog number {i}" for i, w in enumerate(["old", "new"] * 30))),
    "d22_mixed_values": pd.Series([1, "1", 2.5, "two", None, True] * 10, dtype="object")
    .map(lambda value: None if value is None else str(value))
    .astype("str"),
    "d23_thousands_of_categories": _texts(*(f"v{i * 37 % 57}-{i}" for i in range(60))),
    "d25_dates": pd.Series(pd.date_range("2024-01-01", periods=60)).astype("datetime64[us]"),
    "d27_nullable": pd.array([None, *range(59)], dtype="Int64"),
    "d27_boolean": pd.array([None, *[True, False] * 29, True], dtype="boolean"),
    "d16_a_constant_beside": np.ones(60),
}


@pytest.mark.usefixtures("small_models")
@pytest.mark.parametrize("task", ["regression", "binary"])
@pytest.mark.parametrize("case", HARD)
def test_hard_columns_give_finite_scores_or_a_reason(keep, case, task):
    y = X + 0.3 * RNG.normal(size=60)
    frame = pd.DataFrame({"x": X, "hard": HARD[case], "y": y if task == "regression" else y > 0})
    names = tuple(m.name for m in suitable(task) if m.cost < 3 or m.name in ("lightgbm", "knn"))
    board = train(keep(frame), Plan("y", models=names, folds=2), threads=1).leaderboard
    failed = board["failure"] != ""
    assert np.isfinite(board.loc[~failed, "score"]).all()
    assert (~failed).sum() >= len(names) - 1
    assert not board["failure"].str.contains("Error|Traceback").any()


@pytest.mark.usefixtures("small_models")
@pytest.mark.parametrize("task", ["regression", "binary"])
def test_all_hard_columns_at_once_and_every_kind_of_model(keep, task):
    y = X + 0.3 * RNG.normal(size=60)
    frame = pd.DataFrame({"x": X, **HARD, "y": y if task == "regression" else y > 0})
    names = tuple(model.name for model in suitable(task))
    run = train(keep(frame), Plan("y", models=names, folds=2), threads=1)
    board = run.leaderboard
    failed = board["failure"] != ""
    assert set(board["model"]) == set(names)
    assert np.isfinite(board.loc[~failed, ["score", "sd", "low", "high"]]).all(axis=None)
    assert board.loc[failed, "score"].isna().all()
    assert not board["failure"].str.contains("Error|Traceback|0x").any()
    assert (~failed).sum() >= len(names) - 2, board.loc[failed, ["model", "failure"]]
    for trial in run.finished:
        assert np.isfinite(run.oof(trial.id).prediction).all()


def test_d23_many_categories_are_told_and_kept_within_bounds(keep):
    names = [f"v{i}" for i in range(1500)]
    values = _texts(*(names[i % 1500] for i in range(3000)))
    frame = pd.DataFrame({"x": RNG.normal(size=3000), "code": values, "y": RNG.normal(size=3000)})
    problem = pose(keep(frame), Plan("y"), Recipe())
    (told,) = [note for note in problem.notes if note.code == "many_categories"]
    assert told.message.startswith("code: of 1,500 categories the 100 most frequent")
    fitted = fit_pipeline(problem, problem.splits.folds[0][0], Trial("ridge", "ridge"))
    assert fitted.preparation.encode(frame.head()).shape[1] <= 103


def test_d25_a_date_is_taken_apart_and_told(keep):
    when = pd.Series(pd.date_range("2020-01-01", periods=60, freq="17D")).astype("datetime64[us]")
    frame = pd.DataFrame({"x": RNG.normal(size=60), "when": when, "y": X})
    problem = pose(keep(frame), Plan("y"), Recipe())
    assert "dates_expanded" in [note.code for note in problem.notes]
    fitted = fit_pipeline(problem, problem.splits.folds[0][0], Trial("tree", "tree"))
    names = fitted.preparation.names_out
    assert {"when year", "when month", "when weekday"} <= set(names)
    assert fitted.preparation.encode(frame).max() < 1e5  # days, not nanoseconds


def test_d28_numbers_and_repeated_names_as_headers_reach_no_fit(objects):
    rows = "\n".join(f"{a},{b},{a - b},{a + 2 * b}" for a, b in RNG.normal(size=(60, 2)).round(3))
    data = read_bytes(f"1,a,a,y\n{rows}\n".encode(), "odd.csv", objects, ReadOptions(header=True))
    assert len(set(data.names)) == 4
    assert all(isinstance(name, str) for name in data.names)
    run = train(data, Plan("y", models=("dummy", "ridge", "tree"), folds=2), threads=1)
    assert len(run.finished) == 3
    assert run.beats_baseline


TOLD = {
    "d06_two_numbers": (np.tile([1.5, 2.5], 30), "regression", "two_numbers"),
    "d08_spellings": (_texts(*["yes", "Yes ", "no"] * 20), None, "classes_alike"),
    "d29_rare": (_texts(*["a"] * 197, *["b"] * 3), None, "rare_class"),
}


@pytest.mark.parametrize("case", TOLD)
def test_a_doubtful_target_is_told_before_any_fit(keep, case):
    values, task, code = TOLD[case]
    frame = pd.DataFrame({"x": RNG.normal(size=len(values)), "y": values})
    notes = pose(keep(frame), Plan("y", task=task), Recipe()).notes
    assert code in [note.code for note in notes]


DOUBTFUL = {
    "d11_copy": (X * 3 - 1, "leak"),
    "d11_monotone": (np.exp(X), "leak"),
    "d12_row_number": (np.arange(60), "names_rows"),
    "d12_unique_text": (_texts(*(f"p-{i * 7919 % 60}" for i in range(60))), "names_rows"),
}


@pytest.mark.parametrize("case", DOUBTFUL)
def test_a_doubtful_column_is_told_before_any_fit(keep, case):
    values, code = DOUBTFUL[case]
    frame = pd.DataFrame({"x": RNG.normal(size=60), "odd": values, "y": X})
    (told,) = [note for note in pose(keep(frame), Plan("y"), Recipe()).notes if note.code == code]
    assert told.message.startswith("odd")
    without = pose(keep(frame), Plan("y"), Recipe().drop("odd")).notes
    assert code not in [note.code for note in without]


def test_d13_a_gap_that_tells_the_answer_is_told_before_any_fit(keep):
    y = np.where(X > 0, "yes", "no")
    frame = pd.DataFrame(
        {"x": RNG.normal(size=60), "cost": np.where(X > 0, RNG.normal(size=60), np.nan)}
    )
    frame["y"] = pd.Series(y, dtype="str")
    told = [note.message for note in pose(keep(frame), Plan("y"), Recipe()).notes]
    assert any(message.startswith("cost may give the answer away") for message in told)


def test_a_usual_target_needs_no_caution(keep):
    frame = pd.DataFrame({"x": X, "y": _texts(*["yes", "no", "maybe"] * 20)})
    assert pose(keep(frame), Plan("y"), Recipe()).notes == ()
