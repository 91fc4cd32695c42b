"""What is read off a model is what the model does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mlcore.training import readable
from mlcore.training.pipeline import FittedModel, fit_pipeline
from mlcore.training.readable import Question, Readable, questions, read, weights
from mlcore.training.run import Run
from tests.prediction import making


def _fit(case: str, model: str, **params: object) -> tuple[Run, FittedModel]:
    run = making.run(case)
    trial = replace(run.best, id=model, model=model, params=tuple(params.items()))
    return run, fit_pipeline(run.problem, run.splits.train_rows, trial)


@pytest.mark.parametrize("model", ["linear", "ridge", "lasso", "elastic_net", "huber"])
def test_one_unit_more_changes_the_answer_by_the_weight(model: str) -> None:
    run, fitted = _fit("plain", model)
    frame = run.problem.frame().head(20)
    frame = frame.astype({"rooms": float})
    found = {weight.name: weight for weight in weights(fitted)}
    base = fitted.predict_raw(frame)
    for column in ("size", "rooms"):
        more = fitted.predict_raw(frame.assign(**{column: frame[column] + 1}))
        np.testing.assert_allclose(more - base, found[column].weight, atol=1e-8)
        assert found[column].each == "unit"
    flat, house = (fitted.predict_raw(frame.assign(kind=kind)) for kind in ("flat", "house"))
    gap = found["kind = house"].weight - found["kind = flat"].weight
    np.testing.assert_allclose(house - flat, gap, atol=1e-8)
    ranked = [abs(weight.usual) for weight in weights(fitted)]
    assert ranked == sorted(ranked, reverse=True)


@pytest.mark.parametrize("code", [0, 1])
def test_of_a_logistic_model_the_log_odds_change(code: int) -> None:
    run, fitted = _fit("booleans", "logistic")
    frame = run.problem.frame().head(20)

    def odds(rows: pd.DataFrame) -> np.ndarray:
        chance = fitted.predict_raw(rows)[:, code]
        return np.log(chance / (1 - chance))

    found = {weight.name: weight.weight for weight in weights(fitted, code)}
    gap = odds(frame.assign(size=frame["size"] + 1)) - odds(frame)
    np.testing.assert_allclose(gap, found["size"], atol=1e-6)


SIGNS = {
    " ≤ ": lambda cell, value: float(cell) <= float(value),
    " > ": lambda cell, value: float(cell) > float(value),
    " is not ": lambda cell, value: cell not in value.split(" or "),
    " is ": lambda cell, value: cell in value.split(" or "),
}


def _holds(condition: str, row: pd.Series) -> bool:
    """Judge a condition as a reader would."""
    if condition.endswith(" is missing"):
        condition, _, column = condition.rpartition(" or ")
        if pd.isna(row[column.removesuffix(" is missing")]):
            return True
    for sign, judged in SIGNS.items():
        if sign in condition:
            column, _, value = condition.partition(sign)
            if pd.isna(row[column]):
                return False
            return judged(row[column], value)
    raise AssertionError(condition)


def _read(lines: tuple[Question, ...], row: pd.Series) -> float:
    at, depth = 0, 0
    while lines[at].answer is None:
        depth += 1
        at = next(
            i for i in range(at + 1, len(lines))
            if lines[i].depth == depth and _holds(lines[i].text, row)
        )  # fmt: skip
    return float(lines[at].answer)


@pytest.mark.parametrize(("case", "code"), [("plain", 1), ("gaps", 1)])
def test_a_reader_of_the_tree_answers_as_the_tree(case: str, code: int) -> None:
    run, fitted = _fit(case, "tree", max_depth=4)
    frame = run.problem.frame()
    lines = questions(fitted, code)
    read = [_read(lines, row) for _, row in frame.iloc[:80].iterrows()]
    np.testing.assert_allclose(read, fitted.predict_raw(frame.iloc[:80]), rtol=1e-9)
    assert lines[0].rows == sum(line.rows for line in lines if line.answer is not None)


def test_a_leaf_of_classes_says_the_share() -> None:
    run, fitted = _fit("booleans", "tree", max_depth=2)
    told = {round(line.answer, 9) for line in questions(fitted) if line.answer is not None}
    given = fitted.predict_raw(run.problem.frame())[:, 1]
    assert set(np.round(given, 9)) <= told


def test_deep_trees_are_cut_and_say_their_rows() -> None:
    _run, fitted = _fit("plain", "tree", max_depth=12, min_samples_leaf=2)
    lines = questions(fitted)
    assert max(line.depth for line in lines) == 5
    assert lines[0].rows == sum(line.rows for line in lines if line.answer is not None)


@pytest.mark.parametrize("model", ["forest", "knn", "hist_gradient_boosting"])
def test_what_cannot_be_read_is_not(model: str) -> None:
    _run, fitted = _fit("plain", model)
    assert weights(fitted) is None
    assert questions(fitted) is None


def _within(where: str, cell: object) -> bool:
    if pd.isna(cell):
        return where == "missing"
    if where.startswith("≤ "):
        return float(cell) <= float(where[2:])  # type: ignore[arg-type]
    if where.startswith("> "):
        return float(cell) > float(where[2:])  # type: ignore[arg-type]
    if " – " in where:
        low, high = map(float, where.split(" – "))
        return low < float(cell) <= high  # type: ignore[arg-type]
    return where == "any" or str(cell) in where.split(" or ")


@pytest.mark.parametrize(("case", "code"), [("plain", 0), ("booleans", 1), ("booleans", 0)])
def test_the_points_of_a_row_add_up_to_its_answer(case: str, code: int) -> None:
    run, fitted = _fit(case, "score_table")
    found = read(fitted, code)
    assert found.points
    assert found.weights is None
    assert found.questions is None
    frame = run.problem.frame().head(40)
    names = {line.column for line in found.points}
    numbers = [name for name in names if name in frame.columns]
    sums = []
    for _, row in frame.iterrows():
        total = 0
        for name in numbers:
            lines = [one for one in found.points if one.column == name]
            met = [one.points for one in lines if _within(one.where, row[name])]
            total += met[0] if met else 0
        sums.append(total)
    raw = fitted.predict_raw(frame)
    wanted = raw if raw.ndim == 1 else np.log(raw[:, code] / (1 - raw[:, code]))
    assert set(numbers) == names
    gaps = wanted - found.unit * np.array(sums)
    np.testing.assert_allclose(gaps, gaps[0], atol=1e-6)


def test_a_model_that_cannot_be_read_says_nothing() -> None:
    _run, fitted = _fit("plain", "hist_gradient_boosting")
    assert read(fitted) == Readable()


@pytest.mark.parametrize("case", ["missing", "classes"])
def test_a_leaf_of_several_classes_names_the_likeliest(case: str) -> None:
    run, fitted = _fit(case, "tree", max_depth=2)
    leaves = [line for line in questions(fitted) if line.answer is not None]
    given = fitted.predict_raw(run.problem.frame())
    pairs = {(int(row.argmax()), round(float(row.max()), 9)) for row in given}
    assert pairs <= {(line.code, round(line.answer, 9)) for line in leaves}


def test_weights_are_those_of_the_class_also_where_the_fit_lacks_another() -> None:
    run, fitted = _fit("classes", "logistic")
    rows = run.splits.train_rows
    few = rows[run.problem.y[rows] != 1]
    trial = replace(run.best, id="logistic", model="logistic", params=())
    lacking = fit_pipeline(run.problem, few, trial)
    assert weights(lacking, 1) is None
    frame = run.problem.frame().head(20).astype({"rooms": float})

    def odds(rows: pd.DataFrame) -> np.ndarray:
        chance = lacking.predict_raw(rows)
        return np.log(chance[:, 2] / chance[:, 3])

    gap = odds(frame.assign(size=frame["size"] + 1)) - odds(frame)
    second, third = (
        {weight.name: weight.weight for weight in weights(lacking, code) or ()} for code in (2, 3)
    )
    np.testing.assert_allclose(gap, second["size"] - third["size"], atol=1e-6)
    assert read(fitted, 1).weights is not None


def test_large_thresholds_keep_their_digits() -> None:
    assert readable._digits(1234567.8) == "1234568"
    assert readable._digits(-0.00012345678) == "-0.000123457"
