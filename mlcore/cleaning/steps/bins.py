"""Turn numbers into ranges."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import IMPOSSIBLE_SETTING
from mlcore.cleaning.steps.base import NUMERIC, CellStep, Param, Python, Step, with_values
from mlcore.cleaning.steps.values import finite, floats, is_numeric, need_numeric, need_values
from mlcore.errors import LoupeError, Where

METHODS = ("width", "quantile", "kmeans", "edges")


class Bin(CellStep):
    """Learn edges; write each number as the range it lies in. Missing stays missing."""

    def fit(self, frame: pd.DataFrame) -> Bin:
        """Learn the inner edges of each column."""
        self.edges_: dict[str, list[float]] = {}
        for name in self.present(frame):
            need_numeric(frame[name], "bin")
            if self.params["method"] == "edges":
                self.edges_[name] = self._given()
                continue
            need_values(frame[name], "bin", "divide")
            self.edges_[name] = inner_edges(
                finite(frame[name]), self.params["method"], self.params["bins"]
            )
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with ranges in place of numbers."""
        words = self.params["write"] == "range"
        names = [name for name in self.present(frame) if name in self.edges_]
        return with_values(frame, {n: binned(frame[n], self.edges_[n], words) for n in names})

    def python(self) -> Python:
        """Return the edges, learnt anew, and the ranges."""
        words = self.params["write"] == "range"
        lines = []
        for name in self.columns:
            values = f"floats(frame[{name!r}])"
            learn = (
                f"inner_edges({values}[np.isfinite({values})], "
                f"{self.params['method']!r}, {self.params['bins']!r})"
            )
            edges = repr(self._given()) if self.params["method"] == "edges" else learn
            lines.append(f"frame[{name!r}] = binned(frame[{name!r}], {edges}, {words})")
        imports = (
            "from itertools import pairwise",
            "import numpy as np", "import pandas as pd", "from pandas.api import types as dtypes",
        )  # fmt: skip
        return Python(tuple(lines), imports, (is_numeric, floats, inner_edges, binned))

    def _given(self) -> list[float]:
        try:
            edges = [float(value) for value in self.params["edges"] or ()]
        except ValueError:
            raise self._bad("every edge must be a number") from None
        if not edges:
            raise self._bad("name at least one edge")
        if sorted(set(edges)) != edges:
            raise self._bad("edges must rise from each to the next")
        return edges

    def _bad(self, why: str) -> LoupeError:
        where = Where(step="bin", field="edges")
        return LoupeError(IMPOSSIBLE_SETTING, where, step="bin", param="edges", why=why)


def inner_edges(values: np.ndarray, method: str, bins: int) -> list[float]:
    """Return the edges between *bins* ranges of *values*; fewer where they would coincide."""
    low, high = float(values.min()), float(values.max())
    if low == high:
        return []
    if method == "width":
        edges = np.linspace(low, high, bins + 1)[1:-1]
    elif method == "quantile":
        edges = np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1])
    else:
        from sklearn.cluster import KMeans

        bins = min(bins, len(np.unique(values)))
        even = np.linspace(low, high, bins + 1)
        start = ((even[1:] + even[:-1]) / 2)[:, None]
        found = KMeans(bins, init=start, n_init=1).fit(values[:, None]).cluster_centers_[:, 0]
        centres = np.sort(found)
        edges = (centres[1:] + centres[:-1]) / 2
    return [float(edge) for edge in np.unique(edges) if low < edge <= high]


def binned(series: pd.Series, edges: list[float], words: bool) -> object:
    """Return the range of each number, by its number from 0 or in words; the ends are open."""
    values = floats(series)
    gaps = np.isnan(values)
    found = np.searchsorted(np.asarray(edges, dtype=float), values, side="right")
    if not words:
        return np.where(gaps, np.nan, found.astype(float))
    names = [f"{low!r} to {high!r}" for low, high in pairwise(edges)]
    names = [f"below {edges[0]!r}", *names, f"from {edges[-1]!r}"] if edges else ["all"]
    return pd.array(np.array([*names, None], dtype=object)[np.where(gaps, -1, found)], dtype="str")


STEP = Step(
    "bin", "Turn numbers into ranges", "Numbers",
    "Writes each number as the range it lies in; ranges are learnt or given.",
    Bin, fitted=True, kinds=NUMERIC, icon="bar_chart",
    params=(
        Param("method", "choice", "quantile", METHODS,
              "Ranges of equal width, with equally many rows, around centres, or as given.",
              label="Ranges",
              names=("equal width", "equally many rows", "around centres", "as given")),
        Param("bins", "integer", 5, help="How many ranges.", most=200,
              label="How many"),
        Param("edges", "values", help="The numbers between ranges, rising (edges).",
              label="Edges"),
        Param("write", "choice", "range", ("range", "number"), "The range in words or its number.",
              label="Write",
              names=("the range", "its number")),
    ),
    words=("bin", "discretize", "histogram", "range", "bucket", "quantile"),
)  # fmt: skip
