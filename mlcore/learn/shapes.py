"""Made points of two coordinates, with the group each was made from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mlcore.learn.points import Points

Made = tuple[np.ndarray, np.ndarray]
ROWS = 150


def _blobs(rng: np.random.Generator, rows: int, spread: float = 0.55, groups: int = 3) -> Made:
    angle = 2 * np.pi * np.arange(groups) / groups + rng.uniform(0, 2 * np.pi)
    centres = 2.4 * np.column_stack([np.cos(angle), np.sin(angle)])
    y = np.arange(rows) % groups
    return centres[y] + spread * rng.normal(size=(rows, 2)), y


def _moons(rng: np.random.Generator, rows: int) -> Made:
    y = np.arange(rows) % 2
    angle = rng.uniform(0, np.pi, rows)
    x = np.where(y == 0, np.cos(angle), 1 - np.cos(angle))
    up = np.where(y == 0, np.sin(angle), 0.4 - np.sin(angle))
    return 2 * np.column_stack([x - 0.5, up]) + 0.14 * rng.normal(size=(rows, 2)), y


def _rings(rng: np.random.Generator, rows: int) -> Made:
    y = np.arange(rows) % 2
    angle, size = rng.uniform(0, 2 * np.pi, rows), np.where(y == 0, 0.8, 2.6)
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    return size[:, None] * ring + 0.16 * rng.normal(size=(rows, 2)), y


def _long(rng: np.random.Generator, rows: int) -> Made:
    y = np.arange(rows) % 3
    lying = np.column_stack([2.6 * rng.normal(size=rows), 0.22 * rng.normal(size=rows)])
    lying[:, 1] += 1.5 * (y - 1)
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    return lying @ turn.T, y


def _even(rng: np.random.Generator, rows: int) -> Made:
    return rng.uniform(-3, 3, (rows, 2)), np.zeros(rows, int)


SHAPES: dict[str, Callable[[np.random.Generator, int], Made]] = {
    "blobs": _blobs,
    "overlap": lambda rng, rows: _blobs(rng, rows, 1.3),
    "moons": _moons,
    "rings": _rings,
    "long": _long,
    "even": _even,
}


BLOBS = (
    "y = np.arange(rows) % 3",
    "angle = 2 * np.pi * np.arange(3) / 3 + rng.uniform(0, 2 * np.pi)",
    "centres = 2.4 * np.c_[np.cos(angle), np.sin(angle)]",
)
PYTHON: dict[str, tuple[str, ...]] = {
    "blobs": (*BLOBS, "X = centres[y] + 0.55 * rng.normal(size=(rows, 2))"),
    "overlap": (*BLOBS, "X = centres[y] + 1.3 * rng.normal(size=(rows, 2))"),
    "moons": (
        "y, angle = np.arange(rows) % 2, rng.uniform(0, np.pi, rows)",
        "x = np.where(y == 0, np.cos(angle), 1 - np.cos(angle)) - 0.5",
        "up = np.where(y == 0, np.sin(angle), 0.4 - np.sin(angle))",
        "X = 2 * np.c_[x, up] + 0.14 * rng.normal(size=(rows, 2))",
    ),
    "rings": (
        "y, angle = np.arange(rows) % 2, rng.uniform(0, 2 * np.pi, rows)",
        "ring = np.c_[np.cos(angle), np.sin(angle)]",
        "X = np.where(y == 0, 0.8, 2.6)[:, None] * ring + 0.16 * rng.normal(size=(rows, 2))",
    ),
    "long": (
        "y = np.arange(rows) % 3",
        "X = np.c_[2.6 * rng.normal(size=rows), 0.22 * rng.normal(size=rows)]",
        "X[:, 1] += 1.5 * (y - 1)",
        "X = X @ [[0.8, 0.6], [-0.6, 0.8]]",
    ),
}
"""The shapes as Python to copy; a test holds them to :func:`shape`."""


def python(name: str, seed: int) -> str:
    """Return Python that draws the very points of :func:`shape` into ``X``."""
    return "\n".join((f"rng, rows = np.random.default_rng([{seed}, 7]), {ROWS}", *PYTHON[name]))


def shape(name: str, seed: int, rows: int = ROWS) -> Points:
    """Return points of the shape called *name*, drawn by *seed*, with the group of each."""
    X, y = SHAPES[name](np.random.default_rng([seed, 7]), rows)
    return Points(X, y, ("x₁", "x₂"), "group", tuple(map(str, np.unique(y))))
