"""Made clouds of points for the lesson on principal components."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mlcore.language import translate as _
from mlcore.learn.points import Points

ROWS = 120


def _turned(X: np.ndarray, degrees: float) -> np.ndarray:
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray(X @ turn)


def _long(rng: np.random.Generator) -> np.ndarray:
    return _turned(rng.normal(size=(ROWS, 2)) * [2.0, 0.6], 35)


def _round(rng: np.random.Generator) -> np.ndarray:
    return rng.normal(size=(ROWS, 2))


def _bent(rng: np.random.Generator) -> np.ndarray:
    angle = rng.uniform(-0.1, 2.2, ROWS)
    arc = 3 * np.column_stack([np.cos(angle), np.sin(angle)])
    return arc + 0.15 * rng.normal(size=(ROWS, 2))


def _far(rng: np.random.Generator) -> np.ndarray:
    X = _turned(rng.normal(size=(ROWS, 2)) * [1.1, 0.6], 130)
    return np.vstack([X[1:], [[14.0, 13.0]]])


def _units(rng: np.random.Generator) -> np.ndarray:
    size = rng.normal(size=ROWS)
    height = 1700 + 80 * (0.8 * size + 0.6 * rng.normal(size=ROWS))
    return np.column_stack([height, 70 + 11 * (0.8 * size + 0.6 * rng.normal(size=ROWS))])


CLOUDS: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    "long": _long,
    "units": _units,
    "round": _round,
    "bent": _bent,
    "far": _far,
}


TURN = ("turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])",)
PYTHON: dict[str, tuple[str, ...]] = {
    "long": (
        "angle = np.deg2rad(35)", *TURN,
        "X = rng.normal(size=(rows, 2)) * [2.0, 0.6] @ turn",
    ),
    "units": (
        "size = rng.normal(size=rows)",
        "height = 1700 + 80 * (0.8 * size + 0.6 * rng.normal(size=rows))",
        "X = np.c_[height, 70 + 11 * (0.8 * size + 0.6 * rng.normal(size=rows))]",
    ),
    "round": ("X = rng.normal(size=(rows, 2))",),
    "bent": (
        "angle = rng.uniform(-0.1, 2.2, rows)",
        "X = 3 * np.c_[np.cos(angle), np.sin(angle)] + 0.15 * rng.normal(size=(rows, 2))",
    ),
    "far": (
        "angle = np.deg2rad(130)", *TURN,
        "X = rng.normal(size=(rows, 2)) * [1.1, 0.6] @ turn",
        "X = np.vstack([X[1:], [[14, 13]]])",
    ),
}  # fmt: skip
"""The clouds as Python to copy; a test holds them to :func:`cloud`."""


def python(name: str, seed: int) -> str:
    """Return Python that draws the very points of :func:`cloud` into ``X``."""
    return "\n".join((f"rng, rows = np.random.default_rng([{seed}, 11]), {ROWS}", *PYTHON[name]))


def cloud(name: str, seed: int) -> Points:
    """Return the cloud called *name*, drawn by *seed*."""
    names = (_("height in mm"), _("weight in kg")) if name == "units" else ("x₁", "x₂")
    return Points(CLOUDS[name](np.random.default_rng([seed, 11])), None, names)
