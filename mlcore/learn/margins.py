"""Sequential minimal optimisation: a support vector machine learned pair by pair.

Platt (1998); the pair is chosen by second-order information after Fan, Chen & Lin (2005). A
multiplier is kept with the sign of its class, so that one number moves a pair: what the first
gains the second loses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

Kind = Literal["linear", "poly", "rbf"]
TOLERANCE = 1e-4
"""Two points may pull apart by so much when it is called at rest."""
MOST_STEPS = 4000
FLAT = 1e-12
"""The least bend along a pair; two points in the same place have none."""
KEPT = frozenset([*range(1, 16), *(round(15 * 1.27**turn) for turn in range(26))])
"""The steps that become frames: the first ones all, then fewer and fewer."""


@dataclass(frozen=True)
class Kernel:
    """How alike two points are.

    Parameters
    ----------
    kind : {"linear", "poly", "rbf"}
        Inner product, a power of it plus one, or a bell of the distance.
    gamma : float
        How quickly the bell falls.
    degree : int
        The power.
    """

    kind: Kind = "linear"
    gamma: float = 1.0
    degree: int = 3

    def __call__(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Return the kernel of each row of *first* with each row of *second*."""
        inner = first @ second.T
        if self.kind == "linear":
            return np.asarray(inner)
        if self.kind == "poly":
            return np.asarray((inner + 1.0) ** self.degree)
        far = (first**2).sum(axis=1)[:, None] + (second**2).sum(axis=1) - 2 * inner
        return np.asarray(np.exp(-self.gamma * np.maximum(far, 0.0)))


@dataclass(frozen=True, eq=False)
class Problem:
    """What is optimised: kernel of all pairs, signs of the classes, and the price of slack.

    Parameters
    ----------
    K : ndarray, shape (rows, rows)
        Kernel of each point with each.
    y : ndarray, shape (rows,)
        −1 or 1.
    C : float
        The largest multiplier.
    gone : ndarray of bool, shape (rows,)
        Points that are left out: their multipliers stay 0.
    """

    K: np.ndarray
    y: np.ndarray
    C: float
    gone: np.ndarray

    @property
    def low(self) -> np.ndarray:
        """The least each signed multiplier may be."""
        return np.where((self.y > 0) | self.gone, 0.0, -self.C)

    @property
    def high(self) -> np.ndarray:
        """The most each signed multiplier may be."""
        return np.where((self.y > 0) & ~self.gone, self.C, 0.0)

    def pulls(self, signed: np.ndarray) -> np.ndarray:
        """Return how far each point's output, without the bias, is from its class."""
        return np.asarray(self.y - self.K @ signed)

    def bias(self, signed: np.ndarray) -> float:
        """Return the bias: the mean pull of points between the bounds, else the middle."""
        pulls = self.pulls(signed)
        free = (signed > self.low) & (signed < self.high)
        if free.any():
            return float(pulls[free].mean())
        up, down = signed < self.high, signed > self.low
        if not (up.any() and down.any()):
            return 0.0
        return float(pulls[up].max() + pulls[down].min()) / 2

    def dual(self, signed: np.ndarray) -> float:
        """Return the dual objective: the sum of multipliers minus half the squared slope."""
        return float(np.abs(signed).sum() - self.slope(signed) / 2)

    def primal(self, signed: np.ndarray) -> float:
        """Return the primal objective: half the squared slope, and the price of all slack."""
        values = self.K @ signed + self.bias(signed)
        slack = np.maximum(1 - self.y * values, 0)[~self.gone]
        return float(self.slope(signed) / 2 + self.C * slack.sum())

    def slope(self, signed: np.ndarray) -> float:
        """Return the squared length of w, the normal of the border."""
        return float(signed @ self.K @ signed)

    def broken(self, signed: np.ndarray) -> float:
        """Return how far the worst pair pulls apart; at rest no more than the tolerance."""
        pulls = self.pulls(signed)
        up, down = signed < self.high, signed > self.low
        if not (up.any() and down.any()):
            return 0.0
        return max(float(pulls[up].max() - pulls[down].min()), 0.0)


@dataclass(frozen=True)
class Move:
    """One step: point *first* gains *size* of its signed multiplier, *second* loses it."""

    first: int
    second: int
    size: float


@dataclass(eq=False)
class _Walk:
    """Where the optimisation stands; the only thing here that changes."""

    problem: Problem
    signed: np.ndarray

    def __post_init__(self) -> None:
        self.low, self.high = self.problem.low, self.problem.high
        self.own = np.diag(self.problem.K)
        self.pulls = self.problem.pulls(self.signed)

    def pair(self) -> tuple[int, int] | None:
        """Return the pair whose step gains most; None at rest."""
        up, down = self.signed < self.high, self.signed > self.low
        first = int(np.where(up, self.pulls, -np.inf).argmax())
        gap = self.pulls[first] - self.pulls
        gap[~down] = 0.0
        if not up[first] or gap.max() < TOLERANCE:
            return None
        gain = np.maximum(gap, 0) ** 2 / self.bends(first)
        return first, int(gain.argmax())

    def bends(self, first: int) -> np.ndarray:
        """Return how the objective bends along each pair with *first*."""
        bends = self.own[first] + self.own - 2 * self.problem.K[first]
        return np.asarray(np.maximum(bends, FLAT))

    def move(self, first: int, second: int) -> Move:
        """Take the step of one pair, as far as the bounds allow, and return it."""
        rooms = self.high[first] - self.signed[first], self.signed[second] - self.low[second]
        wanted = (self.pulls[first] - self.pulls[second]) / self.bends(first)[second]
        size = float(min(wanted, *rooms))
        self.signed[first] = self.high[first] if size == rooms[0] else self.signed[first] + size
        self.signed[second] = self.low[second] if size == rooms[1] else self.signed[second] - size
        self.pulls -= size * (self.problem.K[first] - self.problem.K[second])
        return Move(first, second, size)


@dataclass(frozen=True, eq=False)
class Stop:
    """A step that is kept: how many there were, the last move, the signed multipliers after it."""

    step: int
    move: Move
    signed: np.ndarray


@dataclass(frozen=True, eq=False)
class Way:
    """The kept steps, the signed multipliers at the end, and whether that is at rest."""

    stops: tuple[Stop, ...]
    signed: np.ndarray
    rested: bool


def optimise(problem: Problem, start: np.ndarray, most: int = MOST_STEPS) -> Way:
    """Return the steps from *start* to rest.

    Parameters
    ----------
    problem : Problem
        What is optimised.
    start : ndarray, shape (rows,)
        Signed multipliers to begin with: between the bounds, their sum 0.
    most : int
        Steps after which it ends wherever it is.
    """
    walk, stops, step, move = _Walk(problem, start.copy()), [], 0, None
    while (pair := walk.pair()) is not None and step < most:
        step, move = step + 1, walk.move(*pair)
        if step in KEPT:
            stops.append(Stop(step, move, walk.signed.copy()))
    if move is not None and step not in KEPT:
        stops.append(Stop(step, move, walk.signed.copy()))
    return Way(tuple(stops), walk.signed, walk.pair() is None)


def warm(signed: np.ndarray, gone: np.ndarray) -> np.ndarray:
    """Return a start without the points that are *gone*: the other side gives back its share.

    The signed multipliers must sum to 0, so what the gone points held is taken from the points
    of the other class, from each in proportion.
    """
    if not signed[gone].any():
        return signed.copy()
    rest = np.where(gone, 0.0, signed)
    over = rest.sum()
    side = rest * over > 0
    if side.any():
        rest[side] *= 1 - over / rest[side].sum()
    return rest
