"""Does each step pay: the same as two runs, one without the step, compared on the same folds."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.evaluation.ties import interval
from mlcore.training.ablation import Ablation, Pays, ablation
from mlcore.training.train import train
from mlcore.types import Plan, to_json

PLAN = Plan("y", models=("dummy", "ridge"), folds=4)


@pytest.fixture
def table(keep) -> Dataset:
    """Squares say all there is to say about the target; a column of noise says nothing."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=300)
    frame = pd.DataFrame({"x": x, "z": rng.normal(size=300), "noise": rng.normal(size=300)})
    frame["y"] = x**2 + 0.3 * rng.normal(size=300)
    return keep(frame)


RECIPE = (
    Recipe()
    .step("formula", (), to="square", formula="x * x")
    .drop("noise")
    .scale("square")
    .step("clip", ("z",), method="iqr")
)


def test_a_step_s_gain_is_that_of_two_runs_on_the_same_folds(table: Dataset) -> None:
    run = train(table, PLAN, RECIPE, threads=1)
    found = ablation(run, "ridge")
    without = train(table, PLAN, Recipe(RECIPE.steps[:1] + RECIPE.steps[2:]), threads=1)
    gaps = np.subtract(run.trial("ridge").fold_scores, without.trial("ridge").fold_scores)
    dropped = found.steps[1]
    assert dropped.gain == interval(gaps.tolist(), ratio=run.splits.ratio)
    assert dropped.without == pytest.approx(without.trial("ridge").score)
    assert [step.number for step in found.steps] == [1, 2, 3, 4]


def test_what_pays_what_does_not_and_what_is_needed(table: Dataset) -> None:
    run = train(table, PLAN, RECIPE, threads=1)
    verdicts = [step.verdict for step in ablation(run, "ridge").steps]
    assert verdicts[0] == "needed"  # scaling needs the square
    assert verdicts[1:] == ["unclear"] * 3
    alone = ablation(train(table, PLAN, RECIPE.steps and Recipe(RECIPE.steps[:1]), threads=1))
    assert alone.steps[0].verdict == "pays"
    assert alone.steps[0].gain is not None
    assert alone.steps[0].gain.low > 0


def test_a_step_that_harms_costs(table: Dataset) -> None:
    blunt = Recipe(RECIPE.steps[:1]).step("clip", ("square",), method="range", low=0, high=0.1)
    found = ablation(train(table, PLAN, blunt, threads=1), "ridge")
    assert found.steps[1].verdict == "costs"


def test_steps_that_are_off_are_no_steps(table: Dataset) -> None:
    from dataclasses import replace

    steps = (RECIPE.steps[0], replace(RECIPE.steps[1], enabled=False))
    found = ablation(train(table, PLAN, Recipe(steps), threads=1))
    assert [step.number for step in found.steps] == [1]
    assert ablation(train(table, PLAN, threads=1)).steps == ()


def test_it_comes_back_from_json(table: Dataset) -> None:
    found = ablation(train(table, PLAN, RECIPE, threads=1), "ridge")
    assert Ablation.from_json(json.loads(json.dumps(to_json(found)))) == found
    assert Pays(1, "x", ()).verdict == "needed"
