"""Folds that the rows allow: fewer than asked where a class or the groups are too few, and told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError, Where
from mlcore.events import Note
from mlcore.training import messages
from mlcore.training.cautions import cautions
from mlcore.training.keys import keys, proposed, split_column
from mlcore.training.messages import note
from mlcore.training.schemes import Keys, Shape, make
from mlcore.training.splits import FEWEST_FOR_HOLDOUT, Splits, training_members
from mlcore.training.target import Target
from mlcore.types import Plan


def divided(
    data: Dataset, target: Target, plan: Plan, columns: tuple[str, ...]
) -> tuple[Plan, Splits, list[Note]]:
    """Return the plan with the folds that are possible, the splits, and what was changed.

    Raises
    ------
    LoupeError
        ``bad_folds``, ``bad_split_column`` or ``too_few_parts``.
    """
    found, notes = keys(data, target, plan, columns)
    plan, told = _fitting(plan, target, found)
    shape = Shape(plan.folds, plan.holdout or 0.0, plan.seed, plan.repeats, plan.gap, plan.window)
    splits = make(found, shape)
    if found.folds is not None:
        held = len(splits.holdout_rows) / len(found.rows)
        plan = replace(plan, folds=len(splits.folds), holdout=held)
    return (
        plan,
        _reasoned(splits, target),
        [*notes, *told, *cautions(target), *_structure(data, target, plan)],
    )


def _structure(data: Dataset, target: Target, plan: Plan) -> list[Note]:
    if split_column(plan.split):
        return []
    _, reason = proposed(data, target.raw)
    return [note("structure", reason=reason)] if reason else []


def _fitting(plan: Plan, target: Target, found: Keys) -> tuple[Plan, list[Note]]:
    rows = len(found.rows)
    if found.moments is not None:
        return _by_time(plan, found.moments)
    if found.folds is not None:
        return replace(plan, repeats=1), []
    most = rows - round(rows * (plan.holdout or 0))
    if plan.folds > most:
        facts = {"folds": plan.folds, "rows": rows, "most": most}
        raise LoupeError(messages.BAD_FOLDS, Where(field="folds"), **facts)
    if found.groups is not None:
        return _by_groups(plan, found.groups)
    return _by_class(plan, target, found) if target.classes else (plan, [])


def _by_class(plan: Plan, target: Target, found: Keys) -> tuple[Plan, list[Note]]:
    if found.strata is None:
        return plan, []
    first = np.arange(len(found.rows))
    if found.copies is not None:
        first = np.unique(found.copies, return_index=True)[1]
    members = training_members(found.strata[first], plan.holdout or 0)
    folds = max(2, min(plan.folds, int(members.min())))
    if folds == plan.folds:
        return plan, []
    rarest = int(members.argmin())
    facts = {"value": target.classes[rarest][:60], "members": int(members.min())}
    told = note("folds_reduced", folds=folds, asked=plan.folds, **facts)
    return replace(plan, folds=folds), [told]


def _by_groups(plan: Plan, groups: np.ndarray) -> tuple[Plan, list[Note]]:
    there = len(np.unique(groups))
    most = int(there * (1 - (plan.holdout or 0)))
    folds = max(2, min(plan.folds, most))
    if folds == plan.folds:
        return plan, []
    column = split_column(plan.split)
    told = note("fewer_groups", folds=folds, asked=plan.folds, column=column, groups=there)
    return replace(plan, folds=folds), [told]


def _by_time(plan: Plan, moments: np.ndarray) -> tuple[Plan, list[Note]]:
    late = round(len(moments) * (plan.holdout or 0))
    first = np.sort(moments)[len(moments) - late] if late else moments.max() + 1
    parts = int(first - (plan.gap if late else 0))
    if (
        parts // (plan.folds + 1) < 1
        or parts - plan.folds * (parts // (plan.folds + 1)) <= plan.gap
    ):
        column = split_column(plan.split)
        facts = {"folds": plan.folds, "parts": max(parts, 0), "noun": "moments", "column": column}
        raise LoupeError(messages.TOO_FEW_PARTS, Where(column=column), **facts)
    return replace(plan, repeats=1), []


def _reasoned(splits: Splits, target: Target) -> Splits:
    if len(splits.holdout_rows):
        return splits
    few = len(target.rows) < FEWEST_FOR_HOLDOUT
    reason = messages.FEW_ROWS.format(least=FEWEST_FOR_HOLDOUT) if few else messages.CHOSEN
    return replace(splits, holdout_reason=reason)
