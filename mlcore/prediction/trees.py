"""Stored trees are looked at before they answer: scikit-learn follows their links unchecked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator


def sound(estimator: Any) -> bool:
    """Tell whether every tree inside *estimator* stays within its own nodes and features."""
    try:
        return all(_sound(*tree) for tree in _all(estimator))
    except ValueError:  # a text that is no model
        return False


_Tree = tuple[np.ndarray, np.ndarray, np.ndarray, int]


def _all(value: Any) -> Iterator[_Tree]:
    """Return the trees inside *value*, however deep."""
    seen: set[int] = set()
    ahead = [value]
    while ahead:
        found = ahead.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        ahead += _inside(found)
        yield from _own(found)


def _inside(value: Any) -> list[Any]:
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, np.ndarray):
        return list(value.flat) if value.dtype == object else []
    theirs = type(value).__module__.startswith(("sklearn.", "mlcore."))
    return list(vars(value).values()) if theirs and hasattr(value, "__dict__") else []


def _own(value: Any) -> Iterator[_Tree]:
    if isinstance(value, BaseEstimator) and hasattr(value, "trees"):
        yield from value.trees()
    if (tree := getattr(value, "tree_", None)) is not None:
        yield tree.children_left, tree.children_right, tree.feature, tree.n_features
    for predictor in _flat(getattr(value, "_predictors", [])):
        nodes = predictor.nodes
        leaf = nodes["is_leaf"].astype(bool)
        left, right = (np.where(leaf, -1, nodes[side].astype(np.int64)) for side in SIDES)
        yield left, right, nodes["feature_idx"].astype(np.int64), value.n_features_in_


SIDES = ("left", "right")


def _flat(values: Any) -> Iterator[Any]:
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from _flat(value)
        else:
            yield value


def _sound(left: np.ndarray, right: np.ndarray, feature: np.ndarray, features: int) -> bool:
    inner = np.flatnonzero(left >= 0)
    size = len(left)
    if size == 0 or np.any((left < 0) != (right < 0)):
        return False
    ends = np.concatenate([left[inner], right[inner]])
    forward = np.all(left[inner] > inner) and np.all(right[inner] > inner)
    named = feature[inner]
    return bool(forward and np.all(ends < size) and np.all((named >= 0) & (named < features)))
