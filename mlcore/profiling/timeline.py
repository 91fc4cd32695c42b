"""A table along a column of dates: rows or a measure by calendar unit, with the gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling import cells
from mlcore.profiling.chart.reduce import unit as shortest
from mlcore.profiling.chart.spec import Aggregate

Unit = Literal["hour", "day", "week", "month", "quarter", "year"]
EVERY: dict[Unit, str] = {
    "hour": "1h", "day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y",
}  # fmt: skip
MOST = 3000
"""So many units at most; past that a longer one is taken."""
USUAL = 150
"""The suggested unit leaves no more points than this."""


@dataclass(frozen=True, eq=False)
class Timeline:
    """What happened when.

    Parameters
    ----------
    column : str
        The dates.
    measure : str or None
        The numbers that are summarised; None counts rows.
    aggregate : Aggregate
        How they are summarised.
    unit : Unit
        Each point is one of these; empty ones are there too.
    starts : tuple of datetime
        First moment of each unit.
    rows : tuple of int
        Rows in it.
    values : tuple of float or None
        The summary; None where there is nothing to summarise.
    gaps : tuple of (datetime, datetime)
        First and last unit of each run of units without any row.
    undated : int
        Rows without a date.
    """

    column: str
    measure: str | None
    aggregate: Aggregate
    unit: Unit
    starts: tuple[datetime, ...]
    rows: tuple[int, ...]
    values: tuple[float | None, ...]
    gaps: tuple[tuple[datetime, datetime], ...]
    undated: int

    @property
    def empty(self) -> int:
        """Units without any row."""
        return sum(not rows for rows in self.rows)


def timeline(
    data: Dataset,
    column: str,
    measure: str | None = None,
    aggregate: Aggregate = "mean",
    unit: Unit | None = None,
) -> Timeline:
    """Return the rows of *data*, or a summary of *measure*, along the dates of *column*.

    Parameters
    ----------
    data : Dataset
        The table; of all its rows.
    column : str
        Its dates.
    measure : str or None
        Numbers to summarise; None counts rows.
    aggregate : Aggregate
        How.
    unit : Unit or None
        Calendar unit; None chooses one that leaves at most 150 points. A unit that would leave
        more than 3,000 is replaced by the shortest that does not.

    Raises
    ------
    LoupeError
        ``no_column`` when one is not there.
    """
    wanted = [data.position(name) for name in (column, measure) if name]
    frame = cells.read(data, sorted(set(wanted)))
    values = frame[str(wanted[-1])].cast(pl.Float64)
    frame = pl.DataFrame([frame[str(wanted[0])].alias("date"), values.alias("value")]) \
        if measure else pl.DataFrame([frame[str(wanted[0])].alias("date")])  # fmt: skip
    dated = frame.drop_nulls("date")
    chosen = _unit(dated["date"], unit)
    counted = _filled(_counted(dated, chosen, measure and aggregate), chosen)
    starts = tuple(counted["date"].to_list())
    rows = tuple(counted["rows"].to_list())
    return Timeline(
        column, measure, aggregate if measure else "count", chosen, starts, rows,
        tuple(counted["value"].to_list()), _gaps(starts, rows), frame.height - dated.height,
    )  # fmt: skip


def _unit(dates: pl.Series, asked: Unit | None) -> Unit:
    """Return the asked unit, or the shortest that leaves few enough points."""
    names = {every: name for name, every in EVERY.items()}
    least = names.get(shortest(dates, MOST if asked else USUAL), "hour")
    order = list(EVERY)
    return asked if asked and order.index(asked) >= order.index(least) else least


def _counted(dated: pl.DataFrame, unit: Unit, aggregate: Aggregate | str | None) -> pl.DataFrame:
    value = pl.len().cast(pl.Float64)
    if aggregate:
        known = pl.col("value").filter(pl.col("value").is_finite())
        total = pl.when(known.len() > 0).then(known.sum())
        made = {"mean": known.mean(), "median": known.median(), "sum": total,
                "min": known.min(), "max": known.max()}  # fmt: skip
        value = made.get(aggregate, value)
    return (
        dated.group_by(pl.col("date").dt.truncate(EVERY[unit]))
        .agg(value.alias("value"), pl.len().alias("rows"))
        .sort("date")
    )


def _filled(counted: pl.DataFrame, unit: Unit) -> pl.DataFrame:
    """Return *counted* with the units that have no row: 0 rows, and no value."""
    if counted.height > 1:
        counted = counted.upsample("date", every=EVERY[unit])
    return counted.with_columns(pl.col("rows").fill_null(0))


def _gaps(
    starts: tuple[datetime, ...], rows: tuple[int, ...]
) -> tuple[tuple[datetime, datetime], ...]:
    found: list[tuple[datetime, datetime]] = []
    for i, count in enumerate(rows):
        if count:
            continue
        grows = i and not rows[i - 1]
        found[len(found) - bool(grows) :] = [(found[-1][0] if grows else starts[i], starts[i])]
    return tuple(found)
