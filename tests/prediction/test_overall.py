"""Reasons of many answers: they add up, they are Shapley values, and say how many rows they are."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pytest
from scipy.special import expit, softmax

from mlcore.evaluation.contributions import Contributions
from mlcore.events import Event, Progress, Started
from mlcore.prediction import overall as module
from mlcore.prediction.overall import Bounds, Stored, explained, overall, restored, stored
from mlcore.training.leaning import FirstFold, first_fold
from mlcore.types import to_json
from tests.prediction.making import run

FEW = Bounds(12)
METHODS = {"plain": "sums", "booleans": "sums", "missing": "sampled"}


@cache
def fold(case: str) -> FirstFold:
    return first_fold(run(case), rows=FEW.rows)


def found(case: str, code: int | None = None) -> Contributions:
    return explained(run(case), fold(case), code, FEW)


@pytest.mark.parametrize(
    "case", ["plain", "gaps", "booleans", "dates", "missing", "classes", "light", "cleaned"]
)
def test_start_and_parts_make_the_answer_of_every_row(case: str) -> None:
    value, made = found(case), fold(case)
    assert value.method == METHODS.get(case, "sums" if case == "cleaned" else "trees")
    raw = made.fitted.predict_raw(made.frame)
    if raw.ndim == 1:
        assert value.totals == pytest.approx(raw, rel=1e-9)
    elif value.scale == "probability":
        assert value.totals == pytest.approx(raw[:, -1], abs=1e-9)
    elif raw.shape[1] == 2:
        assert expit(value.totals) == pytest.approx(raw[:, -1], abs=1e-9)
    else:
        each = np.stack([found(case, code).totals for code in range(raw.shape[1])], axis=1)
        np.testing.assert_allclose(softmax(each, axis=1), raw, atol=1e-9)
    assert value.frame.equals(made.frame[list(value.names)])
    assert value.names == run(case).problem.inputs


def _expected(tree: Any, x: np.ndarray, known: frozenset[int], node: int = 0) -> np.ndarray:
    """Return a tree's answer where only *known* columns are (Lundberg et al. 2020, algorithm 1)."""
    left, right = tree.children_left[node], tree.children_right[node]
    if left == -1:
        return tree.value[node][0]
    feature = int(tree.feature[node])
    if feature in known:
        value = np.float32(x[feature])
        goes = tree.missing_go_to_left[node] if np.isnan(value) else value <= tree.threshold[node]
        return _expected(tree, x, known, left if goes else right)
    weights = tree.weighted_n_node_samples[[left, right]]
    sides = [_expected(tree, x, known, child) for child in (left, right)]
    return (weights[0] * sides[0] + weights[1] * sides[1]) / weights.sum()


def _shapley(trees: list[Any], x: np.ndarray) -> np.ndarray:
    """Return columns × outputs by the definition: over all sets of columns."""
    width = len(x)

    def value(known: tuple[int, ...]) -> np.ndarray:
        return np.mean([_expected(tree, x, frozenset(known)) for tree in trees], axis=0)

    parts = []
    for column in range(width):
        others = [at for at in range(width) if at != column]
        part = 0.0
        for size in range(width):
            weight = factorial(size) * factorial(width - size - 1) / factorial(width)
            for some in combinations(others, size):
                part = part + weight * (value((*some, column)) - value(some))
        parts.append(part)
    return np.array(parts)


def test_a_tree_s_values_are_shapley_s_by_definition() -> None:
    made = fold("classes")
    fitted = made.fitted
    X = fitted.preparation.encode(fitted.recipe.transform(made.frame))
    sources = fitted.preparation.sources
    for code in range(4):
        value = found("classes", code)
        for row in range(4):
            parts = _shapley([fitted.estimator.tree_], X[row])[:, code]
            expected = dict.fromkeys(value.names, 0.0)
            for source, part in zip(sources, parts, strict=True):
                expected[source] += float(part)
            assert dict(value.row(row)) == pytest.approx(expected, abs=1e-9)


def test_time_that_is_up_leaves_a_smaller_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 5)
    told: list[Event] = []
    value = overall(run("plain"), bounds=Bounds(12, -1.0), emit=told.append)
    assert len(value.rows) == 5, "one part is always done"
    assert value.of == len(run("plain").splits.folds[0][1])
    assert isinstance(told[0], Started)
    assert told[-1] == Progress(5, 12)
    assert value.rows.tolist() == sorted(value.rows.tolist())
    full = found("plain")
    for at, row in enumerate(value.rows.tolist()):
        again = full.parts[full.rows.tolist().index(row)]
        np.testing.assert_allclose(value.parts[at], again)


def test_it_lasts_with_its_rows_named_by_number() -> None:
    value = found("missing", 0)
    again = restored(run("missing"), Stored.from_json(to_json(stored(value))))
    np.testing.assert_array_equal(again.parts, value.parts)
    assert again.frame.equals(value.frame)
    assert (again.start, again.scale, again.answer) == (value.start, value.scale, value.answer)
    assert value.answer == run("missing").classes[0]


def test_rows_are_those_of_the_first_fold_that_the_fit_has_not_seen() -> None:
    value = found("dates")
    train, test = run("dates").splits.folds[0]
    assert set(value.rows.tolist()) <= set(test.tolist())
    assert not set(value.rows.tolist()) & set(train.tolist())
