"""Many rows through trees of few leaves at once: each value crosses out leaves, in whole columns.

QuickScorer (Lucchese et al. 2015): a node whose answer is "right" rules out the leaves on its left;
the leftmost leaf that is left when all nodes were asked is the answer, whatever the order. So what
a value of one column rules out in all trees stands in a table, one word of bits per tree, and a row
is answered by one look-up per column. Following the branches of 100 trees takes 7 times as long.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlcore.prediction.compiled.booster import RawScores
from mlcore.prediction.compiled.text import Nodes, nodes_of

MANY = 10
"""Rows from which it is quicker; as many as the golden rows that a loaded model answers first."""
PART = 512
"""Rows that are worked on together: what is known of them stays in the processor's own memory."""
MOST_LEAVES, MOST_BYTES = 64, 16 * 2**20
"""Of one tree, one bit each; of all tables."""
PROBES, TOLERANCE = 256, 1e-12
ZERO = float(np.float32(1e-35))
"""LightGBM's: what is not further from zero than this is zero."""
_log = logging.getLogger("loupe.prediction")


@dataclass(frozen=True, eq=False)
class _Cut:
    """An inner node: the leaves that stay when it answers "right", and when it does so."""

    tree: int
    stay: int
    threshold: float
    missing_left: bool
    codes: tuple[int, ...] | None


@dataclass(frozen=True, eq=False)
class Table:
    """What the values of one column leave of all trees.

    Parameters
    ----------
    column : int
        Which.
    ends : ndarray or None
        Thresholds in order: a value belongs to the first one it does not exceed. None: the values
        are codes from 0.
    words : ndarray of shape (values + 1, trees)
        The leaves that stay; the last row is for missing values and unknown codes.
    """

    column: int
    ends: np.ndarray | None
    words: np.ndarray

    def places(self, values: np.ndarray) -> np.ndarray:
        """Return the row of the table for each of *values*."""
        last = len(self.words) - 1
        if self.ends is None:
            known = (values > -1) & (values < last)  # whole parts count; False for nan
            return np.where(known, values, last).astype(np.intp)
        found = np.searchsorted(self.ends, values)
        found[np.isnan(values)] = last
        return found

    def rows(self, values: np.ndarray) -> np.ndarray:
        """Return the leaves that stay, as rows × trees."""
        return self.words.take(self.places(values), axis=0, mode="clip")


@dataclass(frozen=True, eq=False)
class Masks:
    """All trees of a booster.

    Parameters
    ----------
    tables : tuple of Table
        One per column that is asked for; at least one.
    leaves : ndarray of shape (trees, leaves)
        The answers of each tree's leaves, from left to right.
    outputs : int
        Tree t adds to output t modulo *outputs*.
    """

    tables: tuple[Table, ...]
    leaves: np.ndarray
    outputs: int

    def of(self, X: np.ndarray) -> np.ndarray:
        """Return the raw scores of prepared rows, as rows × outputs."""
        parts = [self._of(X[at : at + PART]) for at in range(0, len(X), PART)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _of(self, X: np.ndarray) -> np.ndarray:
        first, *others = self.tables
        stay = first.rows(X[:, first.column])
        for table in others:
            np.bitwise_and(stay, table.rows(X[:, table.column]), out=stay)
        stay ^= stay - stay.dtype.type(1)  # the lowest bit, and all below it
        trees, most = self.leaves.shape
        found = np.bitwise_count(stay) + (np.arange(trees) * most - 1)
        values = self.leaves.take(found)
        return values.reshape(len(X), -1, self.outputs).sum(axis=1)


def masks(booster: Any, scores: RawScores) -> Masks | None:
    """Return the tables of a booster; None where its trees are too large, or its answers differ.

    Parameters
    ----------
    booster : lightgbm.Booster
        Whose trees.
    scores : RawScores
        What answers the same: both are asked for rows on and beside every kind of border.
    """
    try:
        found = _made(booster)
    except (ValueError, KeyError, IndexError) as error:
        _log.warning("no tables of these trees: %s", type(error).__name__)
        return None
    if found is None:
        return None
    X = _probes(found, booster.num_feature())
    expected = scores.of(X)
    gaps = np.abs(found.of(X) - expected) / np.maximum(1.0, np.abs(expected))
    return found if np.all(gaps <= TOLERANCE) else None


def _made(booster: Any) -> Masks | None:
    trees = nodes_of(booster.model_to_string())
    if not trees or max(len(tree.left) for tree in trees) > 2 * MOST_LEAVES - 1:
        return None
    leaves = np.zeros((len(trees), max(1 + len(tree.left) // 2 for tree in trees)))
    cuts: dict[int, list[_Cut]] = {}
    for number, tree in enumerate(trees):
        order, left = _order(tree)
        leaves[number, : len(order)] = tree.value[order]
        for node, gone in left.items():
            cut = _Cut(
                number, ~gone, tree.threshold[node], bool(tree.missing_left[node]),
                tree.sets.get(node),
            )  # fmt: skip
            cuts.setdefault(int(tree.feature[node]), []).append(cut)
    kind = np.dtype(np.uint32 if leaves.shape[1] <= 32 else np.uint64)
    rows = sum(map(len, cuts.values())) + len(cuts)
    if not cuts or rows * len(trees) * kind.itemsize > MOST_BYTES:
        return None
    tables = tuple(_table(column, cuts[column], len(trees), kind) for column in sorted(cuts))
    return Masks(tables, leaves, booster.num_model_per_iteration())


def _order(tree: Nodes) -> tuple[list[int], dict[int, int]]:
    """Return a tree's leaves from left to right, and the bits of those left of each inner node."""
    order: list[int] = []
    left: dict[int, int] = {}

    def walk(node: int) -> int:
        if tree.left[node] < 0:
            order.append(node)
            return 1 << (len(order) - 1)
        left[node] = walk(int(tree.left[node]))
        return left[node] | walk(int(tree.right[node]))

    walk(0)
    return order, left


def _table(column: int, cuts: Sequence[_Cut], trees: int, kind: np.dtype[Any]) -> Table:
    full = (1 << 8 * kind.itemsize) - 1
    if any(cut.codes is not None for cut in cuts):
        size = 1 + max(max(cut.codes or (), default=0) for cut in cuts)
        words = np.full((size + 1, trees), full, dtype=kind)
        for cut in cuts:
            if cut.codes is None:
                raise ValueError("a column is asked for numbers and for codes")
            others = [code for code in range(size + 1) if code not in set(cut.codes)]
            words[others, cut.tree] &= kind.type(cut.stay & full)
        return Table(column, None, words)
    asked = [_beside_zero(cut.threshold) for cut in cuts]
    ends = np.unique(asked)
    words = np.full((len(ends) + 2, trees), full, dtype=kind)
    for cut, threshold in zip(cuts, asked, strict=True):
        stay = kind.type(cut.stay & full)
        words[int(np.searchsorted(ends, threshold)) + 1 : -1, cut.tree] &= stay
        if not cut.missing_left:
            words[-1, cut.tree] &= stay
    return Table(column, ends, words)


def _beside_zero(threshold: float) -> float:
    """Return a threshold that all values LightGBM takes for zero are on the same side of."""
    if abs(threshold) > ZERO:
        return threshold
    return ZERO if threshold >= 0 else float(np.nextafter(-ZERO, -np.inf))


def _probes(made: Masks, columns: int) -> np.ndarray:
    """Return rows whose values lie on, just below and just above borders, or are missing."""
    rng = np.random.default_rng(0)
    X = np.zeros((PROBES, columns))
    for table in made.tables:
        X[:, table.column] = rng.choice(np.array(list(_values(table))), PROBES)
    return X


def _values(table: Table) -> Iterator[float]:
    yield from (np.nan, -1.0, 0.0, 1e38)
    if table.ends is None:
        yield from range(len(table.words))
        return
    for side in (-np.inf, np.inf):
        yield from np.nextafter(table.ends, side)
    yield from table.ends
