"""Support vector machines that answer probabilities and stay quick with many rows.

The kernel is approximated with landmarks (Nyström method; Williams and Seeger 2001): the work
grows with the rows, not with their square. Probabilities are Platt's sigmoid, fitted on
out-of-fold margins (Platt 1999).
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.kernel_approximation import Nystroem
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC, LinearSVR

from mlcore.catalog.scaled import _Weighted

LANDMARKS = 300
"""Training rows that stand for all of them in the kernel."""
FOLDS = 3
_ONE = threading.Lock()
"""liblinear draws from one generator per process: two fits at once would not be repeatable."""


class MarginClassifier(ClassifierMixin, BaseEstimator):
    """Support vector classifier, linear or with a smooth (RBF) kernel, with probabilities.

    Parameters
    ----------
    C : float
        Weight of rows on the wrong side.
    kernel : {"linear", "rbf"}
        Straight or curved borders.
    gamma : float or None
        How quickly the RBF kernel falls; None: one by the number of columns.
    random_state : int or None
        Seeds the choice of landmarks and folds.
    """

    def __init__(
        self,
        C: float = 1.0,
        kernel: str = "linear",
        gamma: float | None = None,
        random_state: int | None = None,
    ) -> None:
        self.C = C
        self.kernel = kernel
        self.gamma = gamma
        self.random_state = random_state

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> MarginClassifier:
        """Fit the margin, and the sigmoid on rows it was not fitted on."""
        self.classes_, codes = np.unique(y, return_inverse=True)
        self.map_ = _landmarks(self, len(X)).fit(X) if self.kernel == "rbf" else None
        inner = LinearSVC(C=self.C, max_iter=5000, random_state=self.random_state)
        folds = max(2, min(FOLDS, int(np.bincount(codes).min())))
        parts = StratifiedKFold(folds, shuffle=True, random_state=self.random_state)
        self.inner_ = CalibratedClassifierCV(inner, method="sigmoid", cv=parts, ensemble=False)
        with _ONE:
            self.inner_.fit(self._mapped(X), y, sample_weight=sample_weight)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return one column of probabilities per class."""
        return np.asarray(self.inner_.predict_proba(self._mapped(X)))

    def predict(self, X: Any) -> np.ndarray:
        """Return the most likely class of each row."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])

    def _mapped(self, X: Any) -> Any:
        return X if self.map_ is None else self.map_.transform(X)


class MarginRegressor(_Weighted):
    """Support vector regression; ``epsilon`` is a share of the target's standard deviation.

    Parameters are those of :class:`MarginClassifier`.
    """

    def __init__(
        self,
        C: float = 10.0,
        epsilon: float = 0.1,
        kernel: str = "linear",
        gamma: float | None = None,
        random_state: int | None = None,
    ) -> None:
        self.C = C
        self.epsilon = epsilon
        self.kernel = kernel
        self.gamma = gamma
        self.random_state = random_state

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> MarginRegressor:
        """Fit the landmarks and the tube."""
        self.map_ = _landmarks(self, len(X)).fit(X) if self.kernel == "rbf" else None
        with _ONE:
            super().fit(self._mapped(X), y, sample_weight)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return the answers in the target's unit."""
        return super().predict(self._mapped(X))

    def _mapped(self, X: Any) -> Any:
        return X if self.map_ is None else self.map_.transform(X)

    def _inner(self) -> Any:
        return LinearSVR(
            C=self.C,
            epsilon=self.epsilon,
            loss="squared_epsilon_insensitive",
            dual=False,  # the other form takes minutes on rows by the ten thousand
            max_iter=5000,
            random_state=self.random_state,
        )


def _landmarks(model: Any, rows: int) -> Nystroem:
    return Nystroem(
        gamma=model.gamma,
        n_components=min(LANDMARKS, rows),
        random_state=model.random_state,
    )
