"""A cleaning step as a scikit-learn transformer, for pipelines of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import _check_feature_names_in, check_is_fitted, validate_data

from mlcore.cleaning.catalogue import step
from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError


class StepTransformer(TransformerMixin, BaseEstimator):
    """One step of the catalogue over the columns of a frame or of an array of numbers.

    Parameters
    ----------
    name : str
        Name of a step that changes cells; steps that drop rows are no transformers.
    columns : sequence of str or None
        The columns it treats; None: all. Those of an array are called x0, x1 …
    settings : mapping or None
        The step's settings.

    Attributes
    ----------
    step_ : CellStep
        The fitted step.
    """

    def __init__(
        self,
        name: str = "scale",
        columns: Sequence[str] | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = name
        self.columns = columns
        self.settings = settings

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn from the rows of *X*; *y* is not used.

        Raises
        ------
        ValueError
            When the step refuses, with its reason.
        """
        self._learnt(X)
        return self

    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any:
        """Learn from *X* and return its rows as training sees them."""
        return self._given_back(X, self._learnt(X))

    def transform(self, X: Any) -> Any:
        """Return *X* with the step done: a frame for a frame, an array for an array."""
        check_is_fitted(self)
        return self._given_back(X, self.step_.transform(self._frame(X, reset=False)))

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the names of the columns after the step."""
        check_is_fitted(self)
        names = _check_feature_names_in(self, input_features)
        return np.array(self._outputs(names), dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _learnt(self, X: Any) -> pd.DataFrame:
        frame = self._frame(X, reset=True)
        columns = tuple(self.columns if self.columns is not None else frame.columns)
        (spec,) = Recipe().step(self.name, columns, **(self.settings or {})).steps
        if step(self.name).scope != "cells":
            raise ValueError(f"The step {self.name!r} drops rows, so it is no transformer.")
        self.step_ = step(self.name).build(spec)
        try:
            return self.step_.fit_transform(frame)
        except LoupeError as error:
            raise ValueError(f"{error.what} {error.fix}") from error

    def _frame(self, X: Any, reset: bool) -> pd.DataFrame:
        if isinstance(X, pd.DataFrame):
            validate_data(self, X, reset=reset, skip_check_array=True)
            return X
        numbers = validate_data(
            self, X, reset=reset, dtype="float64", ensure_all_finite="allow-nan"
        )
        return pd.DataFrame(numbers, columns=[f"x{i}" for i in range(numbers.shape[1])])

    def _outputs(self, names: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(new for new, _ in self.step_.outputs(list(names))))

    def _given_back(self, X: Any, made: pd.DataFrame) -> Any:
        return made if isinstance(X, pd.DataFrame) else made.to_numpy()
