"""How the answers of several models become one: plain numbers, no code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEAST = 1e-6
"""Probabilities are kept this far from 0 before their logarithm is taken."""


@dataclass(eq=False)
class Combiner:
    """Weights of members and, where answers are stacked, what is added.

    Parameters
    ----------
    weights : ndarray of shape (members,)
        How much each member counts.
    bias : ndarray or None
        None: the weighted mean of the answers. Otherwise values are added up and get the one
        number in it; of probabilities the logarithms are, get one number per class, and become
        probabilities again.
    """

    weights: np.ndarray
    bias: np.ndarray | None = None

    def answer(self, answers: Sequence[np.ndarray]) -> np.ndarray:
        """Return the joint answer.

        Parameters
        ----------
        answers : sequence of ndarray
            One per member, in order: values of shape (rows,), or probabilities of shape
            (rows, classes).
        """
        if self.bias is None:
            return _sum(self.weights / self.weights.sum(), answers)
        if answers[0].ndim == 1:
            return _sum(self.weights, answers) + float(self.bias[0])
        return softmax(_sum(self.weights, [logs(part) for part in answers]) + self.bias)


def logs(probability: np.ndarray) -> np.ndarray:
    """Return logarithms of probabilities, none of them infinite."""
    return np.asarray(np.log(np.clip(probability, LEAST, 1.0)))


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return rows of probabilities from rows of scores."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _sum(weights: np.ndarray, answers: Sequence[np.ndarray]) -> np.ndarray:
    """Return the weighted sum, added up in order so that the bits are always the same."""
    total = np.zeros_like(answers[0], dtype=np.float64)
    for weight, answer in zip(weights.tolist(), answers, strict=True):
        total += weight * answer
    return total
