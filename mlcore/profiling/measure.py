"""One column → its profile, by what is stored in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from mlcore.profiling.column import ColumnProfile, Edge, Histogram, Quantiles
from mlcore.profiling.sorted_numbers import SortedNumbers
from mlcore.types import ColumnSpec

TOP = 12
LEVELS = 20_000
"""So many different texts of a column are kept for the checks."""
_FEW = 100
_DAY = 86_400_000_000


@dataclass(frozen=True)
class Measured:
    """A profile and, for texts, the different values ("value", "count")."""

    profile: ColumnProfile
    levels: pl.DataFrame | None = None


def measure(series: pl.Series, spec: ColumnSpec, detailed: bool) -> Measured:
    """Return what *series* holds.

    Parameters
    ----------
    series : Series
        Values of the column, as ``cells.read`` gives them.
    spec : ColumnSpec
        Its name and kind.
    detailed : bool
        Whether histogram and top values are wanted.
    """
    missing = series.null_count()
    profile = ColumnProfile(spec.name, spec.kind, missing)
    values = series.drop_nulls() if missing else series
    if not len(values):
        return Measured(profile)
    if series.dtype == pl.Boolean:
        return Measured(_booleans(profile, values, detailed))
    if series.dtype == pl.String:
        return _texts(profile, values, detailed)
    if series.dtype.is_temporal():
        return Measured(_dates(profile, values, detailed))
    if spec.kind in ("integer", "number"):
        return Measured(_numbers(profile, values.to_numpy(), detailed))
    return Measured(_codes(profile, values, detailed))


def _booleans(profile: ColumnProfile, values: pl.Series, detailed: bool) -> ColumnProfile:
    true = int(values.sum())
    counts = [("True", true), ("False", len(values) - true)]
    top = tuple(sorted(((text, n) for text, n in counts if n), key=lambda pair: -pair[1]))
    mean = true / len(values)
    profile = replace(profile, unique=len(top), mean=mean, most=top[0][1])
    return replace(profile, top=top) if detailed else profile


def _texts(profile: ColumnProfile, values: pl.Series, detailed: bool) -> Measured:
    levels = values.alias("value").value_counts(name="count")
    few = levels.height <= _FEW
    top, shortest, longest = _few_levels(levels) if few else _many_levels(levels)
    profile = replace(
        profile,
        unique=levels.height,
        most=top[0][1],
        top=tuple(top) if detailed else (),
        shortest=shortest,
        longest=longest,
    )
    if levels.height > LEVELS:
        levels = levels.top_k(LEVELS, by="count")
    return Measured(profile, levels)


def _few_levels(levels: pl.DataFrame) -> tuple[list[tuple[str, int]], int, int]:
    # a polars expression costs as much as a hundred of these
    rows = sorted(levels.rows(), key=lambda row: (-row[1], row[0]))
    lengths = [len(text) for text, _ in rows]
    return rows[:TOP], min(lengths), max(lengths)


def _many_levels(levels: pl.DataFrame) -> tuple[list[tuple[str, int]], int, int]:
    order = levels.sort(["count", "value"], descending=[True, False]).head(TOP)
    length = pl.col("value").str.len_chars()
    ends = levels.select(length.min().alias("low"), length.max().alias("high"))
    return order.rows(), *ends.row(0)


def _codes(profile: ColumnProfile, values: pl.Series, detailed: bool) -> ColumnProfile:
    numbers = SortedNumbers(np.sort(values.to_numpy()))
    return _counted(profile, numbers, detailed)


def _counted(profile: ColumnProfile, numbers: SortedNumbers, detailed: bool) -> ColumnProfile:
    different, counts = numbers.runs
    top = tuple((_text(value), n) for value, n in numbers.top(TOP)) if detailed else ()
    return replace(profile, unique=len(different), most=int(counts.max()), top=top)


def _numbers(profile: ColumnProfile, values: np.ndarray, detailed: bool) -> ColumnProfile:
    finite = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    infinite = values[np.isinf(values)] if len(finite) < len(values) else values[:0]
    if not len(finite):
        signs = len(np.unique(infinite))
        return replace(profile, unique=signs, infinite=len(infinite), most=len(infinite))
    numbers = SortedNumbers(np.sort(finite))
    profile = _counted(profile, numbers, detailed)
    mean, sd, skew = numbers.moments
    fences = numbers.fences
    return replace(
        profile,
        unique=profile.unique + (len(np.unique(infinite)) if len(infinite) else 0),
        mean=mean,
        sd=sd,
        skew=skew,
        quantiles=Quantiles(*numbers.quantiles),
        histogram=_histogram(numbers) if detailed else None,
        decimals=numbers.decimals,
        zeros=numbers.equal_to(0),
        infinite=len(infinite),
        fences=fences,
        outliers=numbers.beyond(fences) if fences else 0,
    )


def _histogram(numbers: SortedNumbers) -> Histogram | None:
    found = numbers.histogram()
    if found is None:
        return None
    return Histogram(tuple(found[0].tolist()), tuple(found[1].tolist()))


def _dates(profile: ColumnProfile, values: pl.Series, detailed: bool) -> ColumnProfile:
    ticks = np.sort(values.cast(pl.Datetime("us")).to_physical().to_numpy())
    unit = _DAY if (ticks % _DAY == 0).all() else 1
    numbers = SortedNumbers(ticks // unit)
    profile = _counted(profile, numbers, False)
    top = tuple((_iso(v, unit), n) for v, n in numbers.top(TOP)) if detailed else ()
    quantiles = Quantiles(*(_iso(value, unit) for value in numbers.quantiles))
    found = numbers.histogram() if detailed else None
    histogram = None
    if found is not None:
        edges: tuple[Edge, ...] = tuple(_iso(np.ceil(edge), unit) for edge in found[0])
        histogram = Histogram(edges, tuple(found[1].tolist()))
    return replace(profile, top=top, quantiles=quantiles, histogram=histogram)


def _iso(value: float, unit: int) -> str:
    whole = np.datetime64(int(np.floor(value)), "D" if unit == _DAY else "us")
    text = str(whole)
    return text.removesuffix(".000000")


def _text(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.15g}"
