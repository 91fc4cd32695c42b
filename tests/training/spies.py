"""Models of our own for tests, put into the catalogue for as long as a test runs."""

from __future__ import annotations

import os
import threading
import time
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.feature_selection import SelectKBest, f_classif

from mlcore.catalog import models
from mlcore.catalog.distributions import Space
from mlcore.catalog.entry import Estimator, ModelEntry
from mlcore.training.preparation import kinds
from mlcore.training.preparation.linear import LinearPreparation

SEEN: list[tuple[str, frozenset[int]]] = []
"""(who, marker values) of every fit of a spy."""
FITS: list[int] = []
LOCK = threading.Lock()


class SpyPreparation(LinearPreparation):
    """Notes the markers of the rows it is fitted on."""

    def fit(self, frame: pd.DataFrame, y: Any = None, rows: Any = None) -> SpyPreparation:
        with LOCK:
            SEEN.append(("preparation", frozenset(frame["marker"])))
        super().fit(frame, y, rows)
        return self

    def encode(self, frame: pd.DataFrame) -> np.ndarray:
        return frame[["marker", "x"]].to_numpy(dtype=float)


class SelectingPreparation(LinearPreparation):
    """Keeps the twenty columns most associated with the target of its training rows."""

    def fit(self, frame: pd.DataFrame, y: Any = None, rows: Any = None) -> SelectingPreparation:
        super().fit(frame, y, rows)
        self.chosen = SelectKBest(f_classif, k=20).fit(super().encode(frame), y).get_support()
        return self

    def encode(self, frame: pd.DataFrame) -> np.ndarray:
        encoded = super().encode(frame)
        return encoded[:, self.chosen] if hasattr(self, "chosen") else encoded


class SpyRegressor(RegressorMixin, BaseEstimator):
    """Notes the markers it is fitted on and answers the mean."""

    def fit(self, X: Any, y: Any) -> SpyRegressor:
        with LOCK:
            SEEN.append(("estimator", frozenset(X[:, 0])))
            SEEN.append(("target", frozenset(y)))
        self.mean_ = float(np.mean(y))
        return self

    def predict(self, X: Any) -> np.ndarray:
        return np.full(len(X), self.mean_)


class Counting(RegressorMixin, BaseEstimator):
    """Counts its fits."""

    def __init__(self, shift: float = 0.0) -> None:
        self.shift = shift

    def fit(self, X: Any, y: Any) -> Counting:
        with LOCK:
            FITS.append(1)
        self.mean_ = float(np.mean(y)) + self.shift
        return self

    def predict(self, X: Any) -> np.ndarray:
        return np.full(len(X), self.mean_)


class Dawdling(Counting):
    """Takes as long as it is told, in a fit; then answers as it should."""

    seconds: ClassVar[float] = 0.0
    death: ClassVar[int] = 0

    def fit(self, X: Any, y: Any) -> Dawdling:
        if self.death:
            os.kill(os.getpid(), self.death)
        time.sleep(self.seconds)
        super().fit(X, y)
        return self


class Breaking(RegressorMixin, ClassifierMixin, BaseEstimator):
    """Fails in the way it is told."""

    how: ClassVar[str] = ""

    def fit(self, X: Any, y: Any) -> Breaking:
        self.classes_ = np.unique(y)
        failures: dict[str, Exception] = {
            "fit": RuntimeError("/secret/path 0xdeadbeef exploded"),
            "memory": MemoryError(),
            "few": ValueError("Expected n_neighbors <= n_samples_fit"),
        }
        if self.how in failures:
            raise failures[self.how]
        return self

    def predict(self, X: Any) -> np.ndarray:
        if self.how == "predict":
            raise ZeroDivisionError
        return np.full(len(X), np.nan if self.how == "nan" else np.inf)


def put(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    estimator: type,
    preparation: Any = "linear",
    cost: int = 0,
    space: Space = (),
) -> None:
    """Add a model to the catalogue; *preparation* is a kind or a class of one."""
    if not isinstance(preparation, str):
        monkeypatch.setitem(kinds.PREPARATIONS, name, preparation)
        preparation = name
    made = Estimator(f"{estimator.__module__}:{estimator.__qualname__}", space=space)
    line = ModelEntry(name, name.title(), "", preparation, made, made, cost=cost)
    monkeypatch.setattr(models, "MODELS", (*models.MODELS, line))
