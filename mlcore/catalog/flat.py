"""Boosted trees as plain arrays, walked without the library that grew them.

All trees stand in one table of nodes, so one step moves every row in every tree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MOST_CELLS = 1_000_000
"""Rows times trees that are walked at a time."""
DEEPEST = 64


@dataclass(eq=False)
class FlatTrees:
    """The nodes of all trees; a leaf leads to itself.

    Parameters
    ----------
    left, right, feature : ndarray of int32
        Where a node leads, and the column it asks; a leaf's is 0.
    threshold : ndarray of float32
        Left when the value is smaller.
    missing_left : ndarray of bool
        Where a missing value goes.
    value : ndarray of float64
        What a leaf adds; 0 for other nodes.
    roots, output : ndarray of int32
        First node of each tree, and the output it adds to.
    base : ndarray of float64
        What each output starts from.
    depth : int
        Steps after which every row is in a leaf.
    """

    left: np.ndarray
    right: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    missing_left: np.ndarray
    value: np.ndarray
    roots: np.ndarray
    output: np.ndarray
    base: np.ndarray
    depth: int

    def margins(self, X: np.ndarray) -> np.ndarray:
        """Return an array of rows × outputs: the base and every leaf a row ends in."""
        rows = np.ascontiguousarray(X, dtype=np.float32)
        size = max(1, MOST_CELLS // max(1, len(self.roots)))
        parts = [self._part(rows[at : at + size]) for at in range(0, len(rows), size)]
        return np.concatenate([np.zeros((0, len(self.base))), *parts])

    def checked(self, columns: int) -> FlatTrees:
        """Return itself when every link stays inside.

        Raises
        ------
        ValueError
            When something in it does not fit together.
        """
        nodes = len(self.left)
        same = (self.right, self.feature, self.threshold, self.missing_left, self.value)
        _require(all(len(part) == nodes for part in same) and len(self.output) == len(self.roots))
        own = np.arange(nodes)
        for child in (self.left, self.right):
            _require(bool(np.all((child >= own) & (child < nodes))))
        _require(_inside(self.feature, columns) and _inside(self.roots, nodes))
        _require(_inside(self.output, len(self.base)) and 0 <= self.depth <= DEEPEST)
        _require(bool(np.isfinite(self.value).all() and np.isfinite(self.base).all()))
        return self

    def _part(self, rows: np.ndarray) -> np.ndarray:
        place = np.arange(len(rows))[:, None]
        node = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        for _ in range(self.depth):
            value = rows[place, self.feature[node]]
            left = value < self.threshold[node]
            gaps = np.isnan(value)
            if gaps.any():
                left = np.where(gaps, self.missing_left[node], left)
            node = np.where(left, self.left[node], self.right[node])
        leaves = self.value[node]
        outputs = range(len(self.base))
        sums = [np.ascontiguousarray(leaves[:, self.output == k]).sum(axis=1) for k in outputs]
        return np.column_stack(sums) + self.base


def _inside(values: np.ndarray, size: int) -> bool:
    return bool(np.all((values >= 0) & (values < size)))


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("not a table of trees")
