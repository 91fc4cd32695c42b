"""Logistic and softmax regression by gradient steps on the cross-entropy.

Two classes have one row of weights and the sigmoid, three have a row each and the softmax. The last
column of the weights is the intercept, which is not shrunk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlcore.learn.lesson import Chosen, Places, Trajectory
from mlcore.learn.points import Points, scaled

NO_MAXIMUM, RESTLESS = "no_maximum", "restless"
NEWTON = 60
STEEP = 1.5
"""How steep the logit of a line put by hand rises across it."""
TINY = 1e-12


@dataclass(frozen=True, eq=False)
class Fit:
    """One state.

    Parameters
    ----------
    weights : ndarray, shape (1 or classes, 3)
        Of both columns, and the intercept.
    chances : ndarray, shape (rows, classes)
        What each point's classes are given.
    losses : ndarray, shape (rows,)
        Cross-entropy of each point: minus the logarithm of its own class's chance.
    loss : float
        Their mean, and the price of large weights.
    gradient : float
        Length of the gradient of *loss*.
    """

    weights: np.ndarray
    chances: np.ndarray
    losses: np.ndarray
    loss: float
    gradient: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Regression(Trajectory[Fit]):
    """All steps, the scaled points they ran on, and the lowest loss there is."""

    X: np.ndarray
    y: np.ndarray
    lowest: float

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return self.frames[0].chances.shape[1]


@dataclass(frozen=True, eq=False)
class Task:
    """What is fitted: rows with a 1 at the end, one-hot classes, and the price of weights."""

    design: np.ndarray
    hot: np.ndarray
    price: float

    def chances(self, weights: np.ndarray) -> np.ndarray:
        """Return the chance of each class, for each row."""
        return softmax(logits(weights, self.design))

    def loss(self, weights: np.ndarray) -> float:
        """Return the mean cross-entropy and the price of the weights."""
        own = (self.chances(weights) * self.hot).sum(axis=1)
        size = float((weights[:, :-1] ** 2).sum())
        return float(-np.log(np.maximum(own, TINY)).mean() + self.price * size / 2)

    def gradient(self, weights: np.ndarray) -> np.ndarray:
        """Return the gradient of :meth:`loss`."""
        off = (self.chances(weights) - self.hot) if len(weights) > 1 else self._off(weights)
        slope = off.T @ self.design / len(self.design)
        slope[:, :-1] += self.price * weights[:, :-1]
        return np.asarray(slope)

    def _off(self, weights: np.ndarray) -> np.ndarray:
        return np.asarray((self.chances(weights) - self.hot)[:, 1:])

    def curvature(self, weights: np.ndarray) -> np.ndarray:
        """Return the Hessian of :meth:`loss`, with the weights row after row."""
        p = self.chances(weights)[:, -len(weights) :]
        each = np.einsum("ni,ij->nij", p, np.eye(len(weights))) - p[:, :, None] * p[:, None, :]
        full = np.einsum("nij,na,nb->iajb", each, self.design, self.design) / len(self.design)
        size = weights.size
        shrunk = np.ones_like(weights)
        shrunk[:, -1] = 0
        return np.asarray(full.reshape(size, size) + self.price * np.diag(shrunk.ravel()))


def logits(weights: np.ndarray, design: np.ndarray) -> np.ndarray:
    """Return the logit of each class; with one row of weights that of the first class is 0."""
    z = design @ weights.T
    return z if len(weights) > 1 else np.column_stack([np.zeros(len(z)), z])


def softmax(z: np.ndarray) -> np.ndarray:
    """Return the shares of ``exp(z)`` in each row."""
    high = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(high / high.sum(axis=1, keepdims=True))


def regress(points: Points, chosen: Chosen) -> Regression:
    """Return the gradient steps from the chosen start."""
    X, y = scaled(points.X), points.target.astype(int)
    classes = len(points.classes)
    task = Task(np.column_stack([X, np.ones(len(X))]), np.eye(classes)[y], chosen["price"])
    start = start_of(classes, chosen)
    frames = tuple(_steps(task, start, chosen))
    return Regression(
        points=points, chosen=chosen, frames=frames, X=X, y=y, ending=_ending(frames, y, chosen),
        lowest=task.loss(newton(task, np.zeros_like(start))),
    )  # fmt: skip


def start_of(classes: int, chosen: Chosen) -> np.ndarray:
    """Return the first weights: of the line put by hand, or drawn by the seed."""
    put = chosen.put("line")
    if classes == 2 and len(put) == 2:
        return through(put)
    rng = np.random.default_rng([chosen.seed, 4])
    rows = classes if classes > 2 else 1
    return np.asarray(np.column_stack([rng.normal(0, 0.8, (rows, 2)), np.zeros(rows)]))


def through(places: Places) -> np.ndarray:
    """Return weights whose logit is 0 on the line through two places."""
    (x0, y0), (x1, y1) = places
    normal = np.array([y1 - y0, x0 - x1])
    normal = STEEP * normal / (np.linalg.norm(normal) or 1.0)
    return np.array([[*normal, -normal @ (x0, y0)]])


def newton(task: Task, weights: np.ndarray) -> np.ndarray:
    """Return the weights of least loss, by Newton's steps (iteratively reweighted squares)."""
    for _ in range(NEWTON):
        slope = task.gradient(weights).ravel()
        if np.abs(slope).max() < 1e-10:
            break
        bent = task.curvature(weights) + 1e-9 * np.eye(weights.size)
        step = np.linalg.lstsq(bent, slope, rcond=None)[0].reshape(weights.shape)
        weights = weights - step * min(1.0, 5.0 / (np.abs(step).max() or 1.0))
    return weights


def _steps(task: Task, weights: np.ndarray, chosen: Chosen) -> Iterator[Fit]:
    for _ in range(chosen["steps"] + 1):
        gradient = task.gradient(weights)
        chances = task.chances(weights)
        losses = -np.log(np.maximum((chances * task.hot).sum(axis=1), TINY))
        yield Fit(weights, chances, losses, task.loss(weights), float(np.linalg.norm(gradient)))
        weights = weights - chosen["rate"] * gradient


def _ending(frames: tuple[Fit, ...], y: np.ndarray, chosen: Chosen) -> str:
    losses = np.array([frame.loss for frame in frames])
    late = np.diff(losses[len(losses) // 2 :])
    if (late > 1e-9).mean() > 0.25:
        return RESTLESS
    parted = (frames[-1].chances.argmax(axis=1) == y).all()
    return NO_MAXIMUM if parted and not chosen["price"] else ""
