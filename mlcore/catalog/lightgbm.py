"""LightGBM with its trees kept as text: what is stored is looked through and runs no code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

from mlcore.catalog.lighttext import Tree, kept, trees_of
from mlcore.catalog.stopping import MOST_TREES, PATIENCE, TREES, spared

BINS: dict[str, Any] = {"verbosity": -1, "num_threads": 1, "feature_pre_filter": False}
"""How rows are binned: so that the same bins do for every set of parameters."""


@dataclass(frozen=True, eq=False)
class Binned:
    """Rows as LightGBM grows trees on them.

    Parameters
    ----------
    grown, seen : lightgbm.Dataset
        What trees are grown on, and the part that says when to stop (None: there is none).
    objective : dict
        What is aimed for.
    """

    grown: Any
    seen: Any
    objective: dict[str, Any]


class _LightTrees(BaseEstimator):
    """Grown with one thread; parameters as in LightGBM.

    Parameters
    ----------
    categorical_features : ndarray of bool or None
        Which columns are codes of categories.
    random_state : int or None
        Seeds the samples of columns, and the part that says when to stop.
    """

    def __init__(
        self,
        learning_rate: float = 0.05,
        num_leaves: int = 31,
        min_child_samples: int = 20,
        reg_lambda: float = 1.0,
        colsample_bytree: float = 0.8,
        categorical_features: Any = None,
        random_state: int | None = None,
    ) -> None:
        self.learning_rate = learning_rate
        self.num_leaves = num_leaves
        self.min_child_samples = min_child_samples
        self.reg_lambda = reg_lambda
        self.colsample_bytree = colsample_bytree
        self.categorical_features = categorical_features
        self.random_state = random_state

    def __getstate__(self) -> dict[str, Any]:
        passing = ("_live", "binned")
        return {name: value for name, value in self.__dict__.items() if name not in passing}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def trees(self) -> list[Tree]:
        """Return the stored trees, read without LightGBM; ValueError when they are no trees."""
        return trees_of(self._text(), self.n_features_in_)

    def _text(self) -> str:
        return bytes(self.text_).decode()

    def bin(self, X: Any, y: Any, sample_weight: Any = None) -> Binned:
        """Return *X* as LightGBM grows trees on it, for fits that differ in parameters only.

        Give it to such a one as its attribute ``binned``. Two threads must not use it at the
        same time: LightGBM crashes.
        """
        X = np.ascontiguousarray(X, dtype=np.float64)
        answers, objective = self._aim(np.asarray(y))
        classes = objective["objective"] in ("binary", "multiclass")
        inner, watched = spared(answers, classes, self.random_state or 0)
        grown = self._dataset(X, answers, sample_weight, inner)
        seen = self._dataset(X, answers, sample_weight, watched, grown) if len(watched) else None
        return Binned(grown, seen, objective)

    def _aim(self, y: np.ndarray) -> tuple[np.ndarray, dict[str, Any]]:
        """Return the answers as LightGBM wants them, and what it is to aim for."""
        raise NotImplementedError

    def _grow(self, X: Any, y: Any, weight: Any) -> None:
        import lightgbm

        self.n_features_in_ = X.shape[1]
        found: Binned = self.__dict__.pop("binned", None) or self.bin(X, y, weight)
        seen = [found.seen] if found.seen else None
        stop: list[Any] = [lightgbm.early_stopping(PATIENCE, verbose=False)] if seen else []
        most = MOST_TREES if seen else TREES
        aim = self._params() | found.objective
        booster = lightgbm.train(aim, found.grown, most, seen, callbacks=stop)
        text = kept(booster.model_to_string(num_iteration=booster.best_iteration))
        self.text_ = np.frombuffer(text.encode(), dtype=np.uint8)

    def _dataset(
        self, X: np.ndarray, y: np.ndarray, weight: Any, rows: np.ndarray, like: Any = None
    ) -> Any:
        import lightgbm

        mask = self.categorical_features
        codes = np.flatnonzero([] if mask is None else mask)
        return lightgbm.Dataset(
            X[rows],
            y[rows],
            reference=like,
            weight=None if weight is None else np.asarray(weight)[rows],
            categorical_feature=list(map(int, codes)),
            params=BINS | {"data_random_seed": self.random_state or 0},
        ).construct()

    def _params(self) -> dict[str, Any]:
        return BINS | {
            "learning_rate": self.learning_rate,
            "num_leaves": self.num_leaves,
            "min_data_in_leaf": self.min_child_samples,
            "lambda_l2": self.reg_lambda,
            "feature_fraction": self.colsample_bytree,
            "seed": self.random_state or 0,
            "data_random_seed": self.random_state or 0,
            "deterministic": True,
            "force_row_wise": True,
        }

    def _answers(self, X: Any) -> np.ndarray:
        import lightgbm

        if not hasattr(self, "_live"):
            self._live = lightgbm.Booster(model_str=self._text())
        X = np.ascontiguousarray(X, dtype=np.float64)
        return np.asarray(self._live.predict(X, num_threads=1))


class LightTreesRegressor(RegressorMixin, _LightTrees):
    """LightGBM for numbers."""

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> LightTreesRegressor:
        """Grow the trees."""
        self._grow(np.asarray(X), y, sample_weight)
        return self

    def _aim(self, y: np.ndarray) -> tuple[np.ndarray, dict[str, Any]]:
        return y.astype(np.float64), {"objective": "regression"}

    def predict(self, X: Any) -> np.ndarray:
        """Return the answers."""
        return self._answers(X)


class LightQuantile(LightTreesRegressor):
    """LightGBM for a quantile of numbers.

    Parameters
    ----------
    quantile : float
        Which, between 0 and 1. The others as in LightGBM.
    """

    def __init__(
        self,
        quantile: float = 0.5,
        learning_rate: float = 0.05,
        num_leaves: int = 31,
        min_child_samples: int = 20,
        colsample_bytree: float = 0.8,
        categorical_features: Any = None,
        random_state: int | None = None,
    ) -> None:
        super().__init__(
            learning_rate,
            num_leaves,
            min_child_samples,
            colsample_bytree=colsample_bytree,
            categorical_features=categorical_features,
            random_state=random_state,
        )
        self.quantile = quantile

    def _aim(self, y: np.ndarray) -> tuple[np.ndarray, dict[str, Any]]:
        return y.astype(np.float64), {"objective": "quantile", "alpha": self.quantile}


class LightTreesClassifier(ClassifierMixin, _LightTrees):
    """LightGBM for classes."""

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> LightTreesClassifier:
        """Grow the trees."""
        self.classes_ = np.unique(y)
        self._grow(np.asarray(X), y, sample_weight)
        return self

    def _aim(self, y: np.ndarray) -> tuple[np.ndarray, dict[str, Any]]:
        classes, codes = np.unique(y, return_inverse=True)
        several = {"objective": "multiclass", "num_class": len(classes)}
        return codes, several if len(classes) > 2 else {"objective": "binary"}

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return one column of probabilities per class."""
        found = self._answers(X)
        return found if found.ndim == 2 else np.column_stack([1 - found, found])

    def predict(self, X: Any) -> np.ndarray:
        """Return the most likely class of each row."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])
