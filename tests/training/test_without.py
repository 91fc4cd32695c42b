"""Drop-column importance: what a model misses that never had a column."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.events import Event, Progress
from mlcore.training.run import Run
from mlcore.training.train import train
from mlcore.training.without import Without, without
from mlcore.types import Plan, to_json


def _frame() -> pd.DataFrame:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"a": random.normal(size=300), "noise": random.normal(size=300)})
    frame["twin"] = frame["a"]
    frame["alone"] = random.normal(size=300)
    frame["kind"] = random.choice(list("xyz"), 300)
    frame["y"] = 3 * frame["a"] + 2 * frame["alone"] + random.normal(scale=0.1, size=300)
    return frame


@pytest.fixture
def run(keep: Callable[[pd.DataFrame], Dataset]) -> Run:
    return train(keep(_frame()), Plan("y", models=("linear",), folds=3))


def test_a_column_with_a_twin_is_not_missed(run: Run) -> None:
    found = {one.column: one.fall for one in without(run).columns}
    assert found["alone"] is not None
    assert found["alone"].low > 0
    for name in ("a", "twin", "noise", "kind"):
        fall = found[name]
        assert fall is not None
        assert abs(fall.mean) < 0.01 * found["alone"].mean
    assert next(iter(found)) == "alone", "most missed first"


def test_it_is_what_training_without_the_column_scores(
    keep: Callable[[pd.DataFrame], Dataset], run: Run
) -> None:
    fall = {one.column: one.fall for one in without(run, columns=["alone"]).columns}["alone"]
    other = train(keep(_frame().drop(columns="alone")), Plan("y", models=("linear",), folds=3))
    gap = (run.best.score or 0.0) - (other.best.score or 0.0)
    assert fall is not None
    assert fall.mean == pytest.approx(gap, abs=1e-6)


def test_it_tells_how_far_it_is_and_lasts_as_json(run: Run) -> None:
    told: list[Event] = []
    found = without(run, columns=["a", "noise"], emit=told.append)
    steps = [event for event in told if isinstance(event, Progress)]
    assert [step.done for step in steps] == list(range(6))
    assert {step.total for step in steps} == {6}
    assert (found.of, len(found.columns), found.folds) == (5, 2, 3)
    assert Without.from_json(to_json(found)) == found


def test_a_recipe_that_fills_the_column_still_runs(
    keep: Callable[[pd.DataFrame], Dataset],
) -> None:
    frame = _frame()
    frame.loc[::7, "alone"] = np.nan
    recipe = Recipe().impute("alone", "median").scale("a")
    run = train(keep(frame), Plan("y", models=("ridge",), folds=2), recipe)
    assert all(one.fall is not None for one in without(run).columns)
