"""Principal components of a plane: an axis that is turned, what its shadow keeps, what is lost.

Pearson (1901) looked for the line with the least squared distance, Hotelling (1933) for the
direction of the most variance: as both add up to the same total, it is one line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mlcore.learn.lesson import Chosen, Trajectory
from mlcore.learn.points import Points, scaled

Phase = Literal["start", "turn", "multiply", "snap"]
UNITS, BENT, ROUND, FAR = "units", "bent", "round", "far"
STEP = 5
"""Degrees from one frame to the next; they divide the half turn."""
ROUNDS = 60
STILL = 1e-10
"""Radians under which an axis no longer turns."""
ALONE = 0.95
"""Share of the variance in one unscaled column from which that column alone is the axis."""
CURVED = 0.5
"""Share of what is off the axis that a parabola along it explains."""
EVEN = 0.58
"""Share of the first component under which no direction stands out."""
SWAYED = np.deg2rad(15)
"""How far the axis turns without one point, when that point decides."""


@dataclass(frozen=True, eq=False)
class Axis:
    """One frame.

    Parameters
    ----------
    phase : {"start", "turn", "multiply", "snap"}
        What was done to come here.
    angle : float
        Of the axis, in radians, counted on and on from the start.
    kept, lost : float
        Variance of the shadows on the axis, and squared distance to it per point; both are divided
        by the rows minus one, so that they sum to the total variance.
    image : ndarray, shape (2,)
        The covariance matrix times the direction: where a step of the power iteration leads.
    """

    phase: Phase
    angle: float
    kept: float
    lost: float
    image: np.ndarray

    @property
    def direction(self) -> np.ndarray:
        """The axis as a vector of length 1."""
        return direction(self.angle)


@dataclass(frozen=True, eq=False, kw_only=True)
class Components(Trajectory[Axis]):
    """All axes, the centred points they go through, and the best of all.

    Parameters
    ----------
    X : ndarray, shape (rows, 2)
        With mean 0; with standard deviation 1 when scaled.
    covariance : ndarray, shape (2, 2)
        Divided by the rows minus one.
    best : Axis
        The first principal component.
    """

    X: np.ndarray
    covariance: np.ndarray
    best: Axis

    @property
    def total(self) -> float:
        """The variance of both columns."""
        return float(np.trace(self.covariance))


def direction(angle: float) -> np.ndarray:
    """Return the vector of length 1 at *angle* (radians)."""
    return np.array([np.cos(angle), np.sin(angle)])


def components(points: Points, chosen: Chosen) -> Components:
    """Return the axis on its way: turned by hand, or led by the covariance matrix."""
    X = scaled(points.X) if chosen["scale"] else points.X - points.X.mean(axis=0)
    covariance = np.asarray(X.T @ X) / (len(X) - 1)
    best = axis("snap", float(longest(*_parts(covariance))), covariance)
    steps = _multiplied if chosen["way"] == "power" else _turned
    frames = tuple(steps(covariance, start_of(chosen), best))
    ending = _ending(X, covariance, best, scale=chosen["scale"])
    return Components(
        points=points, chosen=chosen, frames=frames, ending=ending, X=X, covariance=covariance,
        best=best,
    )  # fmt: skip


def start_of(chosen: Chosen) -> float:
    """Return the first angle: through the point put by hand, or level."""
    put = chosen.put("axis")
    if chosen["way"] != "power" or not put or put[0] == (0.0, 0.0):
        return 0.0
    (x, y), *_rest = put
    return float(np.arctan2(y, x) % np.pi)


def axis(phase: Phase, angle: float, covariance: np.ndarray) -> Axis:
    """Return the axis at *angle* and what it keeps."""
    image = covariance @ direction(angle)
    kept = float(direction(angle) @ image)
    return Axis(phase, angle, kept, max(float(np.trace(covariance)) - kept, 0.0), image)


def longest(across: np.ndarray, up: np.ndarray, both: np.ndarray) -> np.ndarray:
    """Return the angle of the first axis of 2 × 2 covariances, from 0 to half a turn.

    Parameters
    ----------
    across, up, both : float or ndarray
        The two variances and the covariance.
    """
    return np.asarray(np.arctan2(2 * both, across - up) / 2 % np.pi)


def _parts(covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return covariance[..., 0, 0], covariance[..., 1, 1], covariance[..., 0, 1]


def _turned(covariance: np.ndarray, start: float, best: Axis) -> Iterator[Axis]:
    """Yield the axis every :data:`STEP` degrees of half a turn, then the best."""
    for degrees in range(0, 180 + STEP, STEP):
        phase: Phase = "turn" if degrees else "start"
        yield axis(phase, start + float(np.deg2rad(degrees)), covariance)
    yield best


def _multiplied(covariance: np.ndarray, start: float, best: Axis) -> Iterator[Axis]:
    """Yield the power iteration: multiply by the covariance matrix, shorten, again."""
    now = axis("start", start, covariance)
    yield now
    for _ in range(ROUNDS):
        if not now.image.any():
            return
        turn = _between(now.direction, now.image)
        now = axis("multiply", now.angle + turn, covariance)
        yield now
        if abs(turn) < STILL:
            return


def _between(first: np.ndarray, second: np.ndarray) -> float:
    """Return the angle from one vector to the other."""
    return float(np.arctan2(first[0] * second[1] - first[1] * second[0], first @ second))


# ------------------------------------------------------------------------------ endings


def _ending(X: np.ndarray, covariance: np.ndarray, best: Axis, *, scale: bool) -> str:
    total = float(np.trace(covariance)) or 1.0
    if not scale and float(np.diag(covariance).max()) > ALONE * total:
        return UNITS
    if bend(X, best.angle) > CURVED:
        return BENT
    if best.kept < EVEN * total:
        return ROUND
    return FAR if float(sway(X).max(initial=0)) > SWAYED else ""


def bend(X: np.ndarray, angle: float) -> float:
    """Return the share of what is off the axis that a parabola along the axis explains."""
    along, off = X @ direction(angle), X @ direction(angle + np.pi / 2)
    design = np.vander(along, 3)
    left = off - design @ np.linalg.lstsq(design, off, rcond=None)[0]
    spread = float(off @ off)
    return 1 - float(left @ left) / spread if spread > 1e-12 * float(along @ along) else 0.0


def sway(X: np.ndarray) -> np.ndarray:
    """Return how far (radians) the first axis turns when each row in turn is left out.

    The sums of squares about the new mean are those of all rows minus ``n / (n - 1) x xᵀ``.
    """
    rows = len(X)
    every = np.asarray(X.T @ X)
    without = every - rows / (rows - 1) * X[:, :, None] * X[:, None, :]
    turned = longest(*_parts(without)) - longest(*_parts(every))
    return np.asarray(np.abs((turned + np.pi / 2) % np.pi - np.pi / 2))
