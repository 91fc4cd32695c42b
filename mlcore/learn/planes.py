"""Points in a plane for the lesson on networks: made ones, and two columns of a table."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mlcore.learn.mlp import Task
from mlcore.learn.mlp_course import Rows
from mlcore.learn.points import Points

HELD = 0.3
"""Share of rows the network never learns from."""
NAMES = ("x₁", "x₂")


def task_of(points: Points) -> Task:
    """Return what a network has to answer: a number, or one of two or more classes."""
    return ("two" if len(points.classes) == 2 else "many") if points.classes else "number"


def split(points: Points, seed: int = 0, share: float = HELD) -> Rows:
    """Scale *points* by the rows learned from, and keep a *share* of the rows back.

    Both inputs, and a target that is a number, get mean 0 and standard deviation 1.
    """
    order = np.random.default_rng(seed).permutation(points.rows)
    keep = max(1, round(share * len(order)))
    held, own = order[:keep], order[keep:]
    X = _scaled(points.X, own)
    Y = _targets(points, own)
    return Rows(X[own], Y[own], X[held], Y[held], task_of(points))


def _scaled(values: np.ndarray, own: np.ndarray) -> np.ndarray:
    sd = values[own].std(axis=0)
    return np.asarray((values - values[own].mean(axis=0)) / np.where(sd > 0, sd, 1.0))


def _targets(points: Points, own: np.ndarray) -> np.ndarray:
    task = task_of(points)
    if task == "number":
        return _scaled(points.target[:, None].astype(float), own)
    if task == "two":
        return points.target[:, None].astype(float)
    return np.eye(len(points.classes))[points.target]


def _circles(random: np.random.Generator, rows: int, noise: float) -> Points:
    y = np.arange(rows) % 2
    angle, radius = random.uniform(0, 2 * np.pi, rows), np.where(y == 1, 0.45, 1.0)
    X = np.c_[np.cos(angle), np.sin(angle)] * radius[:, None]
    return Points(X + noise * random.standard_normal((rows, 2)), y, NAMES, classes=("ring", "core"))


def _moons(random: np.random.Generator, rows: int, noise: float) -> Points:
    y, t = np.arange(rows) % 2, random.uniform(0, np.pi, rows)
    upper, lower = np.c_[np.cos(t), np.sin(t)], np.c_[1 - np.cos(t), 0.5 - np.sin(t)]
    X = np.where(y[:, None] == 0, upper, lower)
    return Points(X + noise * random.standard_normal((rows, 2)), y, NAMES, classes=("A", "B"))


def _corners(random: np.random.Generator, rows: int, noise: float) -> Points:
    X = random.uniform(-1, 1, (rows, 2))
    y = (X[:, 0] * X[:, 1] > 0).astype(int)
    X = X + noise * random.standard_normal((rows, 2))
    return Points(X, y, NAMES, classes=("unlike", "like"))


def _spirals(random: np.random.Generator, rows: int, noise: float) -> Points:
    y, t = np.arange(rows) % 2, np.sqrt(random.uniform(0.02, 1, rows))
    angle = 1.6 * np.pi * t + np.pi * y
    X = np.c_[t * np.cos(angle), t * np.sin(angle)]
    return Points(X + 0.4 * noise * random.standard_normal((rows, 2)), y, NAMES, classes=("A", "B"))


def _petals(random: np.random.Generator, rows: int, noise: float) -> Points:
    y = np.arange(rows) % 3
    angle = 2 * np.pi * y / 3 + 0.35 * random.standard_normal(rows)
    radius = random.uniform(0.25, 1, rows)
    X = np.c_[np.cos(angle), np.sin(angle)] * radius[:, None]
    X = X + 0.6 * noise * random.standard_normal((rows, 2))
    return Points(X, y, NAMES, classes=("A", "B", "C"))


def _hill(random: np.random.Generator, rows: int, noise: float) -> Points:
    X = random.uniform(-1, 1, (rows, 2))
    height = np.exp(-3 * ((X[:, 0] - 0.3) ** 2 + (X[:, 1] + 0.2) ** 2)) - 0.4 * X[:, 0]
    return Points(X, height + 0.5 * noise * random.standard_normal(rows), NAMES)


PLANES: dict[str, Callable[[np.random.Generator, int, float], Points]] = {
    "circles": _circles,
    "moons": _moons,
    "corners": _corners,
    "spirals": _spirals,
    "petals": _petals,
    "hill": _hill,
}
"""Made planes by name."""


def made(name: str, seed: int = 0, rows: int = 200, noise: float = 0.12) -> Points:
    """Return the made plane of this name."""
    return PLANES[name](np.random.default_rng(seed), rows, noise)
