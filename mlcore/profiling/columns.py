"""Statistics of one column."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from mlcore.profiling.values import ColumnProfile, Histogram, Quantiles
from mlcore.types import ColumnSpec

BINS = 40
TOP = 20
FAR = 3.0
_SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
_DAY = 86_400_000_000


def column_profile(spec: ColumnSpec, values: pl.Series, charted: bool) -> ColumnProfile:
    """Return what is to be known about the column *spec*.

    Parameters
    ----------
    spec : ColumnSpec
        Its entry in the schema.
    values : Series
        Its cells, or those of a sample.
    charted : bool
        Whether a histogram and top values are wanted.
    """
    facts: dict[str, Any] = {}
    if values.dtype.is_numeric():
        facts = _numbers(values, charted)
    elif values.dtype.is_temporal():
        facts = _dates(values, charted)
    elif values.dtype == pl.String:
        facts = _texts(values)
    if charted and not facts.get("histogram"):
        facts["top"] = _top(values)
    return ColumnProfile(spec.name, spec.kind, spec.dtype, spec.missing, spec.unique, **facts)


def _numbers(values: pl.Series, charted: bool) -> dict[str, Any]:
    numbers = values.drop_nulls().cast(pl.Float64).to_numpy()
    finite = np.sort(numbers[np.isfinite(numbers)])
    facts: dict[str, Any] = {"infinite": len(numbers) - len(finite)}
    if not len(finite):
        return facts
    quantiles = _quantiles(finite)
    reach = FAR * (quantiles.q75 - quantiles.q25)
    first, last = np.searchsorted(finite, [quantiles.q25 - reach, quantiles.q75 + reach])
    last += int(np.searchsorted(finite[last:], quantiles.q75 + reach, "right"))
    facts |= _moments(finite)
    facts |= {
        "quantiles": quantiles,
        "zeros": int(np.searchsorted(finite, 0, "right") - np.searchsorted(finite, 0)),
        "negative": int(np.searchsorted(finite, 0)),
        "far": int(first + len(finite) - last) if reach > 0 else 0,
    }
    if charted:
        facts["histogram"] = histogram(finite, values.dtype.is_integer())
    return facts


def _moments(finite: np.ndarray) -> dict[str, Any]:
    # divided by the largest first, so that squares of huge numbers stay finite
    scale = float(np.abs(finite[[0, -1]]).max()) or 1.0
    small = finite / scale
    mean = float(small.mean())
    sd = float(small.std(ddof=1)) if len(finite) > 1 else None
    skew = float(((small - mean) ** 3).mean() / sd**3) if sd and len(finite) > 2 else None
    return {"mean": mean * scale, "sd": None if sd is None else sd * scale, "skew": skew}


def _quantiles(ordered: np.ndarray) -> Quantiles:
    places = np.array(_SHARES) * (len(ordered) - 1)
    below, above = np.floor(places).astype(int), np.ceil(places).astype(int)
    share = places - below
    found = ordered[below] * (1 - share) + ordered[above] * share
    return Quantiles(*map(float, found))


def histogram(ordered: np.ndarray, whole: bool, bins: int = BINS) -> Histogram:
    """Return counts of sorted finite numbers; bins of whole numbers hold equally many of them."""
    low, high = float(ordered[0]), float(ordered[-1])
    if whole and high - low < 2**52:
        width = max(1, int(np.ceil((high - low + 1) / bins)))
        edges = np.arange(low - 0.5, high + width, width)
    elif not np.isfinite(high - low):
        edges = np.array([low, 0.0, high])
    else:
        few = min(bins, max(5, int(np.sqrt(len(ordered)))))
        edges = np.linspace(low, high, few + 1) if high > low else np.array([low - 0.5, low + 0.5])
    edges = np.unique(edges)
    ends = np.searchsorted(ordered, edges[1:-1])
    counts = np.diff(np.concatenate([[0], ends, [len(ordered)]]))
    return Histogram(tuple(map(float, edges)), tuple(map(int, counts)))


def _dates(values: pl.Series, charted: bool) -> dict[str, Any]:
    moments = np.sort(values.drop_nulls().cast(pl.Datetime("us")).cast(pl.Int64).to_numpy())
    if not len(moments):
        return {}
    days = moments / _DAY
    ends = np.array([moments[0], moments[-1]]).astype("datetime64[us]").astype(str)
    facts: dict[str, Any] = {
        "quantiles": _quantiles(days),
        "low_date": _short(ends[0]),
        "high_date": _short(ends[1]),
    }
    if charted:
        facts["histogram"] = histogram(days, bool((days % 1 == 0).all()))
    return facts


def _short(moment: str) -> str:
    return moment.removesuffix("T00:00:00.000000").removesuffix(".000000")


def _texts(values: pl.Series) -> dict[str, Any]:
    length = values.str.len_chars().mean()
    if length is None:
        return {}
    words = (values.str.strip_chars().str.count_matches(r"\s+") + 1).mean()
    return {"length": float(length), "words": float(words)}  # type: ignore[arg-type]


def _top(values: pl.Series) -> tuple[tuple[str, int], ...]:
    counts = values.drop_nulls().alias("value").value_counts(name="count")
    counts = counts.sort(["count", "value"], descending=[True, False]).head(TOP)
    return tuple((_text(value), int(n)) for value, n in counts.iter_rows())


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
