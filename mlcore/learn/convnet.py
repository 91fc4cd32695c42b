"""A small convolutional network in plain NumPy: its layers, forward and backward.

Pictures are arrays of (pictures, channels, height, width). Each layer has ``forward``, which also
returns what its ``backward`` needs: no layer remembers anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

Numbers = tuple[np.ndarray, ...]
"""What a layer learns: weights and biases, or nothing."""


class Layer(Protocol):
    """One kind of layer; a value, so its numbers stand outside."""

    def begin(self, random: np.random.Generator) -> Numbers:
        """Return the numbers it starts with."""

    def forward(self, numbers: Numbers, x: np.ndarray) -> tuple[np.ndarray, Any]:
        """Return what it answers, and what :meth:`backward` needs."""

    def backward(
        self, numbers: Numbers, kept: Any, slope: np.ndarray
    ) -> tuple[np.ndarray, Numbers]:
        """Return ∂loss by the inputs and by the numbers, from ∂loss by the answers."""


@dataclass(frozen=True)
class Conv:
    """3 × 3 kernels with a ring of zeros around: maps keep their size."""

    channels: int
    maps: int

    def begin(self, random: np.random.Generator) -> Numbers:
        """Return kernels (maps × channels × 3 × 3) after He et al. 2015, and biases of 0."""
        spread = np.sqrt(2 / (9 * self.channels))
        kernels = spread * random.standard_normal((self.maps, self.channels, 3, 3))
        return kernels, np.zeros(self.maps)

    def forward(self, numbers: Numbers, x: np.ndarray) -> tuple[np.ndarray, Any]:
        """Return one map a kernel."""
        n, _, high, wide = x.shape
        padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (1, 1, 3, 3))[..., 0, 0, :, :]
        rows = windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * high * wide, -1)
        kernels = numbers[0].reshape(self.maps, -1)
        made = rows @ kernels.T + numbers[1]
        return made.reshape(n, high, wide, self.maps).transpose(0, 3, 1, 2), (x.shape, rows)

    def backward(
        self, numbers: Numbers, kept: Any, slope: np.ndarray
    ) -> tuple[np.ndarray, Numbers]:
        """Return the slopes; those of the inputs are gathered window by window."""
        (n, channels, high, wide), rows = kept
        flat = slope.transpose(0, 2, 3, 1).reshape(-1, self.maps)
        back = (flat @ numbers[0].reshape(self.maps, -1)).reshape(n, high, wide, channels, 3, 3)
        padded = np.zeros((n, channels, high + 2, wide + 2))
        for row in range(3):
            for column in range(3):
                piece = back[..., row, column].transpose(0, 3, 1, 2)
                padded[:, :, row : row + high, column : column + wide] += piece
        kernels = (flat.T @ rows).reshape(numbers[0].shape)
        return padded[:, :, 1:-1, 1:-1], (kernels, flat.sum(axis=0))


@dataclass(frozen=True)
class Relu:
    """Negative answers become 0."""

    def begin(self, random: np.random.Generator) -> Numbers:
        """Return nothing: there is nothing to learn."""
        return ()

    def forward(self, numbers: Numbers, x: np.ndarray) -> tuple[np.ndarray, Any]:
        """Return max(0, x)."""
        return np.maximum(x, 0.0), x > 0

    def backward(
        self, numbers: Numbers, kept: Any, slope: np.ndarray
    ) -> tuple[np.ndarray, Numbers]:
        """Let through what came from a positive answer."""
        return slope * kept, ()


@dataclass(frozen=True)
class MaxPool:
    """Of each two by two answers the largest is kept."""

    def begin(self, random: np.random.Generator) -> Numbers:
        """Return nothing: there is nothing to learn."""
        return ()

    def forward(self, numbers: Numbers, x: np.ndarray) -> tuple[np.ndarray, Any]:
        """Return maps of half the size."""
        n, maps, high, wide = x.shape
        blocks = x.reshape(n, maps, high // 2, 2, wide // 2, 2).transpose(0, 1, 2, 4, 3, 5)
        four = blocks.reshape(n, maps, high // 2, wide // 2, 4)
        largest = four.argmax(axis=-1)
        return np.take_along_axis(four, largest[..., None], axis=-1)[..., 0], largest

    def backward(
        self, numbers: Numbers, kept: Any, slope: np.ndarray
    ) -> tuple[np.ndarray, Numbers]:
        """Give the whole slope to the one that was largest."""
        n, maps, high, wide = slope.shape
        four = np.zeros((*slope.shape, 4))
        np.put_along_axis(four, kept[..., None], slope[..., None], axis=-1)
        blocks = four.reshape(n, maps, high, wide, 2, 2).transpose(0, 1, 2, 4, 3, 5)
        return blocks.reshape(n, maps, 2 * high, 2 * wide), ()


@dataclass(frozen=True)
class Dense:
    """Every input to every answer."""

    inputs: int
    answers: int

    def begin(self, random: np.random.Generator) -> Numbers:
        """Return small weights (inputs × answers) and biases of 0."""
        drawn = random.standard_normal((self.inputs, self.answers))
        return drawn / np.sqrt(self.inputs), np.zeros(self.answers)

    def forward(self, numbers: Numbers, x: np.ndarray) -> tuple[np.ndarray, Any]:
        """Return one sum an answer."""
        flat = x.reshape(len(x), -1)
        return flat @ numbers[0] + numbers[1], (x.shape, flat)

    def backward(
        self, numbers: Numbers, kept: Any, slope: np.ndarray
    ) -> tuple[np.ndarray, Numbers]:
        """Return the slopes, those of the inputs in the inputs' shape."""
        shape, flat = kept
        return (slope @ numbers[0].T).reshape(shape), (flat.T @ slope, slope.sum(axis=0))


@dataclass(frozen=True)
class Stack:
    """Layers one after the other."""

    layers: tuple[Layer, ...]

    def begin(self, random: np.random.Generator) -> tuple[Numbers, ...]:
        """Return the numbers every layer starts with."""
        return tuple(layer.begin(random) for layer in self.layers)

    def forward(
        self, numbers: tuple[Numbers, ...], x: np.ndarray
    ) -> tuple[list[np.ndarray], list[Any]]:
        """Return the answers of every layer, and what the way back needs."""
        outs, kept = [x], []
        for layer, own in zip(self.layers, numbers, strict=True):
            out, memory = layer.forward(own, outs[-1])
            outs.append(out)
            kept.append(memory)
        return outs[1:], kept

    def backward(
        self, numbers: tuple[Numbers, ...], kept: list[Any], slope: np.ndarray
    ) -> tuple[Numbers, ...]:
        """Return ∂loss by all numbers, from ∂loss by the last answers."""
        found: list[Numbers] = []
        for layer, own, memory in zip(
            reversed(self.layers), reversed(numbers), reversed(kept), strict=True
        ):
            slope, slopes = layer.backward(own, memory, slope)
            found.append(slopes)
        return tuple(reversed(found))
