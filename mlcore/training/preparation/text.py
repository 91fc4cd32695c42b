"""Free text as the weight of its most widespread words (TF-IDF)."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from mlcore.training.preparation.values import texts

_WORD = re.compile(r"\b\w\w+\b")


@dataclass
class Terms:
    """Words of two letters or more that at least two training rows contain.

    Parameters
    ----------
    name : str
        The column.
    most : int
        Words kept, those in most rows first.
    """

    name: str
    most: int = 200
    words: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    categorical: bool = False

    def fit(self, series: pd.Series) -> Terms:
        """Learn the words and how rare each is."""
        rows = texts(series)
        found = Counter(word for text in rows for word in set(_WORD.findall(text)))
        often = [(word, rows_with) for word, rows_with in found.items() if rows_with > 1]
        often.sort(key=lambda pair: (-pair[1], pair[0]))
        self.words = [word for word, _ in often[: self.most]]
        self.weights = [
            math.log((1 + len(rows)) / (1 + rows_with)) + 1 for _, rows_with in often[: self.most]
        ]
        return self

    def encode(self, series: pd.Series) -> np.ndarray:
        """Return one column per word, each row of length 1 (or 0 without known words)."""
        return self.encode_texts(texts(series))

    def encode_texts(self, rows: list[str]) -> np.ndarray:
        """Encode texts in lower case, empty where missing."""
        places = {word: place for place, word in enumerate(self.words)}
        counts = np.zeros((len(rows), len(self.words)))
        for row, text in enumerate(rows):
            for word in _WORD.findall(text):
                place = places.get(word)
                if place is not None:
                    counts[row, place] += 1
        counts *= np.array(self.weights)
        length = np.sqrt((counts**2).sum(axis=1, keepdims=True))
        return counts / np.where(length > 0, length, 1.0)

    @property
    def names_out(self) -> list[str]:
        """Names of the encoded columns."""
        return [f"{self.name}: {word}" for word in self.words]
