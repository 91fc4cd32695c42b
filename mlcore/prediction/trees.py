"""Stored trees are looked at before they answer: scikit-learn follows their links unchecked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np


def sound(estimator: Any) -> bool:
    """Tell whether every tree inside *estimator* stays within its own nodes and features."""
    return all(_sound(left, right, feature, most) for left, right, feature, most in _all(estimator))


_Tree = tuple[np.ndarray, np.ndarray, np.ndarray, int]


def _all(value: Any) -> Iterator[_Tree]:
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _all(item)
        return
    if isinstance(value, np.ndarray) and value.dtype == object:
        yield from _all(list(value.flat))
        return
    if (tree := getattr(value, "tree_", None)) is not None:
        yield tree.children_left, tree.children_right, tree.feature, tree.n_features
    yield from _all(getattr(value, "estimators_", None) or [])
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
