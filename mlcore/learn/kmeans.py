"""k-means, with assigning and moving as steps of their own.

Lloyd's algorithm (1982); k-means++ after Arthur & Vassilvitskii (2007).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mlcore.learn.lesson import Chosen, Trajectory
from mlcore.learn.points import Points, scaled

Phase = Literal["start", "assign", "move"]
STUCK, SHAPE = "stuck", "wrong_shape"
ROUNDS = 60
RESTARTS = 10
WORSE = 1.05
"""How many times the best inertia of several starts is a place where one is stuck."""
AGREES = 0.6
"""Adjusted Rand index under which the clusters are not the groups the points were made from."""


@dataclass(frozen=True, eq=False)
class Cluster:
    """One frame.

    Parameters
    ----------
    phase : {"start", "assign", "move"}
        What was done to come here.
    centres : ndarray, shape (k, 2)
        Where the centres stand.
    labels : ndarray of int, shape (rows,)
        The centre each point belongs to; -1 before the first assignment.
    inertia : float
        Sum of squared distances from the points to their centres.
    changed : int
        Points that went to another centre, or centres that moved.
    silhouette : ndarray, shape (rows,)
        From -1 (nearer to another cluster) to 1 (well inside its own); nan without clusters.
    """

    phase: Phase
    centres: np.ndarray
    labels: np.ndarray
    inertia: float
    changed: int
    silhouette: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class Clustering(Trajectory[Cluster]):
    """All steps; the coordinates that were clustered, and the best inertia of several starts."""

    X: np.ndarray
    best: float


def cluster(points: Points, chosen: Chosen) -> Clustering:
    """Return the steps of k-means from the chosen start until nothing changes."""
    X = scaled(points.X) if points.own else points.X
    k = min(chosen["k"], len(X))
    far = np.sqrt(squared(X, X))
    frames = tuple(_steps(X, start_of(X, k, chosen), far))
    best = min(
        _settled(X, plus_plus(X, k, np.random.default_rng([chosen.seed, 50 + turn])))
        for turn in range(RESTARTS)
    )
    best = min(best, frames[-1].inertia)
    return Clustering(
        points=points, chosen=chosen, frames=frames, X=X, best=best,
        ending=_ending(points, frames[-1], best),
    )  # fmt: skip


def squared(X: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return the squared distance of each row of *X* to each of *centres*."""
    return np.asarray(((X[:, None, :] - centres) ** 2).sum(axis=2))


def start_of(X: np.ndarray, k: int, chosen: Chosen) -> np.ndarray:
    """Return the first centres: put by hand, or drawn as *chosen* says."""
    put = chosen.put("centres")
    if len(put) == k:
        return np.array(put)
    rng = np.random.default_rng([chosen.seed, 3])
    if chosen["start"] == "plus":
        return plus_plus(X, k, rng)
    if chosen["start"] == "random":
        return np.asarray(X[rng.choice(len(X), k, replace=False)])
    corner = X[np.argmax(X.sum(axis=1))]
    return np.asarray(corner + 0.05 * rng.normal(size=(k, X.shape[1])))


def plus_plus(X: np.ndarray, k: int, rng: np.random.Generator) -> np.ndarray:
    """Return *k* points, each drawn with a chance that grows with its squared distance."""
    picked = [X[rng.integers(len(X))]]
    for _ in range(k - 1):
        near = squared(X, np.array(picked)).min(axis=1)
        total = near.sum()
        chance = near / total if total > 0 else None
        picked.append(X[rng.choice(len(X), p=chance)])
    return np.array(picked)


def assign(X: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return the nearest centre of each row."""
    return np.asarray(squared(X, centres).argmin(axis=1))


def move(X: np.ndarray, centres: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the mean of each centre's rows; a centre without rows stays."""
    moved = [
        X[labels == at].mean(axis=0) if (labels == at).any() else centre
        for at, centre in enumerate(centres)
    ]
    return np.array(moved)


def inertia_of(X: np.ndarray, centres: np.ndarray, labels: np.ndarray) -> float:
    """Return the sum of squared distances from the rows to their centres."""
    return float(((X - centres[labels]) ** 2).sum())


def silhouettes(far: np.ndarray, labels: np.ndarray, k: int) -> np.ndarray:
    """Return the silhouette of each row from the distances *far* between all rows.

    Rousseeuw (1987); 0 for the only row of a cluster, nan where there is one cluster.
    """
    member = labels[:, None] == np.arange(k)
    sizes = member.sum(axis=0)
    if (sizes > 0).sum() < 2:
        return np.full(len(labels), np.nan)
    sums = far @ member
    own = sizes[labels]
    inside = sums[np.arange(len(labels)), labels] / np.maximum(own - 1, 1)
    means = np.where(member | (sizes == 0), np.inf, sums / np.maximum(sizes, 1))
    outside = means.min(axis=1)
    widest = np.maximum(inside, outside)
    return np.where((own > 1) & (widest > 0), (outside - inside) / np.maximum(widest, 1e-300), 0.0)


def _steps(X: np.ndarray, centres: np.ndarray, far: np.ndarray) -> Iterator[Cluster]:
    labels, k = np.full(len(X), -1), len(centres)
    nearest = squared(X, centres).min(axis=1)
    unknown = np.full(len(X), np.nan)
    yield Cluster("start", centres, labels, float(nearest.sum()), k, unknown)
    for _ in range(ROUNDS):
        before, labels = labels, assign(X, centres)
        changed = int((labels != before).sum())
        seen = silhouettes(far, labels, k)
        yield Cluster("assign", centres, labels, inertia_of(X, centres, labels), changed, seen)
        if not changed:
            return
        old, centres = centres, move(X, centres, labels)
        moved = int((np.abs(centres - old).max(axis=1) > 1e-12).sum())
        yield Cluster("move", centres, labels, inertia_of(X, centres, labels), moved, seen)


def _settled(X: np.ndarray, centres: np.ndarray) -> float:
    """Return the inertia at which k-means comes to rest from *centres*."""
    for _ in range(ROUNDS):
        moved = move(X, centres, assign(X, centres))
        if np.array_equal(moved, centres):
            break
        centres = moved
    return inertia_of(X, centres, assign(X, centres))


def _ending(points: Points, last: Cluster, best: float) -> str:
    if last.inertia > WORSE * best:
        return STUCK
    if points.own or len(last.centres) != len(points.classes):
        return ""
    return SHAPE if agreement(points.target, last.labels) < AGREES else ""


def agreement(first: np.ndarray, second: np.ndarray) -> float:
    """Return the adjusted Rand index of two ways to group (Hubert & Arabie, 1985)."""
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first, second), 1)

    def pairs(counts: np.ndarray) -> float:
        return float((counts * (counts - 1) / 2).sum())

    rows, columns, both = pairs(table.sum(axis=1)), pairs(table.sum(axis=0)), pairs(table)
    chance = rows * columns / pairs(np.array([len(first)]))
    most = (rows + columns) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)
