"""Gradient descent of a straight line: four ways to take a step, on batches of any size.

The loss is the mean squared error of :math:`w x + b`. Steps after Sutton et al. (2013) for
momentum, Tieleman and Hinton (2012) for RMSprop, Kingma and Ba (2015) for Adam.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from mlcore.learn.lesson import Chosen, Trajectory
from mlcore.learn.points import Points

Rule = Literal["plain", "momentum", "rmsprop", "adam"]
RULES: tuple[Rule, ...] = ("plain", "momentum", "rmsprop", "adam")
DIVERGED = "diverged"
SLOW = "too_slow"
BLOWN_UP = 1e4
"""How many times the first loss a loss is when the descent is called off."""
NEAR = 1.05
"""How many times the lowest loss still counts as arrived."""
KEEP, KEEP_SQUARES, TINY = 0.9, 0.999, 1e-8
SQUARES_OF_RMSPROP = 0.9


@dataclass(frozen=True, eq=False)
class Step:
    """One state of one descent.

    Parameters
    ----------
    weights : ndarray, shape (2,)
        Slope and intercept.
    loss : float
        Mean squared error over all points.
    batch : ndarray of int
        The points from which the gradient was taken that led here; empty at the start.
    gradient, move : ndarray, shape (2,)
        That gradient, and what was added to the weights before.
    """

    weights: np.ndarray
    loss: float
    batch: np.ndarray
    gradient: np.ndarray
    move: np.ndarray


@dataclass(frozen=True, eq=False)
class State:
    """One frame: where each descent that is shown stands."""

    steps: dict[Rule, Step]


@dataclass(frozen=True, eq=False, kw_only=True)
class Descent(Trajectory[State]):
    """All descents, and the surface they go down.

    Parameters
    ----------
    x, y : ndarray
        The points as the descent sees them.
    optimum : ndarray, shape (2,)
        Slope and intercept of least squares.
    lowest : float
        The loss there.
    limit : float
        The largest learning rate at which plain descent on all points does not diverge: 2
        divided by the largest eigenvalue of the Hessian.
    """

    x: np.ndarray
    y: np.ndarray
    optimum: np.ndarray
    lowest: float
    limit: float


@dataclass(frozen=True, eq=False)
class Task:
    """What is fitted: the design (slope's column, ones) and the numbers to meet."""

    design: np.ndarray
    y: np.ndarray

    def loss(self, weights: np.ndarray) -> float:
        """Return the mean squared error over all points."""
        return float(np.mean((self.design @ weights - self.y) ** 2))

    def gradient(self, weights: np.ndarray, batch: np.ndarray) -> np.ndarray:
        """Return the gradient of the mean squared error over the points of *batch*."""
        rows = self.design[batch]
        return np.asarray(2 * rows.T @ (rows @ weights - self.y[batch]) / len(batch))


@dataclass
class Memory:
    """What a rule remembers from step to step."""

    velocity: np.ndarray = field(default_factory=lambda: np.zeros(2))
    squares: np.ndarray = field(default_factory=lambda: np.zeros(2))
    count: int = 0


def _plain(gradient: np.ndarray, rate: float, memory: Memory) -> np.ndarray:
    return -rate * gradient


def _momentum(gradient: np.ndarray, rate: float, memory: Memory) -> np.ndarray:
    memory.velocity = KEEP * memory.velocity + gradient
    return -rate * memory.velocity


def _rmsprop(gradient: np.ndarray, rate: float, memory: Memory) -> np.ndarray:
    keep = SQUARES_OF_RMSPROP
    memory.squares = keep * memory.squares + (1 - keep) * gradient**2
    return np.asarray(-rate * gradient / (np.sqrt(memory.squares) + TINY))


def _adam(gradient: np.ndarray, rate: float, memory: Memory) -> np.ndarray:
    memory.count += 1
    memory.velocity = KEEP * memory.velocity + (1 - KEEP) * gradient
    memory.squares = KEEP_SQUARES * memory.squares + (1 - KEEP_SQUARES) * gradient**2
    mean = memory.velocity / (1 - KEEP**memory.count)
    square = memory.squares / (1 - KEEP_SQUARES**memory.count)
    return np.asarray(-rate * mean / (np.sqrt(square) + TINY))


MOVES: dict[Rule, Callable[[np.ndarray, float, Memory], np.ndarray]] = {
    "plain": _plain,
    "momentum": _momentum,
    "rmsprop": _rmsprop,
    "adam": _adam,
}


def seen(points: Points, standardise: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y as the descent sees them: y scaled; x scaled, or only stretched from 0 up.

    Without standardising, x begins at 0 and has a standard deviation of 1: its mean is not 0,
    slope and intercept pull at each other, and the valley is long and narrow.
    """
    x, y = points.X[:, 0], points.target
    spread = x.std() or 1.0
    start = x.mean() if standardise else x.min()
    return (x - start) / spread, (y - y.mean()) / (y.std() or 1.0)


def descend(points: Points, chosen: Chosen) -> Descent:
    """Return the descents down the loss of *points* that *chosen* asks for."""
    x, y = seen(points, chosen["standardise"])
    task = Task(np.column_stack([x, np.ones_like(x)]), y)
    optimum = np.linalg.lstsq(task.design, y, rcond=None)[0]
    hessian = 2 * task.design.T @ task.design / len(x)
    rules = RULES if chosen["rule"] == "all" else (chosen["rule"],)
    paths = {rule: list(_path(task, rule, chosen, optimum)) for rule in rules}
    return Descent(
        points=points, chosen=chosen, frames=_together(paths), ending=_ending(task, paths, optimum),
        x=x, y=y, optimum=optimum, lowest=task.loss(optimum),
        limit=float(2 / np.linalg.eigvalsh(hessian)[-1]),
    )  # fmt: skip


def start_of(chosen: Chosen, optimum: np.ndarray) -> np.ndarray:
    """Return where the descent begins: where it was put, or a place that the seed draws."""
    put = chosen.put("start")
    if put:
        return np.array(put[0])
    angle = np.random.default_rng([chosen.seed, 1]).uniform(0.36, 0.5) * np.pi
    return np.asarray(optimum + 2.2 * np.array([np.cos(angle), np.sin(angle)]))


def _path(task: Task, rule: Rule, chosen: Chosen, optimum: np.ndarray) -> Iterator[Step]:
    weights, memory, none = start_of(chosen, optimum), Memory(), np.zeros(2)
    first = task.loss(weights)
    yield Step(weights, first, np.array([], int), none, none)
    for batch in _batches(len(task.y), chosen):
        gradient = task.gradient(weights, batch)
        move = MOVES[rule](gradient, chosen["rate"], memory)
        weights = weights + move
        loss = task.loss(weights)
        yield Step(weights, loss, batch, gradient, move)
        if not loss < BLOWN_UP * max(first, 1.0):
            return


def _batches(rows: int, chosen: Chosen) -> Iterator[np.ndarray]:
    """Yield the points of each step: all of them, or the next of a shuffled round."""
    size = min(chosen["batch"] or rows, rows)
    rng = np.random.default_rng([chosen.seed, 2])
    order = np.arange(rows)
    at = rows
    for _ in range(chosen["steps"]):
        if size < rows and at + size > rows:
            order, at = rng.permutation(rows), 0
        at = 0 if size == rows else at
        yield order[at : at + size]
        at += size


def _together(paths: dict[Rule, list[Step]]) -> tuple[State, ...]:
    """Return one frame a step; a descent that was called off stays where it was."""
    longest = max(map(len, paths.values()))
    return tuple(
        State({rule: path[min(at, len(path) - 1)] for rule, path in paths.items()})
        for at in range(longest)
    )


def _ending(task: Task, paths: dict[Rule, list[Step]], optimum: np.ndarray) -> str:
    lowest = task.loss(optimum)
    for path in paths.values():
        if not path[-1].loss <= 2 * max(path[0].loss, lowest):
            return DIVERGED
    nearest = min(step.loss for path in paths.values() for step in path)
    slow = nearest > NEAR * lowest + 0.02
    return SLOW if slow else ""
