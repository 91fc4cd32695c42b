"""An ensemble as a model: packaged, kept in a folder, answering alone, among others and raw."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mlcore.prediction.answer import answer
from mlcore.prediction.artifact import load, save
from mlcore.prediction.model import Model
from mlcore.prediction.package import package
from mlcore.training.train import train
from mlcore.types import Plan
from tests.prediction.making import dataset

CASES = {"dates": ("price", "regression"), "booleans": ("sold", "binary"),
         "missing": ("class", "multiclass")}  # fmt: skip
MEMBERS = ("ridge", "logistic", "tree", "hist_gradient_boosting", "lightgbm")


@pytest.fixture(scope="module", params=CASES)
def packaged(request: pytest.FixtureRequest) -> Model:
    target, task = CASES[request.param]
    suited = [name for name in MEMBERS if name != {"regression": "logistic"}.get(task, "")]
    plan = Plan(target, models=(*suited, "greedy"), folds=3)
    return package(train(dataset(request.param), plan, threads=1), "greedy")


def test_it_is_told_what_it_is(packaged: Model) -> None:
    assert packaged.meta.model == "greedy"
    assert packaged.meta.score is not None
    assert packaged.meta.holdout is not None
    assert {name for name, _ in packaged.meta.params} <= set(MEMBERS)
    assert sum(weight for _, weight in packaged.meta.params) == pytest.approx(1, abs=1e-3)


def test_from_its_folder_it_answers_the_same(packaged: Model, tmp_path: Path) -> None:
    save(packaged, tmp_path / "model")
    again = load(tmp_path / "model")
    rows = list(packaged.golden.rows)
    assert answer(again, rows) == answer(packaged, rows)
    assert again.meta.params == packaged.meta.params


def test_one_row_alone_is_answered_as_among_others(packaged: Model) -> None:
    rows = list(packaged.golden.rows)
    together = answer(packaged, rows)
    for row, expected in zip(rows, together, strict=True):
        (alone,) = answer(packaged, [row])
        if isinstance(expected.value, float):
            assert alone.value == pytest.approx(expected.value, rel=1e-9)
        else:
            assert alone.value == expected.value
        if expected.probabilities is not None and alone.probabilities is not None:
            found = list(alone.probabilities.values())
            np.testing.assert_allclose(found, list(expected.probabilities.values()), atol=1e-9)
