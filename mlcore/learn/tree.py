"""What a classification tree is made of, and the ways through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

Criterion = Literal["gini", "entropy"]


@dataclass(frozen=True)
class Rule:
    """How a tree is grown: impurity, greatest depth (None: no limit), least rows of a leaf."""

    criterion: Criterion = "gini"
    depth: int | None = None
    least: int = 1


@dataclass(frozen=True)
class Cut:
    """A question: is *column* at most *threshold*? With what it takes away from the impurity."""

    column: int
    threshold: float
    gain: float = 0.0


@dataclass(frozen=True, eq=False)
class Tried:
    """Every cut of a node by one column.

    Parameters
    ----------
    column : int
        Which one.
    thresholds, gains : ndarray
        Where, and what is taken away from the impurity.
    left : ndarray of int
        Rows that go left.
    proxy : ndarray
        What decides: minus the impurity of both sides, summed over their rows.
    """

    column: int
    thresholds: np.ndarray
    gains: np.ndarray
    left: np.ndarray
    proxy: np.ndarray


@dataclass(frozen=True, eq=False)
class Node:
    """A node of a tree; its place in the tree is its id, that of scikit-learn.

    Parameters
    ----------
    parent, left, right : int
        Ids; −1 where there is none.
    depth : int
        Cuts above.
    counts : ndarray of int, shape (classes,)
        Rows of each class.
    impurity : float
        By the criterion.
    low, high : ndarray, shape (columns,)
        Where it lies: above *low*, up to *high*; infinite where nothing cut it.
    cut : Cut or None
        Its question; None for a leaf.
    tried : tuple of Tried
        All cuts that were compared.
    """

    parent: int
    left: int
    right: int
    depth: int
    counts: np.ndarray
    impurity: float
    low: np.ndarray
    high: np.ndarray
    cut: Cut | None
    tried: tuple[Tried, ...]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return int(self.counts.sum())

    @property
    def answer(self) -> int:
        """Its commonest class."""
        return int(self.counts.argmax())

    @property
    def gain(self) -> float:
        """What its cut takes away, summed over its rows; 0 for a leaf."""
        return self.rows * self.cut.gain if self.cut else 0.0


def reached(nodes: tuple[Node, ...], X: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Yield each node and which rows of *X* come by, for nodes above before those below."""
    X, rows = X.astype(np.float32), {0: np.ones(len(X), bool)}
    for number, node in enumerate(nodes):
        there = rows.pop(number)
        yield number, there
        if node.cut is not None:
            goes = X[:, node.cut.column] <= node.cut.threshold
            rows |= {node.left: there & goes, node.right: there & ~goes}


def leaf_of(nodes: tuple[Node, ...], X: np.ndarray, leaves: frozenset[int]) -> np.ndarray:
    """Return which of *leaves* each row of *X* ends in."""
    found = np.zeros(len(X), int)
    for number, there in reached(nodes, X):
        if number in leaves:
            found[there] = number
    return found


def branch(nodes: tuple[Node, ...], at: int) -> list[int]:
    """Return *at* and every node below."""
    found, stack = [], [at]
    while stack:
        one = stack.pop()
        found.append(one)
        if nodes[one].cut is not None:
            stack += [nodes[one].left, nodes[one].right]
    return found
