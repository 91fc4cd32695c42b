"""A multilayer perceptron in plain NumPy: forward, backward, and the descent between them.

Backpropagation after Rumelhart, Hinton and Williams, Nature 323, 1986. Start, order of rows and
penalty are scikit-learn's, so that the same seed ends in the same network.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from mlcore.learn.activations import ACTIVATIONS, Activation, logistic, softmax

Task = Literal["number", "two", "many"]
"""What the output is: a number, the chance of one of two classes, or a share per class."""
Start = Literal["random", "equal"]
Arrays = tuple[np.ndarray, ...]
TINY = 1e-12


@dataclass(frozen=True)
class Design:
    """How a network is built and taught.

    Parameters
    ----------
    hidden : tuple of int
        Units of each hidden layer; () is linear or logistic regression.
    activation : str
        Of the hidden units; a key of ``ACTIVATIONS``.
    rate : float
        Step of the descent.
    l1, l2 : float
        Weights of Σ|w| and ½Σw² in the loss; biases are left free.
    epochs : int
        Passes over the rows.
    batch : int
        Rows in one step; 0 takes them all.
    start : {"random", "equal"}
        *equal* gives every weight of a layer the same value: units that never part.
    """

    hidden: tuple[int, ...] = (4, 3)
    activation: str = "tanh"
    rate: float = 0.3
    l1: float = 0.0
    l2: float = 0.0
    epochs: int = 300
    batch: int = 0
    start: Start = "random"

    @property
    def of(self) -> Activation:
        """The function of the hidden units."""
        return ACTIVATIONS[self.activation]


@dataclass(frozen=True, eq=False)
class Network:
    """All numbers that are learned: per layer weights (from × to) and biases (to)."""

    weights: Arrays
    biases: Arrays


@dataclass(frozen=True, eq=False)
class Signals:
    """What a forward pass leaves: per layer the sums, and the outputs, the rows first.

    ``outs[0]`` are the inputs and ``outs[-1]`` the answers; ``sums[i]`` make ``outs[i + 1]``.
    """

    sums: Arrays
    outs: Arrays


@dataclass(frozen=True, eq=False)
class Slopes:
    """What a backward pass leaves: ∂loss by weight and bias, and by the sums of each row."""

    weights: Arrays
    biases: Arrays
    errors: Arrays

    @property
    def sizes(self) -> tuple[float, ...]:
        """Root mean square of the weights' slopes, layer by layer."""
        return tuple(float(np.sqrt(np.mean(slope**2))) for slope in self.weights)


def begin(design: Design, inputs: int, outputs: int, random: np.random.RandomState) -> Network:
    """Return weights drawn as scikit-learn draws them (Glorot and Bengio, AISTATS 2010)."""
    sizes = (inputs, *design.hidden, outputs)
    factor = 2.0 if design.activation == "logistic" else 6.0
    weights, biases = [], []
    for one, other in pairwise(sizes):
        bound = np.sqrt(factor / (one + other))
        drawn = random.uniform(-bound, bound, (one, other))
        weights.append(drawn if design.start == "random" else np.full((one, other), bound / 2))
        shift = random.uniform(-bound, bound, other)
        biases.append(shift if design.start == "random" else np.zeros(other))
    return Network(_frozen(weights), _frozen(biases))


def forward(network: Network, X: np.ndarray, design: Design, task: Task) -> Signals:
    """Carry rows through the network, layer by layer."""
    sums, outs = [], [X]
    for weights, biases in zip(network.weights, network.biases, strict=True):
        sums.append(outs[-1] @ weights + biases)
        last = len(sums) == len(network.weights)
        outs.append(_answer(sums[-1], task) if last else design.of.of(sums[-1]))
    return Signals(tuple(sums), tuple(outs))


def _answer(z: np.ndarray, task: Task) -> np.ndarray:
    return {"number": lambda z: z, "two": logistic, "many": softmax}[task](z)


def loss(answers: np.ndarray, Y: np.ndarray, task: Task) -> float:
    """Return the mean loss: half the squared error, or the cross-entropy."""
    if task == "number":
        return float(0.5 * np.mean((answers - Y) ** 2))
    kept = np.clip(answers, TINY, 1 - TINY)
    each = Y * np.log(kept)
    if task == "two":
        each = each + (1 - Y) * np.log(1 - kept)
    return float(-each.sum(axis=1).mean())


def penalty(network: Network, design: Design) -> float:
    """Return what the size of the weights adds to the loss."""
    flat = np.concatenate([weights.ravel() for weights in network.weights])
    return float(design.l1 * np.abs(flat).sum() + 0.5 * design.l2 * (flat**2).sum())


def backward(network: Network, signals: Signals, Y: np.ndarray, design: Design) -> Slopes:
    """Carry the error back: each layer's from the one behind it, by the chain rule.

    Output and loss belong together for every task, so the first error is (answer − target) / rows.
    """
    error = (signals.outs[-1] - Y) / len(Y)
    errors, weights, biases = [], [], []
    for layer in range(len(network.weights) - 1, -1, -1):
        own = network.weights[layer]
        errors.append(error)
        pull = design.l1 * np.sign(own) + design.l2 * own
        weights.append(signals.outs[layer].T @ error + pull)
        biases.append(error.sum(axis=0))
        if layer:
            error = (error @ own.T) * design.of.slope(signals.outs[layer])
    return Slopes(tuple(weights[::-1]), tuple(biases[::-1]), tuple(errors[::-1]))


def stepped(network: Network, slopes: Slopes, rate: float) -> Network:
    """Return *network* one step further down: every number less its slope × rate."""
    return Network(
        _frozen([w - rate * s for w, s in zip(network.weights, slopes.weights, strict=True)]),
        _frozen([b - rate * s for b, s in zip(network.biases, slopes.biases, strict=True)]),
    )


def _frozen(arrays: list[np.ndarray]) -> Arrays:
    for array in arrays:
        array.setflags(write=False)
    return tuple(arrays)
