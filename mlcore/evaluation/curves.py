"""Classification in numbers: confusion matrix, ROC, precision and recall, each class alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlcore.errors import LoupeError
from mlcore.evaluation import messages


@dataclass(frozen=True, eq=False)
class Confusion:
    """How often each true class (row) was answered as each class (column)."""

    classes: tuple[str, ...]
    counts: np.ndarray

    @property
    def shares(self) -> np.ndarray:
        """The counts as shares of their row; 0 for classes without rows."""
        total = self.counts.sum(axis=1, keepdims=True)
        return np.asarray(self.counts / np.where(total > 0, total, 1))

    @property
    def accuracy(self) -> float:
        """The share of rows on the diagonal."""
        return float(np.trace(self.counts) / max(1, self.counts.sum()))


@dataclass(frozen=True, eq=False)
class Roc:
    """False and true positive rate as the threshold falls, and the area under the curve."""

    fpr: np.ndarray
    tpr: np.ndarray
    thresholds: np.ndarray
    auc: float
    positive: str


@dataclass(frozen=True, eq=False)
class PrecisionRecall:
    """Precision and recall as the threshold falls, the average precision and chance."""

    precision: np.ndarray
    recall: np.ndarray
    thresholds: np.ndarray
    average_precision: float
    chance: float
    positive: str


@dataclass(frozen=True)
class ClassScores:
    """Precision, recall and F1 of one class, and its number of rows."""

    name: str
    precision: float
    recall: float
    f1: float
    support: int


def confusion(y: np.ndarray, predicted: np.ndarray, classes: Sequence[str]) -> Confusion:
    """Count true against predicted class codes.

    Parameters
    ----------
    y, predicted : ndarray
        Class codes.
    classes : sequence of str
        Names in code order.
    """
    size = len(classes)
    pairs = np.asarray(y, dtype=np.intp) * size + np.asarray(predicted, dtype=np.intp)
    counts = np.bincount(pairs, minlength=size * size).reshape(size, size)
    return Confusion(tuple(classes), counts)


def roc(y: np.ndarray, probability: np.ndarray, classes: Sequence[str], positive: int = 1) -> Roc:
    """Return the ROC curve of one class against the rest.

    Parameters
    ----------
    y : ndarray
        Class codes.
    probability : ndarray
        One column per class.
    classes : sequence of str
        Names in code order.
    positive : int
        Code of the class that counts as positive.

    Raises
    ------
    LoupeError
        ``not_two_classes`` when all rows, or none, belong to it.
    """
    hits, ranked, thresholds = _ranked(y, probability, positive)
    positives, negatives = hits[-1], ranked[-1] - hits[-1]
    tpr = np.r_[0.0, hits / positives]
    fpr = np.r_[0.0, (ranked - hits) / negatives]
    area = float(np.trapezoid(tpr, fpr))
    return Roc(fpr, tpr, np.r_[np.inf, thresholds], area, classes[positive])


def precision_recall(
    y: np.ndarray, probability: np.ndarray, classes: Sequence[str], positive: int = 1
) -> PrecisionRecall:
    """Return the precision-recall curve of one class; parameters and errors as :func:`roc`."""
    hits, ranked, thresholds = _ranked(y, probability, positive)
    precision, recall = hits / ranked, hits / hits[-1]
    average = float(np.sum(np.diff(np.r_[0.0, recall]) * precision))
    chance = float(hits[-1] / ranked[-1])
    return PrecisionRecall(precision, recall, thresholds, average, chance, classes[positive])


def per_class(
    y: np.ndarray, predicted: np.ndarray, classes: Sequence[str]
) -> tuple[ClassScores, ...]:
    """Return precision, recall, F1 and support of each class; 0 where one has no rows."""
    counts = confusion(y, predicted, classes).counts
    right = np.diag(counts)
    precision = _ratio(right, counts.sum(axis=0))
    recall = _ratio(right, counts.sum(axis=1))
    f1 = _ratio(2 * right, counts.sum(axis=0) + counts.sum(axis=1))
    support = counts.sum(axis=1)
    return tuple(
        ClassScores(name, float(precision[i]), float(recall[i]), float(f1[i]), int(support[i]))
        for i, name in enumerate(classes)
    )


@dataclass(frozen=True)
class Ranked:
    """How well one class is told from all others together.

    Parameters
    ----------
    name : str
        The class.
    auc, average_precision : float
        Areas under its two curves; nan where all rows, or none, belong to it.
    share : float
        Of the rows that are of it: the average precision of guessing.
    rows : int
        How many are.
    """

    name: str
    auc: float
    average_precision: float
    share: float
    rows: int


def one_by_one(
    y: np.ndarray, probability: np.ndarray, classes: Sequence[str]
) -> tuple[Ranked, ...]:
    """Return each class against the rest; parameters as :func:`roc`."""
    made = []
    for code, name in enumerate(classes):
        rows = int((np.asarray(y) == code).sum())
        auc = average = float("nan")
        if 0 < rows < len(y):
            auc = roc(y, probability, classes, code).auc
            average = precision_recall(y, probability, classes, code).average_precision
        made.append(Ranked(name, auc, average, rows / max(len(y), 1), rows))
    return tuple(made)


def thin(values: np.ndarray, points: int = 500) -> np.ndarray:
    """Return the positions of at most *points* values that keep a curve's shape and its ends."""
    if len(values) <= points:
        return np.arange(len(values))
    return np.unique(np.linspace(0, len(values) - 1, points).round().astype(np.intp))


def _ranked(
    y: np.ndarray, probability: np.ndarray, positive: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return hits and rows at or above each distinct probability, highest first."""
    truth = np.asarray(y) == positive
    if truth.all() or not truth.any():
        raise LoupeError(messages.NOT_TWO_CLASSES)
    chance = probability[:, positive]
    order = np.argsort(-chance, kind="stable")
    last = np.r_[np.flatnonzero(np.diff(chance[order])), len(order) - 1]
    return np.cumsum(truth[order])[last], last + 1, chance[order][last]


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.asarray(part / np.where(whole > 0, whole, 1))
