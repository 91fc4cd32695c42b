"""Recurrent cells in plain NumPy: one step in time, forward and backward.

The simple cell after Elman, Cognitive Science 14, 1990; the gated one, an LSTM, after Hochreiter
and Schmidhuber, Neural Computation 9, 1997, with the forget gate of Gers et al. 2000.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from mlcore.learn.activations import logistic

State = tuple[np.ndarray, ...]
"""What is carried to the next step, each sequences × units; the hidden state first."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """What a cell learns: weights of inputs, of its own last state, and biases."""

    inputs: np.ndarray
    own: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True, eq=False)
class Kept:
    """What one step leaves for the way back: its inputs, states, and gates by column."""

    x: np.ndarray
    before: State
    gates: np.ndarray
    after: State


class Cell(Protocol):
    """One kind of recurrent cell; a value, so its numbers stand outside."""

    @property
    def name(self) -> str:
        """Its id."""

    @property
    def gates(self) -> tuple[str, ...]:
        """What it computes at each step, in the order of its weights' columns."""

    @property
    def states(self) -> int:
        """How many arrays it hands on."""

    def step(self, numbers: Numbers, x: np.ndarray, before: State) -> Kept:
        """Read one input (sequences × inputs); ``kept.after`` is the new state."""

    def back(self, numbers: Numbers, kept: Kept, slope: State) -> tuple[State, np.ndarray]:
        """Return ∂loss by the state before, and by the sums (sequences × gates · units)."""


def orthogonal(units: int, random: np.random.Generator) -> np.ndarray:
    """Return a matrix that turns, and changes no length (Saxe et al. 2014)."""
    q, r = np.linalg.qr(random.standard_normal((units, units)))
    return q * np.sign(np.diag(r))


def begin(
    cell: Cell, inputs: int, units: int, scale: float, random: np.random.Generator
) -> Numbers:
    """Return the numbers *cell* starts with.

    Parameters
    ----------
    cell : Cell
        What kind.
    inputs, units : int
        Numbers it reads at each step, and numbers it remembers.
    scale : float
        How much its own weights lengthen the state in one step: below 1 they shorten it.
    random : Generator
        Draws them.
    """
    own = np.hstack([scale * orthogonal(units, random) for _ in cell.gates])
    bias = np.zeros(len(cell.gates) * units)
    if "forget" in cell.gates:  # open at first, as Gers et al. advise
        place = cell.gates.index("forget") * units
        bias[place : place + units] = 1.0
    drawn = random.standard_normal((inputs, len(bias))) * 0.5 / np.sqrt(inputs)
    return Numbers(drawn, own, bias)


@dataclass(frozen=True)
class Simple:
    """h = tanh(x W + h U + b): all that is remembered is squeezed anew at each step."""

    name: str = "simple"
    gates: tuple[str, ...] = ("state",)
    states: int = 1

    def step(self, numbers: Numbers, x: np.ndarray, before: State) -> Kept:
        """Read one input."""
        h = np.tanh(x @ numbers.inputs + before[0] @ numbers.own + numbers.bias)
        return Kept(x, before, h, (h,))

    def back(self, numbers: Numbers, kept: Kept, slope: State) -> tuple[State, np.ndarray]:
        """Carry the slope one step back: through tanh, then through the own weights."""
        sums = slope[0] * (1 - kept.gates**2)
        return (sums @ numbers.own.T,), sums


@dataclass(frozen=True)
class Lstm:
    """A memory c beside h, which gates keep, write and show: c = f·c + i·g, h = o·tanh c."""

    name: str = "lstm"
    gates: tuple[str, ...] = ("input", "forget", "output", "news")
    states: int = 2

    def step(self, numbers: Numbers, x: np.ndarray, before: State) -> Kept:
        """Read one input."""
        sums = x @ numbers.inputs + before[0] @ numbers.own + numbers.bias
        units = before[0].shape[1]
        gates = np.hstack([logistic(sums[:, : 3 * units]), np.tanh(sums[:, 3 * units :])])
        take, keep, show, news = np.split(gates, 4, axis=1)
        c = keep * before[1] + take * news
        return Kept(x, before, gates, (show * np.tanh(c), c))

    def back(self, numbers: Numbers, kept: Kept, slope: State) -> tuple[State, np.ndarray]:
        """Carry the slope one step back: along the memory it is only multiplied by f."""
        take, keep, show, news = np.split(kept.gates, 4, axis=1)
        shown = np.tanh(kept.after[1])
        c = slope[1] + slope[0] * show * (1 - shown**2)
        by_gate = (c * news, c * kept.before[1], slope[0] * shown, c * take)
        bends = (take * (1 - take), keep * (1 - keep), show * (1 - show), 1 - news**2)
        sums = np.hstack([one * bend for one, bend in zip(by_gate, bends, strict=True)])
        return (sums @ numbers.own.T, c * keep), sums


CELLS: dict[str, Cell] = {cell.name: cell for cell in (Simple(), Lstm())}
"""By name."""
