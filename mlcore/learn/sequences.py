"""Sequences for the lesson on recurrence: made ones, and the windows of a series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

HELD = 0.3
"""Share of sequences the network never learns from."""


@dataclass(frozen=True, eq=False)
class Sequences:
    """Sequences and what is to be answered after the last step of each.

    Parameters
    ----------
    x : ndarray, shape (sequences, steps)
        One number a step.
    y : ndarray
        The answer wanted.
    own : int
        So many, the first ones, are learned from; the rest is held back.
    goal : {"recall", "next"}
        The first number of the sequence, or the one that follows it.
    """

    x: np.ndarray
    y: np.ndarray
    own: int
    goal: Literal["recall", "next"]

    @property
    def steps(self) -> int:
        """How long a sequence is."""
        return int(self.x.shape[1])


def recall(steps: int, seed: int = 0, rows: int = 200) -> Sequences:
    """Return sequences that begin with +1 or −1, then noise: the first number is wanted back."""
    random = np.random.default_rng(seed)
    x = 0.3 * random.standard_normal((rows, steps))
    x[:, 0] = random.choice((-1.0, 1.0), rows)
    return Sequences(x, x[:, 0].copy(), rows - round(HELD * rows), "recall")


def wave(seed: int = 0, length: int = 260) -> np.ndarray:
    """Return a series of two waves with noise."""
    t = np.arange(length)
    noise = np.random.default_rng(seed).standard_normal(length)
    return np.asarray(np.sin(2 * np.pi * t / 25) + 0.5 * np.sin(2 * np.pi * t / 9) + 0.1 * noise)


def windows(series: np.ndarray, steps: int) -> Sequences:
    """Return every stretch of *steps* numbers with the one that follows; the last are held back.

    The series is scaled by the part learned from.

    Parameters
    ----------
    series : ndarray
        In order of time, without gaps.
    steps : int
        Length of a window; the series must be longer.
    """
    count = len(series) - steps
    own = max(1, count - round(HELD * count))
    seen = series[: own + steps]
    scaled = (series - seen.mean()) / (seen.std() or 1.0)
    views = np.lib.stride_tricks.sliding_window_view(scaled, steps + 1)
    return Sequences(views[:, :-1].copy(), views[:, -1].copy(), own, "next")
