"""A random forest, tree by tree, judged on the rows that each tree has not seen.

Breiman (1996), Bagging predictors; Breiman (2001), Random forests. Samples are drawn and votes
counted here; a single tree is scikit-learn's (:mod:`mlcore.learn.cart` grows the same).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlcore.learn.growth import Parts, rule_of, split
from mlcore.learn.lesson import Chosen, Trajectory
from mlcore.learn.points import Points

UNJUDGED = "unjudged"


@dataclass(frozen=True, eq=False)
class Grown:
    """A tree as arrays, one entry a node.

    Parameters
    ----------
    column, threshold, left, right : ndarray, shape (nodes,)
        The question, and where rows go; *left* is −1 for a leaf.
    shares : ndarray, shape (nodes, classes)
        Of each class among the rows drawn.
    """

    column: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    shares: np.ndarray

    def chances(self, X: np.ndarray) -> np.ndarray:
        """Return the shares of the classes in the leaf of each row of *X*."""
        X, at = X.astype(np.float32), np.zeros(len(X), int)
        while (inner := self.left[at] >= 0).any():
            goes = X[np.arange(len(X)), self.column[at]] <= self.threshold[at]
            at = np.where(inner, np.where(goes, self.left[at], self.right[at]), at)
        return np.asarray(self.shares[at])


@dataclass(frozen=True, eq=False)
class Vote:
    """One frame: the forest after a tree was added.

    Parameters
    ----------
    trees : int
        How many there are.
    tree : Grown
        The newest.
    times : ndarray of int, shape (rows,)
        How often each row was drawn for it.
    judges : ndarray of int, shape (rows,)
        Trees that have not seen the row.
    outside : ndarray, shape (rows, classes)
        Mean chances that those give it; 0 where there are none.
    oob, wrong, held_wrong : float
        Share answered wrong: of judged rows by the trees that have not seen them, of the rows
        learned from by all trees, and of the rows held back.
    alone : float
        Share of the rows held back that the newest tree alone answers wrong.
    """

    trees: int
    tree: Grown
    times: np.ndarray
    judges: np.ndarray
    outside: np.ndarray
    oob: float
    wrong: float
    held_wrong: float
    alone: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Forest(Trajectory[Vote]):
    """All stages of a forest; the rows, and the one the formula follows."""

    parts: Parts
    row: int


def plant(points: Points, chosen: Chosen) -> Forest:
    """Return how a forest grows on *points*, tree by tree."""
    parts = split(points, chosen.seed)
    frames = tuple(_votes(parts, len(points.classes), chosen))
    put = chosen.put("probe")
    middle = np.array(put[0]) if put else np.median(parts.X, axis=0)
    spread = np.where(np.ptp(parts.X, axis=0) > 0, np.ptp(parts.X, axis=0), 1.0)
    row = int(np.square((parts.X - middle) / spread).sum(axis=1).argmin())
    return Forest(
        points=points, chosen=chosen, frames=frames, parts=parts, row=row,
        ending=UNJUDGED if (frames[-1].judges == 0).any() else "",
    )  # fmt: skip


def seeds(seed: int, trees: int) -> list[int]:
    """Return the seed of each tree, as scikit-learn's forest hands them out."""
    random = np.random.RandomState(seed)
    return [int(random.randint(np.iinfo(np.int32).max)) for _ in range(trees)]


def drawn(seed: int, rows: int) -> np.ndarray:
    """Return how often each of *rows* is drawn for the tree of *seed*, with putting back."""
    picked = np.random.RandomState(seed).randint(0, rows, rows)
    return np.bincount(picked, minlength=rows)


def _votes(parts: Parts, classes: int, chosen: Chosen) -> Iterator[Vote]:
    rows, (X, y) = len(parts.y), (parts.X, parts.y)
    judges, outside = np.zeros(rows, int), np.zeros((rows, classes))
    inside, held = np.zeros((rows, classes)), np.zeros((len(parts.y_held), classes))
    for number, seed in enumerate(seeds(chosen.seed, chosen["trees"]), start=1):
        times = drawn(seed, rows)
        tree = _tree(parts, classes, chosen, seed, times)
        said, said_held, fresh = tree.chances(X), tree.chances(parts.X_held), times == 0
        judges = judges + fresh
        outside = outside + said * fresh[:, None]
        inside, held = inside + said, held + said_held
        judged = judges > 0
        mean = outside / np.maximum(judges, 1)[:, None]
        yield Vote(
            number, tree, times, judges, mean,
            _off(mean[judged], y[judged]), _off(inside, y), _off(held, parts.y_held),
            _off(said_held, parts.y_held),
        )  # fmt: skip


def _off(chances: np.ndarray, y: np.ndarray) -> float:
    """Return the share of rows whose likeliest class is not theirs."""
    return float((chances.argmax(axis=1) != y).mean()) if len(y) else 0.0


def _tree(parts: Parts, classes: int, chosen: Chosen, seed: int, times: np.ndarray) -> Grown:
    """Return the tree grown on the rows drawn."""
    from sklearn.tree import DecisionTreeClassifier

    rule: Any = rule_of(chosen)
    model = DecisionTreeClassifier(
        criterion=rule.criterion, max_depth=rule.depth, min_samples_leaf=rule.least,
        max_features=chosen["look"], random_state=seed,
    )  # fmt: skip
    grown = model.fit(parts.X, parts.y, sample_weight=times).tree_
    shares = np.zeros((grown.node_count, classes))
    shares[:, model.classes_] = grown.value[:, 0, :]
    return Grown(
        np.maximum(grown.feature, 0), grown.threshold, grown.children_left, grown.children_right,
        shares,
    )  # fmt: skip
