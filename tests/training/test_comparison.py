"""Two runs: what was changed is named, what it did is paired where that can be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.evaluation.bootstrap import paired
from mlcore.evaluation.metrics import score
from mlcore.evaluation.ties import interval
from mlcore.training.comparison import compare
from mlcore.training.run import Run
from mlcore.training.train import train
from mlcore.types import Plan
from tests.training.tables import mixed, only

Keep = Callable[[pd.DataFrame], Dataset]
PLAN = Plan("price", models=("dummy", "ridge", "tree"), folds=3)


def fitted(data: Dataset, recipe: Recipe = Recipe(), **plan: object) -> Run:  # noqa: B008
    from dataclasses import replace

    return train(data, replace(PLAN, **plan), recipe, threads=1)  # type: ignore[arg-type]


def test_a_changed_recipe_is_named_and_paired_on_the_same_folds(prices: Dataset) -> None:
    first = fitted(prices)
    second = fitted(prices, Recipe().drop("size").impute("age", "mean"))
    found = compare(first, second)
    assert found is not None
    assert [(c.part, c.before) for c in found.changes] == [("recipe", ""), ("recipe", "")]
    assert "size" in found.changes[0].after
    assert "strategy mean" in found.changes[1].after
    assert found.how == "folds"
    (ridge,) = [m for m in found.models if m.title == "Ridge"]
    gaps = np.subtract(second.trial("ridge").fold_scores, first.trial("ridge").fold_scores)
    assert ridge.gain == interval(gaps.tolist(), ratio=second.splits.ratio)
    assert ridge.verdict == "worse"
    assert found.rows == len(first.splits.tested)


def test_other_folds_are_paired_row_by_row(prices: Dataset) -> None:
    first, second = fitted(prices), fitted(prices, folds=4, seed=3, models=("dummy", "ridge"))
    found = compare(first, second)
    assert found is not None
    assert {c.what for c in found.changes} == {"folds", "seed", "models"}
    assert found.how == "rows"
    assert found.only == (("Decision tree",), ())
    one, two = first.oof("ridge"), second.oof("ridge")
    _, here, there = np.intersect1d(one.rows, two.rows, return_indices=True)
    wanted = paired(
        "neg_root_mean_squared_error", one.y[here], one.prediction[here], two.prediction[there]
    )
    (ridge,) = [m for m in found.models if m.title == "Ridge"]
    assert ridge.gain == wanted
    assert found.rows == len(here)


def test_both_are_scored_by_the_metric_of_the_second(prices: Dataset) -> None:
    first, second = fitted(prices), fitted(prices, metric="r2")
    found = compare(first, second)
    assert found is not None
    (ridge,) = [m for m in found.models if m.title == "Ridge"]
    assert ridge.before == pytest.approx(ridge.after)
    assert ridge.gain is not None
    assert (ridge.gain.low, ridge.gain.high) == pytest.approx((0, 0))
    scores = [
        score("r2", first.problem.y[test], first.ledger.prediction("ridge", fold))
        for fold, (_, test) in enumerate(first.splits.folds)
    ]
    assert ridge.before == pytest.approx(np.mean(scores))
    assert ridge.verdict == "unclear"


def test_other_rows_are_told_apart_and_columns_named(keep: Keep) -> None:
    frame = only(mixed(), "price")
    more = frame.drop(columns="note").iloc[:200].assign(extra=1.5)
    found = compare(fitted(keep(frame)), fitted(keep(more)))
    assert found is not None
    told = {(c.what, c.before, c.after) for c in found.changes}
    assert {("rows", "240", "200"), ("column", "note", ""), ("column", "", "extra")} <= told
    assert found.how == "apart"
    assert found.rows == 0
    assert all(m.gain is None and m.verdict == "unpaired" for m in found.models)


def test_changed_cells_and_a_changed_order_are_told(keep: Keep) -> None:
    frame = only(mixed(), "price")
    other = frame.assign(size=frame["size"] + 1)
    one, two = Recipe().drop("note").drop("since"), Recipe().drop("since").drop("note")
    found = compare(fitted(keep(frame), one), fitted(keep(other), two))
    assert found is not None
    assert [(c.part, c.what) for c in found.changes] == [("data", "values"), ("recipe", "order")]
    assert found.how == "folds"


def test_nothing_changed_and_nothing_comparable(prices: Dataset, answers: Dataset) -> None:
    first = fitted(prices)
    same = compare(first, fitted(prices))
    assert same is not None
    assert same.changes == ()
    assert compare(first, fitted(answers, target="yes")) is None
