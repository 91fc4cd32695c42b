"""Classification trees, one cut at a time.

Breiman, Friedman, Olshen & Stone (1984), Classification and regression trees.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from mlcore.learn.drawing import Drawing
from mlcore.learn.tree import Criterion, Cut, Node, Rule, Tried

CLOSE = np.float32(1e-7)
"""Values no further apart are the same; scikit-learn's threshold."""
PURE = float(np.finfo(np.float64).eps)


def impurities(counts: np.ndarray, criterion: Criterion) -> np.ndarray:
    """Return the impurity of each row of class *counts*, shape (nodes, classes)."""
    sizes = counts.sum(axis=1)
    if criterion == "gini":
        return np.asarray(1.0 - (counts * counts).sum(axis=1) / (sizes * sizes))
    shares, total = counts / sizes[:, None], np.zeros(len(counts))
    for share in shares.T:
        total -= share * _bits(share)
    return total


def _bits(shares: np.ndarray) -> np.ndarray:
    """Return the logarithm to base 2, to the last bit that of C; 0 for a share of 0."""
    return np.array([math.log(share) / math.log(2.0) if share > 0 else 0.0 for share in shares])


@dataclass(frozen=True, eq=False)
class _Branch:
    """Rows that are to become a node, and where it hangs."""

    rows: np.ndarray
    low: np.ndarray
    high: np.ndarray
    known: int = 0
    parent: int = -1
    depth: int = 0


def grow(
    X: np.ndarray, y: np.ndarray, classes: int, rule: Rule, seed: int = 0, hand: Cut | None = None
) -> tuple[Node, ...]:
    """Return the nodes of a tree: depth first, left before right, as scikit-learn numbers them.

    Parameters
    ----------
    X, y : ndarray, shape (rows, columns) and (rows,)
        Columns, read in single precision as scikit-learn does, and codes of classes.
    classes : int
        How many there are.
    rule : Rule
        When to stop.
    seed : int
        Decides between cuts that gain the same; scikit-learn's ``random_state``.
    hand : Cut or None
        The first cut, when it is not to be found by the algorithm.
    """
    finder = _Finder(X.astype(np.float32), np.eye(classes)[y], rule, Drawing(X.shape[1], seed))
    wide = np.full(X.shape[1], np.inf)
    stack = [_Branch(np.arange(len(X)), -wide, wide)]
    nodes: list[Node] = []
    children: list[list[int]] = []
    while stack:
        branch, at = stack.pop(), len(nodes)
        node, known = finder.node(branch, hand if at == 0 else None)
        nodes.append(node)
        children.append([-1, -1])
        if branch.parent >= 0:
            children[branch.parent][children[branch.parent][0] >= 0] = at
        if node.cut is not None:
            stack += finder.parts(branch, node.cut, at, known)
    return tuple(
        replace(node, left=left, right=right)
        for node, (left, right) in zip(nodes, children, strict=True)
    )


@dataclass(frozen=True, eq=False)
class _Finder:
    """Finds the cut of each node."""

    X: np.ndarray
    hot: np.ndarray
    rule: Rule
    drawing: Drawing

    def node(self, branch: _Branch, hand: Cut | None) -> tuple[Node, int]:
        """Return the node of *branch*, and how many columns are known to be constant in it."""
        counts = self.hot[branch.rows].sum(axis=0)
        impurity = float(impurities(counts[None], self.rule.criterion)[0])
        tried, known = self.tried(branch, impurity)
        cut = self.best(tried, branch)
        if hand is not None and tried:
            cut = self.measured(hand, branch, impurity)
        node = Node(
            branch.parent, -1, -1, branch.depth, counts.astype(int), impurity, branch.low,
            branch.high, cut, tried,
        )  # fmt: skip
        return node, known

    def tried(self, branch: _Branch, impurity: float) -> tuple[tuple[Tried, ...], int]:
        """Return all cuts of the columns that vary, in the order they are looked at."""
        rule, rows = self.rule, branch.rows
        deep = rule.depth is not None and branch.depth >= rule.depth
        if deep or len(rows) < max(2, 2 * rule.least) or impurity <= PURE:
            return (), branch.known
        columns, known = self.drawing.columns(branch.known, lambda column: self.flat(rows, column))
        tried = (self.cuts(rows, column, impurity) for column in columns)
        return tuple(one for one in tried if len(one.gains)), known

    def flat(self, rows: np.ndarray, column: int) -> bool:
        """Return whether *column* is constant in *rows*."""
        values = self.X[rows, column]
        return bool(values.max() <= values.min() + CLOSE)

    def cuts(self, rows: np.ndarray, column: int, impurity: float) -> Tried:
        """Return every cut of *rows* by *column*."""
        values = self.X[rows, column]
        order = np.argsort(values, kind="stable")
        values, n = values[order], len(rows)
        place = np.arange(1, n)
        fits = (values[1:] > values[:-1] + CLOSE) & (
            np.minimum(place, n - place) >= self.rule.least
        )
        place = place[fits]
        below = np.cumsum(self.hot[rows[order]], axis=0)
        left, right = (
            impurities(part, self.rule.criterion)
            for part in (below[place - 1], below[-1] - below[place - 1])
        )
        gains = impurity - (n - place) / n * right - place / n * left
        return Tried(
            column, _between(values[place - 1], values[place]), gains, place,
            -(n - place) * right - place * left,
        )  # fmt: skip

    def best(self, tried: tuple[Tried, ...], branch: _Branch) -> Cut | None:
        """Return the cut that gains most; the first of equal ones; None when none gains."""
        found, high = None, -np.inf
        for one in tried:
            at = int(one.proxy.argmax())
            if one.proxy[at] > high:
                high = one.proxy[at]
                found = Cut(one.column, float(one.thresholds[at]), float(one.gains[at]))
        if found is None or len(branch.rows) / len(self.X) * found.gain + PURE < 0:
            return None
        return found

    def measured(self, hand: Cut, branch: _Branch, impurity: float) -> Cut | None:
        """Return *hand* with its gain; None when it leaves a side empty."""
        goes = self.X[branch.rows, hand.column] <= hand.threshold
        if goes.all() or not goes.any():
            return None
        parts = np.array([self.hot[branch.rows[side]].sum(axis=0) for side in (goes, ~goes)])
        shares = parts.sum(axis=1) / len(branch.rows)
        after = float((shares * impurities(parts, self.rule.criterion)).sum())
        return replace(hand, gain=impurity - after)

    def parts(self, branch: _Branch, cut: Cut, at: int, known: int) -> list[_Branch]:
        """Return both sides of *cut*, the left one last: it is taken first."""
        goes = self.X[branch.rows, cut.column] <= cut.threshold
        high, low = branch.high.copy(), branch.low.copy()
        high[cut.column] = low[cut.column] = cut.threshold
        return [
            _Branch(branch.rows[~goes], low, branch.high, known, at, branch.depth + 1),
            _Branch(branch.rows[goes], branch.low, high, known, at, branch.depth + 1),
        ]


def _between(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    """Return the middle of neighbours; the lower one where there is no number between."""
    middle = below.astype(float) / 2.0 + above.astype(float) / 2.0
    return np.where(middle == above, below, middle)
