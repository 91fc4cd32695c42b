"""Many rows → few marks: bins, aggregates, quantiles, or a random part of the rows."""

from __future__ import annotations

import numpy as np
import polars as pl

from mlcore.profiling.chart.spec import ChartSpec

MOST = 5000
"""Marks of one chart, at most."""
SAMPLED = 1000
"""Points of a larger table: each costs the browser as much as a bar, and more show no more."""
BINS = 30
_UNITS = ("1m", "1h", "1d", "1w", "1mo", "1q", "1y")
_MICROSECONDS = (6e7, 3.6e9, 8.64e10, 6.048e11, 2.63e12, 7.9e12, 3.156e13)


def histogram(frame: pl.DataFrame, spec: ChartSpec) -> pl.DataFrame:
    """Return ``x``, ``x_end`` and ``rows`` of each bin, for every colour and panel."""
    binned, edges = _binned(frame, "x", BINS)
    counted = binned.group_by(*_parts(frame), "x").agg(pl.len().alias("rows"))
    return _with_edges(counted, "x", edges).sort(*_parts(frame), "x")


def bars(frame: pl.DataFrame, spec: ChartSpec) -> pl.DataFrame:
    """Return ``value`` and ``rows`` of each group of x, for every colour and panel."""
    return frame.group_by(*_parts(frame), "x").agg(*_value(spec)).sort(*_parts(frame), "x")


def heat(frame: pl.DataFrame, spec: ChartSpec) -> pl.DataFrame:
    """Return ``rows`` of each pair of groups, for every panel."""
    by = (*_parts(frame), "x", "y")
    return frame.group_by(*by).agg(pl.len().alias("rows")).sort(*by)


def line(frame: pl.DataFrame, spec: ChartSpec) -> pl.DataFrame:
    """Return ``value`` and ``rows`` along x, for every colour and panel.

    Dates are taken together by the shortest calendar unit that leaves few enough points,
    numbers with many different values by bins of equal width, named by their middle.
    """
    lines = max(frame.select(_parts(frame)).n_unique() if _parts(frame) else 1, 1)
    most = max(MOST // lines // 2, 20)
    if frame["x"].dtype.is_temporal():
        frame = frame.with_columns(pl.col("x").dt.truncate(unit(frame["x"], min(most, 400))))
    elif frame["x"].n_unique() > min(most, 200):
        frame, edges = _binned(frame, "x", min(most, 100))
        middle = pl.Series((edges[:-1] + edges[1:]) / 2)
        frame = frame.with_columns(middle.gather(frame["x"]).alias("x"))
    return frame.group_by(*_parts(frame), "x").agg(*_value(spec)).sort(*_parts(frame), "x")


def density(frame: pl.DataFrame, spec: ChartSpec) -> pl.DataFrame:
    """Return ``rows`` of each cell of a grid over x and y, for every panel."""
    side = _side(frame)
    binned, across = _binned(frame, "x", side)
    binned, up = _binned(binned, "y", side)
    by = (*_parts(frame), "x", "y")
    counted = binned.group_by(*by).agg(pl.len().alias("rows"))
    return _with_edges(_with_edges(counted, "x", across), "y", up).sort(*by)


def boxes(frame: pl.DataFrame, spec: ChartSpec) -> pl.DataFrame:
    """Return quantiles of y and ``rows`` of each group of x, for every panel."""
    y = pl.col("y")
    return (
        frame.group_by(*_parts(frame), "x")
        .agg(
            y.quantile(0.05, "linear").alias("q05"), y.quantile(0.25, "linear").alias("q25"),
            y.median().alias("median"), y.quantile(0.75, "linear").alias("q75"),
            y.quantile(0.95, "linear").alias("q95"), pl.len().alias("rows"),
        )
        .sort(*_parts(frame), "x")
    )  # fmt: skip


def points(frame: pl.DataFrame, spec: ChartSpec) -> pl.DataFrame:
    """Return all rows when they are at most 5,000, else 1,000 random ones, in the table's order."""
    if frame.height <= MOST:
        return frame
    chosen = np.random.default_rng(0).choice(frame.height, SAMPLED, replace=False)
    return frame[np.sort(chosen)]


def begun(frame: pl.DataFrame, spec: ChartSpec) -> pl.DataFrame:
    """Return *frame* with the values that a chart bins as the beginnings of their bins."""
    side = _side(frame)
    binned = {"histogram": {"x": BINS}, "density": {"x": side, "y": side}}.get(spec.kind, {})
    for part, most in binned.items():
        frame, edges = _binned(frame, part, most)
        frame = frame.with_columns(pl.Series(edges[:-1]).gather(frame[part]).alias(part))
    return frame


def unit(times: pl.Series, most: int) -> str:
    """Return the shortest calendar unit that covers *times* in at most *most* steps."""
    physical = times.to_physical()
    low, high = physical.min(), physical.max()
    span = float(high - low) if isinstance(low, int) and isinstance(high, int) else 0.0
    fitting = (u for u, length in zip(_UNITS, _MICROSECONDS, strict=True) if span / length <= most)
    return next(fitting, _UNITS[-1])


def _side(frame: pl.DataFrame) -> int:
    panels = max(frame["facet"].n_unique(), 1) if "facet" in frame.columns else 1
    return int(min(50, np.sqrt(MOST / panels)))


def _parts(frame: pl.DataFrame) -> list[str]:
    return [part for part in ("facet", "colour") if part in frame.columns]


def _value(spec: ChartSpec) -> list[pl.Expr]:
    rows = pl.len().alias("rows")
    if spec.y is None:
        return [pl.len().cast(pl.Float64).alias("value"), rows]
    y = pl.col("y").cast(pl.Float64)
    made = {"mean": y.mean(), "median": y.median(), "sum": y.sum(), "min": y.min(), "max": y.max()}
    return [made[spec.aggregate].alias("value"), rows]


def _binned(frame: pl.DataFrame, part: str, most: int) -> tuple[pl.DataFrame, np.ndarray]:
    """Return *frame* with *part* as the number of its bin, and the edges of the bins."""
    physical = frame[part].to_physical()
    values = physical.cast(pl.Float64)
    low, high = values.min(), values.max()
    low, high = (low, high) if isinstance(low, float) and isinstance(high, float) else (0.0, 0.0)
    whole = physical.dtype.is_integer() and not frame[part].dtype.is_temporal()
    edges = _edges(low, high, most, whole)
    width = edges[1] - edges[0]
    places = ((pl.lit(values) - edges[0]) / width).floor().clip(0, len(edges) - 2).cast(pl.Int32)
    return frame.with_columns(places.alias(part)), _typed(edges, frame[part].dtype)


def _edges(low: float, high: float, most: int, whole: bool) -> np.ndarray:
    """Return edges of equal width; whole numbers fall in the middle of theirs, none is split."""
    if whole:
        width = max(np.ceil((high - low + 1) / most), 1.0)
        steps = int((high - low) // width) + 1
        return low - 0.5 + width * np.arange(steps + 1)
    if not high - low > abs(high) * 1e-12:
        return np.array([low - 0.5, low + 0.5])
    return np.linspace(low, high, most + 1)


def _typed(edges: np.ndarray, dtype: pl.DataType) -> np.ndarray:
    return edges.astype(np.int64).astype("datetime64[us]") if dtype.is_temporal() else edges


def _with_edges(frame: pl.DataFrame, part: str, edges: np.ndarray) -> pl.DataFrame:
    places = frame[part]
    return frame.with_columns(
        pl.Series(edges[:-1]).gather(places).alias(part),
        pl.Series(edges[1:]).gather(places).alias(f"{part}_end"),
    )
