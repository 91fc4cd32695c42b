"""Fitted estimators in a form that answers one row at once: trees as text, weights as arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Protocol

import numpy as np
from scipy.special import expit, softmax

from mlcore.prediction.compiled.booster import RawScores
from mlcore.prediction.compiled.masks import MANY, Masks, masks
from mlcore.training.pipeline import answers

Link = Callable[[np.ndarray], np.ndarray]


class Form(Protocol):
    """What answers prepared rows; ``name`` says which form it is."""

    name: ClassVar[str]

    def answers(self, X: np.ndarray) -> np.ndarray:
        """Return values, or one column of probabilities per class."""


def _same(raw: np.ndarray) -> np.ndarray:
    return raw[:, 0]


def _two(raw: np.ndarray) -> np.ndarray:
    chance = expit(raw[:, 0])
    return np.column_stack([1 - chance, chance])


def _several(raw: np.ndarray) -> np.ndarray:
    return np.asarray(softmax(raw, axis=1))


def _share(raw: np.ndarray) -> np.ndarray:
    return np.column_stack([1 - raw[:, 0], raw[:, 0]]) if raw.shape[1] == 1 else raw


LINKS: Mapping[str, Link] = {"value": _same, "logit": _two, "logits": _several, "share": _share}
"""Raw scores to answers, by the scale of the scores."""


@dataclass(frozen=True, eq=False)
class Columns:
    """How a booster's columns are made of the prepared ones.

    Parameters
    ----------
    order : ndarray of int or None
        The prepared column behind each; None: as they are.
    codes : tuple of (column, known codes)
        Columns whose values become ranks among the known codes, missing where unknown.
    single : bool
        True when the trees compare in single precision.
    """

    order: np.ndarray | None = None
    codes: tuple[tuple[int, np.ndarray], ...] = ()
    single: bool = False

    def taken(self, X: np.ndarray) -> np.ndarray:
        """Return the booster's columns of prepared rows."""
        X = X.astype(np.float32).astype(np.float64) if self.single else X
        if self.order is None:
            return X
        X = X[:, self.order]
        if self._counted is not None:
            columns, sizes = self._counted
            found = X[:, columns]
            inside = (found >= 0) & (found < sizes) & (found == np.floor(found))
            X[:, columns] = np.where(inside, found, np.nan)
            return X
        for column, known in self.codes:
            at = np.minimum(np.searchsorted(known, X[:, column]), len(known) - 1)
            X[:, column] = np.where(known[at] == X[:, column], at, np.nan)
        return X

    @cached_property
    def _counted(self) -> tuple[np.ndarray, np.ndarray] | None:
        """The columns with codes and how many each has, when all codes count from 0."""
        if not all(np.array_equal(known, np.arange(len(known))) for _, known in self.codes):
            return None
        columns = np.array([column for column, _ in self.codes], dtype=np.intp)
        return columns, np.array([float(len(known)) for _, known in self.codes])

    def given(self, parts: np.ndarray) -> np.ndarray:
        """Return contributions per prepared column, from those per booster's column."""
        if self.order is None:
            return parts
        out = np.empty_like(parts)
        out[..., self.order] = parts
        return out


@dataclass(frozen=True, eq=False)
class Trees:
    """All trees of a model in one booster.

    Parameters
    ----------
    booster : lightgbm.Booster
        Gives raw scores.
    base : ndarray
        What every row's raw score starts from, per output.
    scale : str
        Key of :data:`LINKS`.
    columns : Columns
        What the booster is given.
    """

    booster: Any
    base: np.ndarray
    scale: str
    columns: Columns = Columns()
    name: ClassVar[str] = "trees"

    def answers(self, X: np.ndarray) -> np.ndarray:
        """Return the answers to prepared rows."""
        taken = self.columns.taken(X)
        tables = self._tables if len(X) >= MANY else None
        raw = (tables or self._scores).of(taken)
        return LINKS[self.scale](raw + self.base)

    @cached_property
    def _scores(self) -> RawScores:
        return RawScores(self.booster)

    @cached_property
    def _tables(self) -> Masks | None:
        return masks(self.booster, self._scores)

    def parts(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return contributions to the raw scores and where they start.

        Returns
        -------
        tuple of ndarray
            Rows × outputs × prepared columns, and outputs: the mean raw score of training.
            Path-dependent TreeSHAP: start and contributions add up to the raw score.
        """
        taken = self.columns.taken(X)
        found = self.booster.predict(taken, pred_contrib=True, num_threads=1)
        found = np.asarray(found).reshape(len(X), len(self.base), -1)
        return self.columns.given(found[:, :, :-1]), found[0, :, -1] + self.base


@dataclass(frozen=True, eq=False)
class Sums:
    """A weighted sum per output.

    Parameters
    ----------
    weights : ndarray of shape (outputs, columns)
        As fitted.
    base : ndarray
        Intercepts.
    scale : str
        Key of :data:`LINKS`.
    """

    weights: np.ndarray
    base: np.ndarray
    scale: str
    name: ClassVar[str] = "sums"

    def answers(self, X: np.ndarray) -> np.ndarray:
        """Return the answers to prepared rows."""
        return LINKS[self.scale](X @ self.weights.T + self.base)


@dataclass(frozen=True, eq=False)
class Whole:
    """The estimator itself, for what has no other form."""

    estimator: Any
    classes: int
    name: ClassVar[str] = "whole"

    def answers(self, X: np.ndarray) -> np.ndarray:
        """Return the answers to prepared rows."""
        return answers(self.estimator, X, self.classes)
