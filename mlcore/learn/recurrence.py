"""A recurrent network in plain NumPy: unrolled in time, and trained back through time.

Backpropagation through time after Werbos, Proc. IEEE 78, 1990; why slopes vanish and explode:
Pascanu, Mikolov and Bengio, ICML 2013.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mlcore.learn.cells import CELLS, Cell, Kept, Numbers, begin
from mlcore.learn.sequences import Sequences

MOST_FRAMES = 40
MOMENTUM = 0.9
Learned = tuple[np.ndarray, ...]
"""All that is learned: input weights, own weights, bias, answer weights, answer bias."""


@dataclass(frozen=True)
class Design:
    """How a recurrent network is built and taught.

    Parameters
    ----------
    cell : str
        A key of ``CELLS``.
    units : int
        Numbers it remembers.
    scale : float
        How much its own weights lengthen the state in one step, at the start.
    rate : float
        Step of the descent, with a momentum of 0.9.
    rounds : int
        Steps of training, each over all sequences.
    clip : float
        Longest slope that is followed as it is; 0 follows any.
    """

    cell: str = "simple"
    units: int = 8
    scale: float = 1.0
    rate: float = 0.05
    rounds: int = 150
    clip: float = 1.0

    @property
    def of(self) -> Cell:
        """The cell."""
        return CELLS[self.cell]


@dataclass(frozen=True, eq=False)
class Unrolled:
    """One pass through time, there and back.

    Parameters
    ----------
    steps : tuple of Kept
        What each step read, remembered and left.
    answers : ndarray
        After the last step, one a sequence.
    sizes : ndarray
        Length of ∂loss by the state after each step, root mean square over the sequences, when
        the loss of each sequence counts for itself.
    """

    steps: tuple[Kept, ...]
    answers: np.ndarray
    sizes: np.ndarray


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The network after some rounds: its numbers, losses, and slopes by step of time."""

    round: int
    learned: Learned
    loss: float
    held_loss: float
    sizes: np.ndarray


@dataclass(frozen=True)
class Frame:
    """One step of the lesson.

    Parameters
    ----------
    stage : {"read", "back", "train"}
        One step of time read; one step of time back; or some rounds of training.
    snapshot : int
        Which network.
    step : int
        Steps of time read, or where the slope has arrived, from 1; 0 while training.
    """

    stage: Literal["read", "back", "train"]
    snapshot: int
    step: int = 0


@dataclass(frozen=True, eq=False)
class Course:
    """The first pass of the untrained network, the training, and the same pass again.

    Parameters
    ----------
    design : Design
        How the network was built and taught.
    data : Sequences
        What it learned from.
    snapshots : tuple of Snapshot
        What it was like on the way.
    passes : tuple of Unrolled
        The pass of the sequence that is shown, for each snapshot.
    frames : tuple of Frame
        The steps of the lesson.
    """

    design: Design
    data: Sequences
    snapshots: tuple[Snapshot, ...]
    passes: tuple[Unrolled, ...]
    frames: tuple[Frame, ...]

    def seen(self, frame: Frame) -> Unrolled:
        """Return the pass that *frame* is a part of."""
        return self.passes[frame.snapshot]

    @property
    def first(self) -> Unrolled:
        """The pass of the untrained network."""
        return self.passes[0]

    @property
    def last(self) -> Unrolled:
        """The pass of the trained one."""
        return self.passes[-1]


def run(data: Sequences, design: Design, seed: int = 0, shown: int = 0) -> Course:
    """Train a network and keep its passes before and after.

    Parameters
    ----------
    data : Sequences
        What it learns from.
    design : Design
        How to build and teach it.
    seed : int
        Of the start.
    shown : int
        The sequence whose pass is shown.
    """
    learned = start(design, np.random.default_rng(seed))
    kept = frozenset(np.linspace(0, design.rounds, MOST_FRAMES + 1).round().astype(int).tolist())
    snapshots = [look(learned, data, design, 0)]
    with np.errstate(over="ignore", invalid="ignore"):
        for number, now in enumerate(_rounds(learned, data, design), start=1):
            if number in kept:
                snapshots.append(look(now, data, design, number))
            if not all(np.isfinite(part).all() for part in now):
                break
    x, y = data.x[shown : shown + 1], data.y[shown : shown + 1]
    passes = tuple(pass_of(snapshot.learned, x, y, design) for snapshot in snapshots)
    frames = tuple(_frames(data.steps, len(snapshots)))
    return Course(design, data, tuple(snapshots), passes, frames)


def _frames(steps: int, snapshots: int) -> Iterator[Frame]:
    for number in sorted({0, snapshots - 1}):
        yield from (Frame("read", number, step) for step in range(1, steps + 1))
        yield from (Frame("back", number, step) for step in range(steps, 0, -1))
        if not number:
            yield from (Frame("train", inner) for inner in range(1, snapshots))


def start(design: Design, random: np.random.Generator) -> Learned:
    """Return the numbers a network starts with."""
    cell = begin(design.of, 1, design.units, design.scale, random)
    answer = random.standard_normal((design.units, 1)) / np.sqrt(design.units)
    return _frozen((cell.inputs, cell.own, cell.bias, answer, np.zeros(1)))


def forward(learned: Learned, x: np.ndarray, design: Design) -> tuple[tuple[Kept, ...], np.ndarray]:
    """Read sequences step by step; return every step, and the answers after the last."""
    numbers, cell = Numbers(*learned[:3]), design.of
    state = (np.zeros((len(x), design.units)),) * cell.states
    steps = []
    for t in range(x.shape[1]):
        steps.append(cell.step(numbers, x[:, t : t + 1], state))
        state = steps[-1].after
    return tuple(steps), (state[0] @ learned[3] + learned[4])[:, 0]


def backward(
    learned: Learned, steps: tuple[Kept, ...], error: np.ndarray, design: Design
) -> tuple[Learned, np.ndarray]:
    """Carry the slope back through time.

    Parameters
    ----------
    learned : tuple of ndarray
        The network.
    steps : tuple of Kept
        What :func:`forward` left.
    error : ndarray
        ∂loss by each answer.
    design : Design
        Its cell.

    Returns
    -------
    tuple of ndarray, ndarray
        ∂loss by all that is learned, and the length of ∂loss by the state after each step (steps
        × sequences).
    """
    numbers, cell = Numbers(*learned[:3]), design.of
    column = error[:, None]
    slope = (column @ learned[3].T, *(np.zeros_like(s) for s in steps[-1].after[1:]))
    found = [np.zeros_like(part) for part in learned[:3]]
    lengths = np.zeros((len(steps), len(error)))
    for t in range(len(steps) - 1, -1, -1):
        lengths[t] = np.sqrt(sum((part**2).sum(axis=1) for part in slope))
        slope, sums = cell.back(numbers, steps[t], slope)
        found[0] += steps[t].x.T @ sums
        found[1] += steps[t].before[0].T @ sums
        found[2] += sums.sum(axis=0)
    answer = steps[-1].after[0].T @ column
    return (*found, answer, column.sum(axis=0)), lengths


def loss_of(answers: np.ndarray, y: np.ndarray) -> float:
    """Return half the mean squared error."""
    return float(0.5 * np.mean((answers - y) ** 2))


def pass_of(learned: Learned, x: np.ndarray, y: np.ndarray, design: Design) -> Unrolled:
    """Return one pass through time, there and back."""
    steps, answers = forward(learned, x, design)
    _, lengths = backward(learned, steps, answers - y, design)
    return Unrolled(steps, answers, np.sqrt((lengths**2).mean(axis=1)))


def look(learned: Learned, data: Sequences, design: Design, number: int) -> Snapshot:
    """Return what the network is like: losses, and slopes by step of time."""
    own = pass_of(learned, data.x[: data.own], data.y[: data.own], design)
    held = forward(learned, data.x[data.own :], design)[1]
    losses = loss_of(own.answers, data.y[: data.own]), loss_of(held, data.y[data.own :])
    return Snapshot(number, learned, *losses, own.sizes)


def _rounds(learned: Learned, data: Sequences, design: Design) -> Iterator[Learned]:
    """Yield the network after each step of descent with momentum."""
    x, y = data.x[: data.own], data.y[: data.own]
    speed = tuple(np.zeros_like(part) for part in learned)
    for _ in range(design.rounds):
        steps, answers = forward(learned, x, design)
        slopes, _lengths = backward(learned, steps, (answers - y) / len(y), design)
        slopes = clipped(slopes, design.clip)
        speed = tuple(
            MOMENTUM * v - design.rate * slope for v, slope in zip(speed, slopes, strict=True)
        )
        learned = _frozen(tuple(part + v for part, v in zip(learned, speed, strict=True)))
        yield learned


def clipped(slopes: Learned, most: float) -> Learned:
    """Return *slopes* shortened to a length of *most*, if they are longer (Pascanu et al. 2013)."""
    length = float(np.sqrt(sum((part**2).sum() for part in slopes)))
    if not most or not length > most:
        return slopes
    return tuple(part * (most / length) for part in slopes)


def _frozen(parts: tuple[np.ndarray, ...]) -> Learned:
    for part in parts:
        part.setflags(write=False)
    return parts
