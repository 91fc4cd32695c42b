"""Categories, as indicator columns or as codes by frequency."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from mlcore.training.preparation.values import codes

MOST_LEVELS = 100
"""Levels kept per column, the most frequent; the others become one level, "other"."""


@dataclass
class Levels:
    """The categories seen in training, most frequent first."""

    kept: list[str] = field(default_factory=list)
    more: bool = False
    blank: bool = False

    def fit(self, series: pd.Series, most: int = MOST_LEVELS) -> Levels:
        """Learn the *most* frequent levels; equally frequent ones in alphabetical order."""
        found, labels = codes(series)
        counts = np.bincount(found[found >= 0], minlength=len(labels))
        ordered = sorted(range(len(labels)), key=lambda i: (-counts[i], labels[i]))
        self.kept = [labels[i] for i in ordered[:most]]
        self.more = len(labels) > most
        self.blank = bool((found < 0).any())
        return self

    def positions(self, series: pd.Series) -> np.ndarray:
        """Return each row's level; ``len(kept)`` for others, -1 where missing."""
        found, labels = codes(series)
        known = {level: position for position, level in enumerate(self.kept)}
        other = len(self.kept)
        lookup = np.array([*(known.get(text, other) for text in labels), -1], dtype=np.intp)
        return lookup[found]


@dataclass
class OneHot:
    """One indicator column per level; "other" and "missing" when training had them.

    ``weight`` is the value of a mark: with √½, two different categories are 1 apart.
    """

    name: str
    weight: float = 1.0
    most: int = MOST_LEVELS
    levels: Levels = field(default_factory=Levels)
    categorical: bool = False

    def fit(self, series: pd.Series) -> OneHot:
        """Learn the levels."""
        self.levels = Levels().fit(series, self.most)
        return self

    def encode(self, series: pd.Series) -> np.ndarray:
        """Return the indicators; a level that training never saw is "other", or no mark."""
        levels, width = self.levels, len(self.names_out)
        places = levels.positions(series)
        kept = len(levels.kept)
        where = np.where(places == kept, kept if levels.more else width, places)
        where = np.where(places < 0, width - 1 if levels.blank else width, where)
        marks = np.zeros((len(series), width + 1))
        marks[np.arange(len(series)), where] = self.weight
        return marks[:, :width]

    @property
    def names_out(self) -> list[str]:
        """Names of the encoded columns."""
        names = [f"{self.name} = {level}" for level in self.levels.kept]
        names += [f"{self.name} = other"] if self.levels.more else []
        return names + ([f"{self.name} is missing"] if self.levels.blank else [])


@dataclass
class Ordinal:
    """The level's rank by frequency; others after the last, missing stays nan."""

    name: str
    levels: Levels = field(default_factory=Levels)
    categorical: bool = True

    def fit(self, series: pd.Series) -> Ordinal:
        """Learn the levels."""
        self.levels = Levels().fit(series)
        return self

    def encode(self, series: pd.Series) -> np.ndarray:
        """Return one column of codes."""
        places = self.levels.positions(series).astype(np.float64)
        places[places < 0] = np.nan if self.levels.kept else 0.0
        return places[:, None]

    @property
    def names_out(self) -> list[str]:
        """Names of the encoded columns."""
        return [self.name]
