"""XGBoost, kept as plain arrays that are walked without it."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from mlcore.catalog.flat import FlatTrees
from mlcore.catalog.grown import Grown, GrownClassifier, GrownRegressor
from mlcore.catalog.stopping import MOST_TREES, PATIENCE, TREES


class _XGTrees(Grown):
    """Parameters are those of XGBoost.

    Parameters
    ----------
    learning_rate, max_depth, min_child_weight, reg_lambda, colsample_bytree, random_state
        As in XGBoost.
    """

    def __init__(
        self,
        learning_rate: float = 0.1,
        max_depth: int = 6,
        min_child_weight: float = 2.0,
        reg_lambda: float = 1.0,
        colsample_bytree: float = 0.8,
        random_state: int | None = None,
    ) -> None:
        self.learning_rate = learning_rate
        self.max_depth = max_depth
        self.min_child_weight = min_child_weight
        self.reg_lambda = reg_lambda
        self.colsample_bytree = colsample_bytree
        self.random_state = random_state

    def _flat(self, X: np.ndarray, y: np.ndarray, weight: Any, classes: int) -> FlatTrees:
        import xgboost

        objective = _objective(classes)
        grown, *watched = (
            xgboost.DMatrix(part, answers, weight=w, nthread=1)
            for part, answers, w in self._parts(X, y, weight, classes)
        )
        stop = {"early_stopping_rounds": PATIENCE, "evals": [(watched[0], "")]} if watched else {}
        booster = xgboost.train(
            self.get_params() | objective | {"nthread": 1, "seed": self.random_state or 0},
            grown,
            MOST_TREES if watched else TREES,
            verbose_eval=False,
            **stop,
        )
        best = getattr(booster, "best_iteration", None) if watched else None
        booster = booster if best is None else booster[: best + 1]
        return flat_of(json.loads(bytes(booster.save_raw("json"))))


class XGTreesRegressor(GrownRegressor, _XGTrees):
    """XGBoost for numbers."""


class XGTreesClassifier(GrownClassifier, _XGTrees):
    """XGBoost for classes."""


def flat_of(model: Any) -> FlatTrees:
    """Return the trees of XGBoost's JSON.

    Parameters
    ----------
    model : dict
        As ``Booster.save_raw("json")`` gives it, parsed.
    """
    learner = model["learner"]
    grown = learner["gradient_booster"]["model"]
    trees = grown["trees"]
    starts = np.cumsum([0, *(len(tree["left_children"]) for tree in trees)])
    left, right, leaf = [], [], []
    for start, tree in zip(starts, trees, strict=False):
        ends = np.asarray(tree["left_children"]) < 0
        own = np.arange(len(ends)) + start
        left.append(np.where(ends, own, np.asarray(tree["left_children"]) + start))
        right.append(np.where(ends, own, np.asarray(tree["right_children"]) + start))
        leaf.append(ends)
    found = {
        name: np.concatenate([tree[name] for tree in trees])
        for name in ("split_indices", "split_conditions", "default_left")
    }
    ends = np.concatenate(leaf)
    threshold = found["split_conditions"]
    return FlatTrees(
        left=np.concatenate(left).astype(np.int32),
        right=np.concatenate(right).astype(np.int32),
        feature=np.where(ends, 0, found["split_indices"]).astype(np.int32),
        threshold=np.where(ends, 0, threshold).astype(np.float32),
        missing_left=found["default_left"].astype(bool),
        value=np.where(ends, threshold, 0.0).astype(np.float64),
        roots=starts[:-1].astype(np.int32),
        output=np.asarray(grown["tree_info"], dtype=np.int32),
        base=_base(learner),
        depth=_depth(np.concatenate(left), np.concatenate(right), starts[:-1]),
    )


def _objective(classes: int) -> dict[str, Any]:
    if not classes:
        return {"objective": "reg:squarederror"}
    if classes == 2:
        return {"objective": "binary:logistic"}
    return {"objective": "multi:softprob", "num_class": classes}


def _base(learner: Any) -> np.ndarray:
    """Return what margins start from; XGBoost writes a probability where it means one."""
    params = learner["learner_model_param"]
    told = [float(word) for word in params["base_score"].strip("[]").split(",")]
    outputs = max(1, int(params["num_class"]))
    values = told if len(told) == outputs else told[:1] * outputs
    if learner["objective"]["name"] == "binary:logistic":
        values = [math.log(value / (1 - value)) for value in values]
    return np.array(values)


def _depth(left: np.ndarray, right: np.ndarray, roots: np.ndarray) -> int:
    """Return how many steps it takes until every path is in a leaf."""
    level, depth = roots, 0
    while True:
        level = level[left[level] != level]
        if not len(level):
            return depth
        level, depth = np.concatenate([left[level], right[level]]), depth + 1
