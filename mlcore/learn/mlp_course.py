"""The training of a multilayer perceptron as frames, and what went wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mlcore.learn.mlp import (
    Design,
    Network,
    Slopes,
    Task,
    backward,
    begin,
    forward,
    loss,
    stepped,
)

Fault = Literal["burst", "twins", "dead", "vanishing", "linear", "rate", "overfit"]
MOST_FRAMES = 60
BURST = 1e3
"""A loss so many times the first one is called burst, and the course ends."""


@dataclass(frozen=True, eq=False)
class Rows:
    """What the network learns from, and what it is tried on.

    Parameters
    ----------
    X, Y : ndarray
        Inputs (rows × inputs) and targets (rows × outputs): 0 or 1 for classes, else numbers.
    X_held, Y_held : ndarray
        The same for rows it never learns from.
    task : {"number", "two", "many"}
        What the outputs mean.
    """

    X: np.ndarray
    Y: np.ndarray
    X_held: np.ndarray
    Y_held: np.ndarray
    task: Task = "two"


@dataclass(frozen=True, eq=False)
class Frame:
    """The network after some epochs.

    Parameters
    ----------
    epoch : int
        Passes over the rows so far.
    network : Network
        Its numbers.
    loss, held_loss : float
        Mean loss, without penalties, of the rows learned from and of the others.
    wrong, held_wrong : float
        Share of rows answered with another class; for numbers 1 − R².
    sizes : tuple of float
        How large the slopes are, layer by layer.
    dead : tuple of tuple of bool
        Hidden units that answer every row with 0: none of them learns again.
    """

    epoch: int
    network: Network
    loss: float
    held_loss: float
    wrong: float
    held_wrong: float
    sizes: tuple[float, ...]
    dead: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, eq=False)
class Course:
    """One training from start to end.

    Parameters
    ----------
    design : Design
        How the network was built and taught.
    rows : Rows
        What it learned from.
    frames : tuple of Frame
        At most 61: all of the first epochs, then fewer and fewer.
    losses : ndarray
        Loss at the start and after every epoch, shown or not.
    """

    design: Design
    rows: Rows
    frames: tuple[Frame, ...]
    losses: np.ndarray

    @property
    def burst(self) -> bool:
        """Whether the numbers left all bounds, so that the course ended early."""
        return _burst(float(self.losses[-1]), float(self.losses[0]))


def train(rows: Rows, design: Design, seed: int = 0) -> Course:
    """Train a network and keep what it was like on the way.

    Parameters
    ----------
    rows : Rows
        Two inputs, scaled; see :mod:`mlcore.learn.planes`.
    design : Design
        How to build and teach it.
    seed : int
        Of the start and of the order of rows; scikit-learn's ``random_state``.
    """
    random = np.random.RandomState(seed)
    network = begin(design, rows.X.shape[1], rows.Y.shape[1], random)
    shown = _shown(design.epochs)
    frames, losses = [look(network, rows, design, 0)], [_loss(network, rows, design)]
    with np.errstate(over="ignore", invalid="ignore"):
        for epoch, now in enumerate(_epochs(network, rows, design, random), start=1):
            losses.append(_loss(now, rows, design))
            over = _burst(losses[-1], losses[0])
            if over or epoch in shown:
                frames.append(look(now, rows, design, epoch))
            if over:
                break
    track = np.array(losses)
    track.setflags(write=False)
    return Course(design, rows, tuple(frames), track)


def _shown(epochs: int) -> frozenset[int]:
    """Return the epochs that become frames: close together at first, as most happens there."""
    share = np.linspace(0, 1, MOST_FRAMES + 1) ** 1.6
    return frozenset(np.round(share * epochs).astype(int).tolist())


def _epochs(
    network: Network, rows: Rows, design: Design, random: np.random.RandomState
) -> Iterator[Network]:
    order = np.arange(len(rows.X))
    size = min(design.batch or len(order), len(order))
    for _ in range(design.epochs):
        turn = np.arange(len(order))
        random.shuffle(turn)  # the very shuffle scikit-learn makes
        order = order[turn]
        for first in range(0, len(order), size):
            taken = order[first : first + size]
            network = stepped(network, slopes(network, rows, design, taken), design.rate)
        yield network


def slopes(network: Network, rows: Rows, design: Design, taken: np.ndarray) -> Slopes:
    """Return the slopes of the loss of the rows *taken*: one forward and one backward pass."""
    signals = forward(network, rows.X[taken], design, rows.task)
    return backward(network, signals, rows.Y[taken], design)


def look(network: Network, rows: Rows, design: Design, epoch: int) -> Frame:
    """Return what *network* is like: losses, mistakes, sizes of slopes, dead units."""
    signals = forward(network, rows.X, design, rows.task)
    held = forward(network, rows.X_held, design, rows.task).outs[-1]
    back = backward(network, signals, rows.Y, design)
    return Frame(
        epoch,
        network,
        loss(signals.outs[-1], rows.Y, rows.task),
        loss(held, rows.Y_held, rows.task),
        wrong(signals.outs[-1], rows.Y, rows.task),
        wrong(held, rows.Y_held, rows.task),
        back.sizes,
        tuple(tuple((out == 0).all(axis=0).tolist()) for out in signals.outs[1:-1]),
    )


def wrong(answers: np.ndarray, Y: np.ndarray, task: Task) -> float:
    """Return the share of rows answered with another class; for numbers 1 − R²."""
    if task == "number":
        return float(np.mean((answers - Y) ** 2) / max(float(Y.var()), 1e-12))
    if task == "two":
        return float(np.mean((answers > 0.5) != (Y > 0.5)))
    return float(np.mean(answers.argmax(axis=1) != Y.argmax(axis=1)))


def maps(network: Network, design: Design, task: Task, grid: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return what every unit answers at the points of *grid*: per layer, units × points."""
    return tuple(out.T for out in forward(network, grid, design, task).outs[1:])


def _loss(network: Network, rows: Rows, design: Design) -> float:
    return loss(forward(network, rows.X, design, rows.task).outs[-1], rows.Y, rows.task)


def _burst(now: float, first: float) -> bool:
    return not np.isfinite(now) or now > BURST * max(first, 1e-3)


# ------------------------------------------------------------------ what went wrong


def fault(course: Course) -> Fault | None:
    """Return what went wrong, the gravest first, told from the numbers alone; None if nothing."""
    return next((name for name, seen in FAULTS.items() if seen(course)), None)


def _twins(course: Course) -> bool:
    weights = course.frames[-1].network.weights[:-1]
    return any(w.shape[1] > 1 and np.allclose(w, w[:, :1], atol=1e-9) for w in weights)


def _dead(course: Course) -> bool:
    return any(2 * sum(layer) >= len(layer) for layer in course.frames[-1].dead)


def _vanishing(course: Course) -> bool:
    first = course.frames[0].sizes
    return len(first) > 3 and first[0] < first[-1] / 100


def _linear(course: Course) -> bool:
    bent = course.design.hidden and course.design.activation != "identity"
    return not bent and course.frames[-1].wrong > 0.15


def _rate(course: Course) -> bool:
    late = course.losses[len(course.losses) // 2 :]
    rises = float(np.mean(np.diff(late) > 1e-3 * late[:-1])) if len(late) > 1 else 0.0
    return rises > 0.2 and not course.design.batch


def _overfit(course: Course) -> bool:
    held = [frame.held_loss for frame in course.frames]
    return held[-1] > 1.25 * min(held) and course.frames[-1].loss < 0.7 * held[-1]


FAULTS: dict[Fault, Callable[[Course], bool]] = {
    "burst": lambda course: course.burst,
    "twins": _twins,
    "dead": _dead,
    "linear": _linear,
    "rate": _rate,
    "vanishing": _vanishing,
    "overfit": _overfit,
}
"""Each with what shows it."""
