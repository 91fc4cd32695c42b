"""What a unit does with its sum: the functions of networks, each with its slope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Function = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Activation:
    """A function of a unit's weighted sum.

    Parameters
    ----------
    name : str
        As scikit-learn calls it.
    formula : str
        In TeX, of z.
    of : callable
        Value of an array of sums.
    slope : callable
        Derivative, written in the value: so the backward pass needs the outputs only.
    """

    name: str
    formula: str
    of: Function
    slope: Function


def logistic(z: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + e⁻ᶻ), without overflow at either end."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * z)))


def softmax(z: np.ndarray) -> np.ndarray:
    """Return shares in proportion to eᶻ along the last axis; they sum to 1."""
    raised = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


ACTIVATIONS = {
    one.name: one
    for one in (
        Activation(
            "relu", r"\max(0,\,z)",
            lambda z: np.maximum(z, 0.0), lambda a: (a > 0).astype(float),
        ),
        Activation("tanh", r"\tanh z", np.tanh, lambda a: 1 - a**2),
        Activation("logistic", r"\frac{1}{1+e^{-z}}", logistic, lambda a: a * (1 - a)),
        Activation("identity", "z", lambda z: z, np.ones_like),
    )
}  # fmt: skip
"""By name."""
