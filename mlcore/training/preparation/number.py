"""Numbers and booleans, as they are or standardised."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlcore.training.preparation.values import floats

_TINY = 10 * float(np.finfo(np.float64).eps)


@dataclass
class RawNumber:
    """A number as it is; missing stays nan.

    A column without any training value is 0 throughout: boosting refuses one of nothing but nan.
    """

    name: str
    known: bool = True
    categorical: bool = False

    def fit(self, series: pd.Series) -> RawNumber:
        """Learn whether there is any value."""
        self.known = bool((~np.isnan(floats(series))).any())
        return self

    def encode(self, series: pd.Series) -> np.ndarray:
        """Return one column of numbers."""
        return floats(series)[:, None] if self.known else np.zeros((len(series), 1))

    @property
    def names_out(self) -> list[str]:
        """Names of the encoded columns."""
        return [self.name]


@dataclass
class ScaledNumber:
    """A number filled with the median, standardised, and a mark where it was missing.

    The mark is there only when a training value was missing.
    """

    name: str
    fill: float = 0.0
    mean: float = 0.0
    sd: float = 1.0
    marked: bool = False
    categorical: bool = False

    def fit(self, series: pd.Series) -> ScaledNumber:
        """Learn median, mean and standard deviation."""
        return self.fit_values(floats(series))

    def fit_values(self, values: np.ndarray) -> ScaledNumber:
        """Learn from float values, nan where missing."""
        missing = np.isnan(values)
        self.marked = bool(missing.any())
        self.fill = 0.0 if missing.all() else float(np.median(values[~missing]))
        filled = np.where(missing, self.fill, values)
        self.mean = float(filled.mean()) if len(filled) else 0.0
        sd = float(filled.std()) if len(filled) else 0.0
        self.sd = sd if sd > _TINY * max(abs(self.mean), 1e-300) else 1.0
        return self

    def encode(self, series: pd.Series) -> np.ndarray:
        """Return the standardised numbers, and the mark when there is one."""
        return self.encode_values(floats(series))

    def encode_values(self, values: np.ndarray) -> np.ndarray:
        """Encode float values, nan where missing."""
        missing = np.isnan(values)
        scaled = (np.where(missing, self.fill, values) - self.mean) / self.sd
        return np.column_stack([scaled, missing]) if self.marked else scaled[:, None]

    @property
    def names_out(self) -> list[str]:
        """Names of the encoded columns."""
        return [self.name, f"{self.name} is missing"] if self.marked else [self.name]
