"""A small convolutional network that learns to read the digits that ship with scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from mlcore.learn.activations import softmax
from mlcore.learn.convnet import Conv, Dense, MaxPool, Numbers, Relu, Stack

FIRST, SECOND = 6, 12
"""Kernels of the two convolutions."""
NETWORK = Stack(
    (Conv(1, FIRST), Relu(), MaxPool(), Conv(FIRST, SECOND), Relu(), MaxPool(),
     Dense(4 * SECOND, 10))
)  # fmt: skip
"""8 × 8 pixels → 6 maps of 8 × 8 → 6 of 4 × 4 → 12 of 4 × 4 → 12 of 2 × 2 → 10 digits."""
HELD = 500
"""Pictures it never learns from: the last of the file."""
BATCH = 32
MOMENTUM = 0.9


@dataclass(frozen=True, eq=False)
class Pictures:
    """Pictures (n, 1, 8, 8) with pixels from 0 to 1, and the digits they show."""

    X: np.ndarray
    y: np.ndarray


@dataclass(frozen=True, eq=False)
class Frame:
    """The network after some pictures.

    Parameters
    ----------
    epoch : float
        Passes over the pictures so far.
    numbers : tuple of tuple of ndarray
        Kernels, weights and biases, layer by layer.
    loss, held_loss : float
        Mean cross-entropy of the pictures of the last steps, and of the others.
    wrong : float
        Share of the other pictures that it misreads.
    """

    epoch: float
    numbers: tuple[Numbers, ...]
    loss: float
    held_loss: float
    wrong: float


@dataclass(frozen=True, eq=False)
class Reading:
    """The whole training: its frames, and the pictures it was tried on."""

    frames: tuple[Frame, ...]
    held: Pictures


@cache
def pictures() -> tuple[Pictures, Pictures]:
    """Return the pictures to learn from, and those to be tried on: 1,297 and 500."""
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    X = X.reshape(-1, 1, 8, 8) / 16
    for array in (X, y):
        array.setflags(write=False)
    return Pictures(X[:-HELD], y[:-HELD]), Pictures(X[-HELD:], y[-HELD:])


@lru_cache(maxsize=8)
def read_digits(
    rate: float = 0.05, epochs: int = 5, seed: int = 0, rows: int | None = None
) -> Reading:
    """Train the network and keep what it was like on the way.

    Parameters
    ----------
    rate : float
        Step of the descent, with a momentum of 0.9.
    epochs : int
        Passes over the pictures.
    seed : int
        Of the start and of the order of pictures.
    rows : int or None
        How many pictures it may learn from; None: all.
    """
    own, held = pictures()
    own = Pictures(own.X[:rows], own.y[:rows])
    random = np.random.default_rng(seed)
    numbers = NETWORK.begin(random)
    frames = [_look(numbers, 0.0, loss_of(numbers, own), held)]
    with np.errstate(over="ignore", invalid="ignore"):
        for epoch, now, loss in _steps(numbers, own, (rate, epochs), random):
            frames.append(_look(now, epoch, loss, held))
            if not np.isfinite(frames[-1].held_loss):
                break
    return Reading(tuple(frames), held)


def _steps(
    numbers: tuple[Numbers, ...],
    own: Pictures,
    pace: tuple[float, int],
    random: np.random.Generator,
) -> Iterator[tuple[float, tuple[Numbers, ...], float]]:
    """Yield the network a few times in each epoch, with the mean loss since the time before."""
    rate, epochs = pace
    speed = tuple(tuple(np.zeros_like(part) for part in layer) for layer in numbers)
    starts = range(0, len(own.X), BATCH)
    often = max(1, len(starts) // 5)
    seen: list[float] = []
    for epoch in range(epochs):
        order = random.permutation(len(own.X))
        for step, first in enumerate(starts, start=1):
            taken = order[first : first + BATCH]
            loss, slopes = loss_and_slopes(numbers, Pictures(own.X[taken], own.y[taken]))
            speed = _added(speed, slopes, MOMENTUM, -rate)
            numbers = _added(numbers, speed, 1.0, 1.0)
            seen.append(loss)
            if step == len(starts) or (step % often == 0 and step + often <= len(starts)):
                yield epoch + step / len(starts), _frozen(numbers), float(np.mean(seen))
                seen = []


def loss_and_slopes(
    numbers: tuple[Numbers, ...], seen: Pictures
) -> tuple[float, tuple[Numbers, ...]]:
    """Return the mean cross-entropy of *seen*, and its slope by every number of the network."""
    outs, kept = NETWORK.forward(numbers, seen.X)
    shares = softmax(outs[-1])
    rows = np.arange(len(seen.y))
    loss = float(-np.log(np.maximum(shares[rows, seen.y], 1e-12)).mean())
    error = shares.copy()
    error[rows, seen.y] -= 1
    return loss, NETWORK.backward(numbers, kept, error / len(seen.y))


def loss_of(numbers: tuple[Numbers, ...], seen: Pictures) -> float:
    """Return the mean cross-entropy of *seen*."""
    return _judged(NETWORK.forward(numbers, seen.X)[0][-1], seen.y)[0]


def layers(numbers: tuple[Numbers, ...], picture: np.ndarray) -> list[np.ndarray]:
    """Return what every layer answers to one picture (8 × 8): its maps, and ten shares last."""
    outs, _ = NETWORK.forward(numbers, picture.reshape(1, 1, 8, 8))
    return [out[0] for out in outs[:-1]] + [softmax(outs[-1])[0]]


def _judged(sums: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    shares = softmax(sums)
    chance = np.maximum(shares[np.arange(len(y)), y], 1e-12)
    return float(-np.log(chance).mean()), float(np.mean(sums.argmax(axis=1) != y))


def _look(numbers: tuple[Numbers, ...], epoch: float, loss: float, held: Pictures) -> Frame:
    return Frame(epoch, numbers, loss, *_judged(NETWORK.forward(numbers, held.X)[0][-1], held.y))


def _added(
    one: tuple[Numbers, ...], other: tuple[Numbers, ...], first: float, second: float
) -> tuple[Numbers, ...]:
    """Return first × one + second × other, number by number."""
    return tuple(
        tuple(first * a + second * b for a, b in zip(mine, yours, strict=True))
        for mine, yours in zip(one, other, strict=True)
    )


def _frozen(numbers: tuple[Numbers, ...]) -> tuple[Numbers, ...]:
    for layer in numbers:
        for part in layer:
            part.setflags(write=False)
    return numbers
