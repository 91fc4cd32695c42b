"""Dates as parts a model can use: elapsed days, year, month, day, weekday and hour."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from mlcore.training.preparation.number import ScaledNumber
from mlcore.training.preparation.values import dates

_DAY = pd.Timedelta(days=1)
_EPOCH = pd.Timestamp("2000-01-01")
_PARTS = ("days", "year", "month", "day", "weekday")
_CALENDAR = ("year", "month", "day", "day_of_week")


def parts(series: pd.Series, hours: bool) -> np.ndarray:
    """Return the parts as float columns, nan where the date is missing."""
    when = dates(series)
    values = [(when - _EPOCH) / _DAY]
    values += [getattr(when.dt, part) for part in _CALENDAR]
    if hours:
        values.append(when.dt.hour + when.dt.minute / 60)
    return np.column_stack([value.to_numpy(dtype=np.float64, na_value=np.nan) for value in values])


def has_hours(series: pd.Series) -> bool:
    """Return True when a date has a time of day other than midnight."""
    when = dates(series).dropna()
    return bool((when != when.dt.normalize()).any())


@dataclass
class DateParts:
    """The parts as they are; hours only when training had a time of day."""

    name: str
    hours: bool = False
    known: bool = True
    categorical: bool = False

    def fit(self, series: pd.Series) -> DateParts:
        """Learn whether there are any dates, and times of day."""
        self.hours = has_hours(series)
        self.known = bool(dates(series).notna().any())
        return self

    def encode(self, series: pd.Series) -> np.ndarray:
        """Return the parts; 0 throughout when training had no date."""
        found = parts(series, self.hours)
        return found if self.known else np.zeros_like(found)

    @property
    def names_out(self) -> list[str]:
        """Names of the encoded columns."""
        return [f"{self.name} {part}" for part in (*_PARTS, *(["hour"] if self.hours else []))]


@dataclass
class ScaledDate:
    """The parts, each standardised as a number is."""

    name: str
    hours: bool = False
    scales: list[ScaledNumber] = field(default_factory=list)
    categorical: bool = False

    def fit(self, series: pd.Series) -> ScaledDate:
        """Learn the scale of each part."""
        self.hours = has_hours(series)
        raw = DateParts(self.name, self.hours)
        columns = zip(raw.names_out, raw.encode(series).T, strict=True)
        self.scales = [ScaledNumber(name).fit_values(values) for name, values in columns]
        for scale in self.scales[1:]:
            scale.marked = False
        return self

    def encode(self, series: pd.Series) -> np.ndarray:
        """Return the standardised parts and one mark where the date was missing."""
        columns = zip(self.scales, parts(series, self.hours).T, strict=True)
        return np.hstack([scale.encode_values(values) for scale, values in columns])

    @property
    def names_out(self) -> list[str]:
        """Names of the encoded columns."""
        return [name for scale in self.scales for name in scale.names_out]
