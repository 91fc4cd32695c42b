"""Turn categories into numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import TOO_MANY_VALUES
from mlcore.cleaning.steps.base import (
    CellStep,
    Pairs,
    Param,
    Python,
    Step,
    arranged,
    calls,
    columns_frame,
    expression,
    free,
    replaced,
    with_values,
)
from mlcore.cleaning.steps.values import coded, need_values
from mlcore.errors import LoupeError, Where

MOST = 100
"""One column for each of more values than these is refused."""
OTHER = "other"


class Encode(CellStep):
    """Learn the values of each column; write them as 0/1 columns or as their number.

    A value not seen while learning is no category: all its columns are 0 (or "other" is 1
    when only the most frequent were kept); as a number it is −1. A missing value is 0
    everywhere, or stays missing as a number.
    """

    def fit(self, frame: pd.DataFrame) -> Encode:
        """Learn the values."""
        self.categories_: dict[str, list[str]] = {}
        self.names_: dict[str, list[str]] = {}
        taken = {str(name) for name in frame.columns}
        for name in self.present(frame):
            need_values(frame[name], "encode", "tell apart")
            found = self._categories(frame[name])
            self.categories_[name] = found
            if self.params["method"] == "onehot":
                self.names_[name] = self._new_names(name, found, taken)
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with numbers in place of categories."""
        names = [name for name in self.present(frame) if name in self.categories_]
        if self.params["method"] == "ordinal":
            found = {n: numbered(frame[n], self.categories_[n]) for n in names}
            return with_values(frame, found)
        made = {n: flags(frame[n], self.categories_[n], self.names_[n]) for n in names}
        return arranged(frame, made, keep=False)

    def python(self) -> Python:
        """Return the step as statements with the values it learnt."""
        if self.params["method"] == "ordinal":
            each = (calls(numbered, [n], values) for n, values in self.categories_.items())
            lines = tuple(line for one in each for line in one.lines)
            return Python(lines, functions=(numbered,))
        lines = tuple(
            f"frame = with_flags(frame, {expression(name)}, {expression(values)}, "
            f"{expression(self.names_[name])})"
            for name, values in self.categories_.items()
        )
        return Python(lines, functions=(with_flags,))

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return the columns afterwards; before fitting, each stands for those made of it."""
        learnt: dict[str, list[str]] = getattr(self, "names_", {})
        return tuple((new, name) for name in names for new in learnt.get(name, [name]))

    def _categories(self, series: pd.Series) -> list[str]:
        codes, labels = coded(series)
        counts = np.bincount(codes[codes >= 0], minlength=len(labels))
        by_count = sorted(range(len(labels)), key=lambda i: (-counts[i], labels[i]))
        top = self.params["top"]
        if self.params["method"] == "ordinal":
            order = [str(value) for value in self.params["order"] or ()]
            known = set(order)
            return order + sorted(value for value in labels if value not in known)
        if top is None and len(labels) > MOST:
            name = str(series.name)
            where = Where(column=name, step="encode")
            raise LoupeError(TOO_MANY_VALUES, where, column=name, found=len(labels), most=MOST)
        return sorted(labels[i] for i in by_count[: top or len(labels)])

    def _new_names(self, name: str, found: list[str], taken: set[str]) -> list[str]:
        made: list[str] = []
        others = [OTHER] if self.params["top"] else []
        for value in [*found, *others]:
            made.append(free(f"{name} = {value}", taken))
            taken.add(made[-1])
        return made


def category_places(series: pd.Series, values: Sequence[str]) -> np.ndarray:
    """Return the place of each row's value among *values*: −1 unseen, −2 missing."""
    codes, found = coded(series)
    places = {value: i for i, value in enumerate(values)}
    return np.array([*(places.get(value, -1) for value in found), -2])[codes]


def numbered(series: pd.Series, values: Sequence[str]) -> np.ndarray:
    """Return the place of each row's value among *values*, missing where it is."""
    places = category_places(series, values)
    return np.where(places == -2, np.nan, places.astype(np.float64))


def with_flags(
    frame: pd.DataFrame, name: str, values: Sequence[str], names: Sequence[str]
) -> pd.DataFrame:
    """Return *frame* with a 0/1 column for each of *values* in the place of the column *name*."""
    return replaced(frame, name, flags(frame[name], values, names))


def flags(series: pd.Series, values: Sequence[str], names: Sequence[str]) -> pd.DataFrame:
    """Return a 0/1 column for each of *values*; one more name is for all others."""
    places = category_places(series, values)
    arrays = [(places == i).astype(np.int64) for i in range(len(values))]
    if len(names) > len(values):
        arrays.append((places == -1).astype(np.int64))
    return columns_frame(names, arrays, series.index)


STEP = Step(
    "encode", "Encode categories", "Categories and text",
    "Writes categories as 0/1 columns, or as numbers in an order.",
    Encode, fitted=True, kinds=("category", "boolean", "integer", "text"), icon="123",
    params=(
        Param("method", "choice", "onehot", ("onehot", "ordinal"),
              "One 0/1 column for each value, or one column of numbers.",
              label="Write as", names=("0/1 columns", "numbers in order")),
        Param("top", "integer", help="Keep only so many most frequent values; the rest is other.",
              label="Most frequent values kept"),
        Param("order", "values", help="The values from lowest to highest, for numbers in order.",
              label="Order, lowest first"),
    ),
    words=("one-hot", "dummy", "ordinal", "label", "category"),
)  # fmt: skip
