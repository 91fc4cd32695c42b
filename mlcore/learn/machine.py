"""The course of a support vector machine: to rest, and on when points are taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from mlcore.learn.lesson import Chosen, Trajectory
from mlcore.learn.margin_grid import Grid, grid
from mlcore.learn.margins import Kernel, Move, Problem, optimise, warm
from mlcore.learn.points import Points, scaled

Stage = Literal["start", "step", "rest", "taken"]
RESTLESS, SOFT, HEART, STRAIGHT = "restless", "soft", "by_heart", "straight"
MOST, WRONG = 0.75, 0.25
"""Shares of points from which nearly all are held, and many are on the wrong side."""
HELD = 1e-9
"""Multipliers above are not 0."""


@dataclass(frozen=True, eq=False)
class State:
    """One frame.

    Parameters
    ----------
    stage : {"start", "step", "rest", "taken"}
        Before the first step, after one, when no pair can gain more, or when points were taken.
    step : int
        Pairs moved so far.
    signed : ndarray, shape (rows,)
        Multipliers, with the sign of the class.
    bias : float
        b of the border.
    values : ndarray, shape (rows,)
        f at the points.
    gone : ndarray of bool, shape (rows,)
        Points that were taken away.
    dual, primal, slope, broken : float
        Both objectives, ‖w‖², and how far the worst pair pulls apart.
    move : Move or None
        The pair of this step.
    """

    stage: Stage
    step: int
    signed: np.ndarray
    bias: float
    values: np.ndarray
    gone: np.ndarray
    dual: float
    primal: float
    slope: float
    broken: float
    move: Move | None = None

    @property
    def held(self) -> np.ndarray:
        """Which points are support vectors."""
        return np.abs(self.signed) > HELD


@dataclass(frozen=True, eq=False, kw_only=True)
class Machine(Trajectory[State]):
    """All steps, and what they ran on.

    Parameters
    ----------
    X, y : ndarray, shape (rows, 2) and (rows,)
        Scaled points, and −1 or 1.
    kernel, C : Kernel, float
        As chosen.
    K : ndarray, shape (rows, rows)
        The kernel of all pairs.
    ring : int
        The point whose conditions are followed.
    tried : Grid
        What other choices lead to.
    """

    X: np.ndarray
    y: np.ndarray
    kernel: Kernel
    C: float
    K: np.ndarray
    ring: int
    tried: Grid

    @property
    def before(self) -> State:
        """The state at rest with all points, before any was taken."""
        return next(f for f in self.frames[::-1] if not f.gone.any())

    def seen(self, frame: State, places: np.ndarray) -> np.ndarray:
        """Return f of *frame* at *places*."""
        return np.asarray(self.kernel(places, self.X) @ frame.signed + frame.bias)


def kernel_of(chosen: Chosen) -> Kernel:
    """Return the chosen kernel."""
    return Kernel(chosen["kernel"], chosen["gamma"], chosen["degree"])


def learn(points: Points, chosen: Chosen) -> Machine:
    """Return the steps of a support vector machine on *points*, scaled first."""
    X, y = scaled(points.X), np.where(points.target == 1, 1.0, -1.0)
    kernel, C = kernel_of(chosen), float(chosen["C"])
    K, none = kernel(X, X), np.zeros(len(X), bool)
    whole = Problem(K, y, C, none)
    frames, rested = _course(whole, np.zeros(len(X)), 0)
    last = frames[-1]
    ring = ringed(chosen, X, y, last)
    gone = taken(chosen["leave"], last, ring)
    if gone.any():
        later, again = _course(
            Problem(K, y, C, gone), warm(last.signed, gone), last.step, "taken"
        )  # fmt: skip
        frames, rested = [*frames, *later], rested and again
    return Machine(
        points=points, chosen=chosen, frames=tuple(frames), X=X, y=y, kernel=kernel, C=C, K=K,
        ring=ring, tried=grid(X, y, kernel, chosen.seed),
        ending=_ending(last, y, C, kernel) if rested else RESTLESS,
    )  # fmt: skip


def _course(
    problem: Problem, start: np.ndarray, done: int, first: Stage = "start"
) -> tuple[list[State], bool]:
    """Return the frames from *start* to rest, and whether it came to rest."""
    way = optimise(problem, start)
    frames = [_state(problem, first, done, start)]
    frames += [
        _state(problem, "step", done + stop.step, stop.signed, stop.move) for stop in way.stops
    ]
    if way.rested:
        frames.append(_state(problem, "rest", frames[-1].step, way.signed))
    return frames, way.rested


def _state(
    problem: Problem, stage: Stage, step: int, signed: np.ndarray, move: Move | None = None
) -> State:
    slopes, bias = problem.K @ signed, problem.bias(signed)
    return State(
        stage, step, signed, bias, slopes + bias, problem.gone, problem.dual(signed),
        problem.primal(signed), float(signed @ slopes), problem.broken(signed), move,
    )  # fmt: skip


def ringed(chosen: Chosen, X: np.ndarray, y: np.ndarray, last: State) -> int:
    """Return the point that is followed: nearest to the ring put by hand.

    Without one it is the point nearest to the street that holds nothing.
    """
    put = chosen.put("probe")
    if put:
        return int(np.square(X - np.array(put[0])).sum(axis=1).argmin())
    margins = y * last.values
    return int(np.where(last.held, np.inf, margins).argmin()) if not last.held.all() else 0


def taken(leave: str, last: State, ring: int) -> np.ndarray:
    """Return the points that are taken away once it is at rest.

    Parameters
    ----------
    leave : {"none", "ringed", "others", "support"}
        None, the ringed one, all that hold nothing, or the one that holds most.
    last : State
        At rest with all points.
    ring : int
        The ringed point.
    """
    gone = np.zeros(len(last.signed), bool)
    if leave == "ringed":
        gone[ring] = True
    elif leave == "others":
        gone = ~last.held
    elif leave == "support":
        gone[int(np.abs(last.signed).argmax())] = True
    return gone


@dataclass(frozen=True)
class Condition:
    """What the conditions of Karush, Kuhn and Tucker ask of one point.

    Parameters
    ----------
    force, margin : float
        Its multiplier α, and y·f.
    kind : {0, 1, 2}
        Holds nothing (a margin of at least 1 is asked), on the edge (1), at the bound (at most 1).
    met : bool
        Whether it is so.
    """

    force: float
    margin: float
    kind: Literal[0, 1, 2]
    met: bool


def condition(frame: State, at: int, y: np.ndarray, C: float) -> Condition:
    """Return what is asked of point *at*, and whether *frame* keeps it."""
    force, margin = abs(float(frame.signed[at])), float(y[at] * frame.values[at])
    kind: Literal[0, 1, 2] = 0 if force <= HELD else 2 if force >= C - HELD else 1
    off = (1 - margin, abs(1 - margin), margin - 1)[kind]
    return Condition(force, margin, kind, off <= 1e-3)


def _ending(last: State, y: np.ndarray, C: float, kernel: Kernel) -> str:
    """Return what went wrong, told from the state at rest with all points."""
    bound = float((np.abs(last.signed) >= C - HELD).mean())
    wrong = float((last.values * y <= 0).mean())
    if kernel.kind == "linear" and wrong > WRONG:
        return STRAIGHT
    if bound > MOST:
        return SOFT
    return HEART if kernel.kind == "rbf" and last.held.mean() > MOST and not wrong else ""
