"""Curves that correct probabilities, as plain numbers: fitted once, kept with a model, applied.

Isotonic regression gives a rising curve of steps and slopes (Zadrozny and Elkan 2002); the sigmoid
is Platt's (1999), on the log odds. Of several classes each is corrected against all others, and
the row is divided by its sum (Zadrozny and Elkan 2002).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import expit, logit

from mlcore.evaluation.curves import thin

Way = Literal["isotonic", "sigmoid"]
NEAREST = 1e-6
"""Log odds are those of probabilities at least so far from 0 and 1."""
MOST_POINTS = 1_000
"""A curve is kept at so many points; more are thinned out."""


@dataclass(frozen=True)
class Recalibration:
    """How the probabilities of a model are corrected.

    Parameters
    ----------
    method : {"isotonic", "sigmoid"}
        Kind of the curves.
    curves : tuple of (tuple of float, tuple of float)
        For ``isotonic`` the ends of the curve's pieces, before and after; for ``sigmoid`` slope
        and intercept on the log odds. One for the second of two classes, else one per class.
    """

    method: Way
    curves: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]

    def apply(self, probability: np.ndarray) -> np.ndarray:
        """Return corrected probabilities of rows × classes; rows of nan stay as they are."""
        probability = np.asarray(probability, dtype=float)
        chance = _APPLIED[self.method]
        if len(self.curves) == 1:
            second = chance(self.curves[0], probability[:, 1])
            return np.column_stack([1 - second, second])
        found = [chance(curve, probability[:, at]) for at, curve in enumerate(self.curves)]
        made = np.column_stack(found)
        total = made.sum(axis=1, keepdims=True)
        return np.where(total > 0, made / np.where(total > 0, total, 1), probability)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {"method": self.method, "curves": [[list(a), list(b)] for a, b in self.curves]}

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Recalibration:
        """Rebuild it from JSON values."""
        return cls(body["method"], tuple((tuple(a), tuple(b)) for a, b in body["curves"]))


Curve = tuple[tuple[float, ...], tuple[float, ...]]


def recalibration(y: np.ndarray, probability: np.ndarray, method: Way) -> Recalibration:
    """Return the curves that correct *probability*.

    Parameters
    ----------
    y : ndarray
        Class codes of rows that the model had not seen: out-of-fold.
    probability : ndarray
        One column per class.
    method : {"isotonic", "sigmoid"}
        Kind of the curves.
    """
    classes = range(probability.shape[1]) if probability.shape[1] > 2 else (1,)
    curves = [curve(probability[:, at], np.asarray(y) == at, method) for at in classes]
    return Recalibration(method, tuple(curves))


def curve(chance: np.ndarray, truth: np.ndarray, method: Way) -> Curve:
    """Return the curve that corrects *chance* as the probability that *truth* holds."""
    return _FITTED[method](np.asarray(chance, dtype=float), np.asarray(truth, dtype=int))


def corrected(given: Curve, chance: np.ndarray, method: Way) -> np.ndarray:
    """Return *chance* corrected by a curve of *method*."""
    return _APPLIED[method](given, np.asarray(chance, dtype=float))


def _isotonic(chance: np.ndarray, truth: np.ndarray) -> Curve:
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(chance, truth)
    x, y = fitted.X_thresholds_, fitted.y_thresholds_
    kept = thin(x, MOST_POINTS)
    return tuple(x[kept].tolist()), tuple(y[kept].tolist())


def _sigmoid(chance: np.ndarray, truth: np.ndarray) -> Curve:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e6, max_iter=1000).fit(_odds(chance)[:, None], truth)
    return (float(fitted.coef_[0, 0]),), (float(fitted.intercept_[0]),)


def _odds(chance: np.ndarray) -> np.ndarray:
    return np.asarray(logit(np.clip(chance, NEAREST, 1 - NEAREST)))


_FITTED: dict[str, Callable[[np.ndarray, np.ndarray], Curve]] = {
    "isotonic": _isotonic,
    "sigmoid": _sigmoid,
}
_APPLIED: dict[str, Callable[[Curve, np.ndarray], np.ndarray]] = {
    "isotonic": lambda given, chance: np.interp(chance, given[0], given[1]),
    "sigmoid": lambda given, chance: np.asarray(expit(given[0][0] * _odds(chance) + given[1][0])),
}
