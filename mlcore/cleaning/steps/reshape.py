"""Bring numbers into the shape of a normal or even distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import NUMERIC, CellStep, Param, Python, Step, with_values
from mlcore.cleaning.steps.values import finite, floats, is_numeric, need_numeric, need_values

METHODS = ("power", "quantile normal", "quantile even")
_CLIP = 1e-7


class Reshape(CellStep):
    """Learn a power (Yeo and Johnson 2000) or quantiles of each column, and apply them."""

    def fit(self, frame: pd.DataFrame) -> Reshape:
        """Learn the shape of each column."""
        self.shapes_: dict[str, list[Any]] = {}
        for name in self.present(frame):
            need_numeric(frame[name], "reshape")
            need_values(frame[name], "reshape", "measure")
            self.shapes_[name] = learnt_shape(finite(frame[name]), self.params["method"])
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the columns reshaped."""
        names = [n for n in self.present(frame) if n in self.shapes_ and is_numeric(frame[n])]
        method = self.params["method"]
        return with_values(
            frame, {n: reshaped(floats(frame[n]), self.shapes_[n], method) for n in names}
        )

    def python(self) -> Python:
        """Return scikit-learn's transformers."""
        kind = {
            "power": "PowerTransformer()",
            "quantile normal": "QuantileTransformer(n_quantiles=quantiles, "
            "output_distribution='normal', subsample=None)",
            "quantile even": "QuantileTransformer(n_quantiles=quantiles, subsample=None)",
        }[self.params["method"]]
        lines = [f"for name in {list(self.columns)!r}:"]
        lines.append(
            "    numbers = frame[[name]].astype('Float64').to_numpy(dtype=float, na_value=np.nan)"
        )
        lines.append("    quantiles = min(1000, int(np.isfinite(numbers).sum()))")
        lines.append(f"    frame[name] = {kind}.fit_transform(numbers)[:, 0]")
        imports = (
            "import numpy as np",
            "from sklearn.preprocessing import PowerTransformer, QuantileTransformer",
        )
        return Python(tuple(lines), imports)


def learnt_shape(values: np.ndarray, method: str) -> list[Any]:
    """Return [power, mean, spread], or the quantiles of the sorted values."""
    from sklearn.preprocessing import PowerTransformer, QuantileTransformer

    if method != "power":
        ranks = QuantileTransformer(n_quantiles=min(1000, len(values)), subsample=None)
        return [float(value) for value in ranks.fit(values[:, None]).quantiles_[:, 0]]
    fitted = PowerTransformer().fit(values[:, None])
    scaler = fitted._scaler
    return [float(fitted.lambdas_[0]), float(scaler.mean_[0]), float(scaler.scale_[0])]


def reshaped(values: np.ndarray, shape: list[Any], method: str) -> np.ndarray:
    """Return *values* in their new shape; nan stays nan."""
    if method == "power":
        power, mean, spread = shape
        return (yeo_johnson(values, power) - mean) / spread
    shares, known = np.linspace(0, 1, len(shape)), np.asarray(shape)
    rising = np.interp(values, known, shares)
    # both ways, so that a value that is often there gets the middle of its shares
    found = 0.5 * (rising - np.interp(-values, -known[::-1], -shares[::-1]))
    found = np.where(np.isnan(values), np.nan, found)
    found[values <= known[0]], found[values >= known[-1]] = 0.0, 1.0
    if method == "quantile even":
        return found
    from scipy.special import ndtri

    edge = _CLIP - np.spacing(1.0)
    return np.clip(ndtri(found), ndtri(edge), ndtri(1 - edge))


def yeo_johnson(values: np.ndarray, power: float) -> np.ndarray:
    """Return the Yeo-Johnson power of *values*."""
    up, down = np.maximum(values, 0), np.maximum(-values, 0)
    above = np.log1p(up) if abs(power) < np.spacing(1.0) else np.expm1(power * np.log1p(up)) / power
    rest = 2 - power
    below = (
        -np.log1p(down) if abs(rest) < np.spacing(1.0) else -np.expm1(rest * np.log1p(down)) / rest
    )
    return np.where(values >= 0, above, below)


STEP = Step(
    "reshape", "Reshape a distribution", "Numbers",
    "Brings numbers into the shape of a normal or even distribution, by a power or by ranks.",
    Reshape, fitted=True, kinds=NUMERIC, icon="ssid_chart",
    params=(
        Param("method", "choice", "power", METHODS,
              "A power that makes them normal, or their rank written as normal or even.",
              label="Shape by",
              names=("a power", "ranks, normal", "ranks, even")),
    ),
    words=("power", "yeo-johnson", "quantile", "normalize", "gaussian", "skew", "rank"),
    heavy=True,
)  # fmt: skip
