"""Trials judged out-of-fold: only the rows that are looked at are read."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from mlcore.data.dataset import Dataset
from mlcore.evaluation.slices import row_losses, worst_slices
from mlcore.training import side_by_side
from mlcore.training.run import Run
from mlcore.training.side_by_side import comparable, compared, where_apart, worst
from mlcore.training.train import train
from mlcore.types import Plan


@pytest.fixture
def run(keep: Callable[[pd.DataFrame], Dataset]) -> Run:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"a": random.normal(size=900), "ward": random.choice(list("abc"), 900)})
    frame["y"] = frame["a"] + np.where(frame["ward"] == "b", 3 * random.normal(size=900), 0.1)
    return train(keep(frame), Plan("y", models=("dummy", "ridge", "tree"), folds=3), threads=1)


def test_the_worst_group_is_that_of_all_rows(run: Run) -> None:
    oof = run.oof("ridge")
    frame = run.data.frame(["a", "ward"]).iloc[oof.rows]
    found = worst(run, "ridge")
    assert found == worst_slices(frame, row_losses(oof.y, oof.prediction), seed=run.plan.seed)
    assert found.slices[0].where == (("ward", "b"),)


def test_of_many_rows_a_sample_is_looked_at(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "MOST_ROWS", 400)
    found = worst(run, "ridge")
    assert (found.rows, found.of) == (400, len(run.splits.tested))
    apart = where_apart(run, compared(run, "ridge", "dummy"))
    assert (apart.rows, apart.of) == (400, len(run.splits.tested))


def test_two_trials_are_compared_on_their_own_predictions(run: Run) -> None:
    found = compared(run, "ridge", "tree")
    first, second = run.oof("ridge"), run.oof("tree")
    assert found.gap == pytest.approx(second.prediction - first.prediction)
    assert found.rows.tolist() == first.rows.tolist()
    assert where_apart(run, found).tried > 0


def test_models_of_two_runs_meet_on_the_rows_that_both_were_tested_on(run: Run) -> None:
    plan = Plan("y", models=("ridge", "knn"), folds=4, seed=7)
    later = train(run.data, plan, threads=1)
    assert comparable(run, later)
    found = compared(run, "tree", "knn", later)
    first, second = run.oof("tree"), later.oof("knn")
    rows = np.intersect1d(first.rows, second.rows)
    assert found.rows.tolist() == rows.tolist()
    assert 0 < len(rows) < len(first.rows), "what one of them set aside is left out"
    said = dict(zip(second.rows, second.prediction, strict=True))
    expected = [said[row] for row in rows]
    assert found.second == pytest.approx(expected)
    np.testing.assert_array_equal(found.y, run.problem.y[rows])
    assert where_apart(run, found).tried > 0


def test_runs_that_ask_something_else_cannot_be_compared(
    run: Run, keep: Callable[[pd.DataFrame], Dataset]
) -> None:
    other = Plan("a", models=("ridge",), folds=3)
    assert not comparable(run, train(run.data, other, threads=1)), "another target"
    fewer = keep(run.data.frame().head(800))
    again = Plan("y", models=("ridge",), folds=3)
    assert not comparable(run, train(fewer, again, threads=1)), "other rows"
