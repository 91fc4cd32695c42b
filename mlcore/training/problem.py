"""Plan, dataset and recipe made definite: what is learnt from what, checked before any fit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mlcore.catalog.models import chosen
from mlcore.cleaning.inputs import inputs, origins
from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError, Where
from mlcore.evaluation.cost import PREFIX as COST
from mlcore.evaluation.cost import costs
from mlcore.evaluation.messages import BAD_COSTS
from mlcore.evaluation.metrics import default_metric, metric, pinball_name
from mlcore.events import Note
from mlcore.training import messages
from mlcore.training.dividing import divided
from mlcore.training.keys import row_weights, split_column
from mlcore.training.messages import note
from mlcore.training.splits import FEWEST_FOR_HOLDOUT, HOLDOUT, Splits
from mlcore.training.target import Target, read_target
from mlcore.training.tuning.ranges import check_ranges
from mlcore.types import Plan

MOST_TRIALS = 1_000
"""Per model."""
SPLITS = ("auto", "random", "stratified", "group:COL", "time:COL", "folds:COL")


@dataclass(frozen=True, eq=False)
class Problem:
    """Everything the engine needs to know.

    Parameters
    ----------
    data, recipe
        The raw rows and how they are cleaned.
    plan : Plan
        Resolved: task, metric, split, folds, hold-out and model names are definite.
    target : Target
        The answers.
    inputs : tuple of str
        Raw columns that a model needs, the target not among them.
    splits : Splits
        Which rows are used for what.
    notes : tuple of Note
        What a person should know before the first fit.
    weight : ndarray or None
        How much each dataset row counts in a fit.
    """

    data: Dataset
    recipe: Recipe
    plan: Plan
    target: Target
    inputs: tuple[str, ...]
    splits: Splits
    notes: tuple[Note, ...] = ()
    weight: np.ndarray | None = None

    @property
    def y(self) -> np.ndarray:
        """One answer per dataset row: values, or class codes."""
        return self.target.y

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names by code; empty for regression."""
        return self.target.classes

    def frame(self) -> pd.DataFrame:
        """Return all raw rows and columns: recipe steps may name any of them."""
        return self.data.frame()


def pose(data: Dataset, plan: Plan, recipe: Recipe, splits: Splits | None = None) -> Problem:
    """Check *plan* against the data and return the definite problem.

    Parameters
    ----------
    data : Dataset
        The raw rows.
    plan : Plan
        What a person chose.
    recipe : Recipe
        How the rows are cleaned.
    splits : Splits or None
        Those of an earlier run, instead of new ones.

    Raises
    ------
    LoupeError
        When the plan cannot be carried out; nothing has been fitted then.
    """
    from mlcore.training.suspects import warnings  # polars: a service that answers needs none

    _check_numbers(plan)
    target = read_target(data, recipe, plan.target, plan.task)
    plan = replace(plan, task=target.task, split=_split(plan.split, target))
    _check_quantile(plan)
    weight = row_weights(data, plan.weight, target)
    recipe = _without(recipe, data.names, plan)
    columns = tuple(name for name in inputs(recipe, data.names) if name != target.raw)
    _check_features(data, columns)
    plan = replace(
        plan,
        metric=metric(plan.metric or _usual_metric(plan), target.task).name,
        models=tuple(model.name for model in chosen(plan.models, plan.aim)),
        holdout=_holdout(plan, len(target.rows)),
    )
    _check_costs(plan.metric or "", target)
    check_ranges(plan)
    if splits is not None:
        return Problem(data, recipe, plan, target, columns, splits, weight=weight)
    asked = plan.trials
    plan = replace(plan, trials=min(asked, MOST_TRIALS))
    plan, splits, notes = divided(data, target, plan, columns)
    dropped = data.rows - len(target.rows)
    if dropped:
        notes.insert(0, note("target_rows_dropped", rows=f"{dropped:,}", target=plan.target))
    if len(columns) > len(splits.train_rows):
        notes.append(note("more_columns_than_rows"))
    if asked > plan.trials:
        notes.append(note("trials_clamped", most=f"{MOST_TRIALS:,}", asked=f"{asked:,}"))
    notes.extend(warnings(data, target.raw, columns))
    return Problem(data, recipe, plan, target, columns, splits, tuple(notes), weight)


def _without(recipe: Recipe, names: tuple[str, ...], plan: Plan) -> Recipe:
    """Return *recipe* without the columns that say how rows are split or weighed."""
    column = split_column(plan.split) if not plan.split.startswith("time:") else ""
    told = {column, plan.weight} - {""}
    left = [new for new, olds in origins(recipe, names).items() if told.intersection(olds)]
    return recipe.drop(*left) if left else recipe


def _check_numbers(plan: Plan) -> None:
    if plan.folds < 2:
        facts = {"folds": plan.folds, "rows": "any number of", "most": 20}
        raise LoupeError(messages.BAD_FOLDS, Where(field="folds"), **facts)
    if plan.holdout is not None and not (plan.holdout == 0 or 0.05 <= plan.holdout <= 0.5):
        raise LoupeError(messages.BAD_HOLDOUT, Where(field="holdout"), share=plan.holdout)
    _at_least("trials", plan.trials, 0, "0 or more")
    _at_least("sample", plan.sample, 0, "0 or more rows")
    _at_least("seconds", plan.seconds, 0, "0 or more seconds, or none")
    _at_least("repeats", plan.repeats, 1, "1 or more")
    _at_least("gap", plan.gap, 0, "0 or more moments")
    _at_least("window", plan.window, 0, "0 or more moments")
    _at_least("seed", plan.seed, 0, "a whole number from 0 on")


def _usual_metric(plan: Plan) -> str:
    if plan.quantile is not None:
        return pinball_name(plan.quantile)
    assert plan.task is not None
    return default_metric(plan.task)


def _check_quantile(plan: Plan) -> None:
    if plan.quantile is None:
        return
    if plan.task != "regression" or not 0 < plan.quantile < 1:
        raise LoupeError(messages.BAD_QUANTILE, Where(field="quantile"), quantile=plan.quantile)


def _check_costs(name: str, target: Target) -> None:
    if name.startswith(COST) and len(costs(name)) != len(target.classes):
        why = f"“{target.name}” has {len(target.classes)} classes"
        raise LoupeError(BAD_COSTS, Where(field="metric"), name=name[:60], why=why)


def _at_least(field: str, value: float | None, least: float, wanted: str) -> None:
    if value is not None and not value >= least:
        raise LoupeError(
            messages.BAD_PLAN, Where(field=field), field=field, value=value, wanted=wanted
        )


def _check_features(data: Dataset, columns: tuple[str, ...]) -> None:
    varied = [
        spec for spec in data.columns
        if spec.name in columns and (spec.unique > 1 or (spec.unique == 1 and spec.missing))
    ]  # fmt: skip
    if not varied:
        raise LoupeError(messages.NO_FEATURES, *(Where(column=name) for name in columns[:1]))


def _split(wanted: str, target: Target) -> str:
    if wanted not in SPLITS[:3] and not split_column(wanted):
        facts = {"split": wanted, "choices": ", ".join(SPLITS)}
        raise LoupeError(messages.BAD_SPLIT, Where(field="split"), **facts)
    return ("stratified" if target.classes else "random") if wanted == "auto" else wanted


def _holdout(plan: Plan, rows: int) -> float:
    if plan.holdout is not None:
        return plan.holdout
    if plan.split.startswith("folds:"):
        return 0.0
    return HOLDOUT if rows >= FEWEST_FOR_HOLDOUT else 0.0
