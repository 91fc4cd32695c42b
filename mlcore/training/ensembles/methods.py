"""Three ways to find how much each member counts: alike, greedily, by regression on answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize, nnls

from mlcore.training.ensembles.combiner import LEAST, Combiner, logs, softmax

VOTERS = 5
"""Best members that vote."""
STACKED = 6
"""Best members that are stacked."""
GREEDY = 12
"""Best members the greedy search may take from."""
ROUNDS = 25
"""Times the greedy search takes a member."""
PENALTY = 1e-3
"""Pull of stacked weights towards equal ones, beside the mean loss of a row."""

Answers = Sequence[np.ndarray]
Method = Callable[[Answers, np.ndarray], Combiner]


@dataclass(frozen=True)
class Way:
    """How one kind of ensemble is made.

    Parameters
    ----------
    most : int
        Members it looks at, the best ones.
    find : callable
        ``(answers, y) -> Combiner`` from out-of-fold answers, best member first.
    """

    most: int
    find: Method


def vote(answers: Answers, y: np.ndarray) -> Combiner:
    """Let every member count the same."""
    return Combiner(np.full(len(answers), 1 / len(answers)))


def greedy(answers: Answers, y: np.ndarray) -> Combiner:
    """Take, again and again, the member that improves the mean most; often taken counts much.

    Forward selection with replacement: Caruana et al., "Ensemble selection from libraries of
    models", ICML 2004. The loss is the log loss for classes, the squared error for values.

    Parameters
    ----------
    answers : sequence of ndarray
        Out-of-fold answers, best member first.
    y : ndarray
        True values or class codes.
    """
    values = np.stack([_of_truth(answer, y) for answer in answers])
    loss = _squared(y) if answers[0].ndim == 1 else _log_loss
    taken = np.zeros(len(values))
    total = np.zeros_like(values[0])
    best = (np.inf, taken)
    for size in range(1, ROUNDS + 1):
        losses = [loss((total + value) / size) for value in values]
        chosen = int(np.argmin(losses))
        taken[chosen] += 1
        total += values[chosen]
        if losses[chosen] < best[0]:
            best = losses[chosen], taken / size
    return Combiner(best[1].round(4))


def stack(answers: Answers, y: np.ndarray) -> Combiner:
    """Learn weights that are not negative by regression of the truth on the answers.

    Values: least squares (Breiman, "Stacked regressions", Machine Learning 24, 1996).
    Probabilities: a multinomial logistic model of their logarithms with one weight per member
    and one number per class; for two classes that is logistic regression on the log-odds.

    Parameters
    ----------
    answers : sequence of ndarray
        Out-of-fold answers, best member first.
    y : ndarray
        True values or class codes.
    """
    if answers[0].ndim == 1:
        return _stacked_values(answers, y)
    return _stacked_classes(np.stack([logs(answer) for answer in answers]), y.astype(int))


WAYS: Mapping[str, Way] = {
    "voting": Way(VOTERS, vote),
    "greedy": Way(GREEDY, greedy),
    "stacking": Way(STACKED, stack),
}
"""By the name of the catalogue's entry."""


def _of_truth(answer: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return what a loss needs: the probability of the true class, or the value."""
    return answer if answer.ndim == 1 else answer[np.arange(len(y)), y.astype(int)]


def _log_loss(probability: np.ndarray) -> float:
    return float(-np.log(np.maximum(probability, LEAST)).mean())


def _squared(y: np.ndarray) -> Callable[[np.ndarray], float]:
    return lambda value: float(((value - y) ** 2).mean())


def _stacked_values(answers: Answers, y: np.ndarray) -> Combiner:
    columns = np.column_stack(answers)
    means, mean = columns.mean(axis=0), float(y.mean())
    weights = nnls(columns - means, y - mean)[0]
    return Combiner(weights, np.array([mean - float(means @ weights)]))


def _stacked_classes(found: np.ndarray, y: np.ndarray) -> Combiner:
    members, rows, classes = found.shape
    start = np.concatenate([np.full(members, 1 / members), np.zeros(classes)])
    true = np.zeros((rows, classes))
    true[np.arange(rows), y] = 1.0

    def cost(values: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = values[:members], values[members:]
        guessed = softmax(np.tensordot(weights, found, 1) + bias)
        off = (guessed - true) / rows
        drawn = PENALTY * (values - start)
        loss = _log_loss(guessed[np.arange(rows), y]) + 0.5 * float(drawn @ (values - start))
        return loss, np.concatenate([(found * off).sum((1, 2)), off.sum(0)]) + drawn

    bounds = [(0.0, None)] * members + [(None, None)] * classes
    values = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return Combiner(values[:members], values[members:])
