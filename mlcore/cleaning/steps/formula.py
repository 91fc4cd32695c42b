"""Compute a column from others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas.api import types as dtypes

from mlcore.cleaning.formula.evaluate import (
    ValueKind,
    calls_of,
    carried,
    evaluate,
    kind_of,
    written,
)
from mlcore.cleaning.formula.functions import missing
from mlcore.cleaning.formula.parser import Node, columns_of, parse
from mlcore.cleaning.messages import BLANK_NAME, NAME_TAKEN, UNDEFINED_VALUES
from mlcore.cleaning.steps.base import CellStep, Pairs, Param, Python, Step, columns_frame
from mlcore.cleaning.steps.values import (
    coded,
    is_dates,
    is_numeric,
    label,
    labels,
    row_number,
)
from mlcore.errors import LoupeError, Where

RULES = ("refuse", "missing", "zero")


class Formula(CellStep):
    """Write the result of a formula into a new column, each row by itself."""

    def fit(self, frame: pd.DataFrame) -> Formula:
        """Check the formula against the columns, and its results against the rule."""
        name, text = str(self.params["to"]), str(self.params["formula"])
        where = Where(column=name, step="formula", field="to")
        if not name.strip():
            raise LoupeError(BLANK_NAME, where)
        if name in frame.columns:
            raise LoupeError(NAME_TAKEN, where, name=name)
        tree = parse(text)
        self.kinds_: dict[str, ValueKind] = {
            column: _kind(frame[column]) for column in columns_of(tree)
        }
        self.gives_ = kind_of(tree, self.kinds_, text)
        if self.params["undefined"] == "refuse":
            self._refuse_undefined(frame, tree)
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the new column; what has no result is missing or 0."""
        if not set(self.kinds_) <= set(frame.columns):
            return frame.copy(deep=False)
        arrays = {name: operand(frame[name], kind) for name, kind in self.kinds_.items()}
        found = evaluate(parse(self.params["formula"]), arrays)
        zero = self.params["undefined"] == "zero"
        column = result(found, list(arrays.values()), len(frame), zero)
        new = columns_frame([self.params["to"]], [column], frame.index)
        return pd.concat([frame, new], axis=1)

    def reads(self) -> list[str]:
        """Return the columns of the formula; none of one that is refused when it is fitted."""
        try:
            return columns_of(parse(self.params["formula"]))
        except LoupeError:
            return []

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return all columns and the new one, made from those of the formula."""
        pairs, sources = tuple((name, name) for name in names), self.reads()
        if not set(sources) <= set(names):
            return pairs
        # a formula without columns is the same everywhere: it belongs to any column
        return (*pairs, *((self.params["to"], name) for name in sources or names[:1]))

    def python(self) -> Python:
        """Return the formula as a Python expression."""
        name, tree = self.params["to"], parse(self.params["formula"])
        operands = {c: f"operand(frame[{c!r}], {kind!r})" for c, kind in self.kinds_.items()}
        columns = {column: f"operands[{column!r}]" for column in operands}
        used = calls_of(tree)
        zero = self.params["undefined"] == "zero"
        lines = (
            f"operands = {{{', '.join(f'{c!r}: {text}' for c, text in operands.items())}}}",
            f"computed = {written(tree, columns)}",
            f"frame[{name!r}] = result(computed, list(operands.values()), len(frame), {zero})",
        )
        imports = (
            "import numpy as np", "import pandas as pd", "from pandas.api import types as dtypes",
        )  # fmt: skip
        return Python(lines, imports, (label, coded, labels, operand, *carried(used), result))

    def _refuse_undefined(self, frame: pd.DataFrame, tree: Node) -> None:
        name, notes = self.params["to"], dict[str, np.ndarray]()
        arrays = {column: operand(frame[column], kind) for column, kind in self.kinds_.items()}
        nothing = missing(evaluate(tree, arrays, notes)) == 1
        lost = {why: np.broadcast_to(rows & nothing, len(frame)) for why, rows in notes.items()}
        rows = np.flatnonzero(np.logical_or.reduce([np.zeros(len(frame), bool), *lost.values()]))
        if len(rows):
            any_column = frame.iloc[:, 0]
            places = [
                Where(row=row_number(any_column, i), column=name, step="formula") for i in rows[:5]
            ]
            said = [f"{int(mask.sum()):,} times {why}" for why, mask in lost.items() if mask.any()]
            raise LoupeError(UNDEFINED_VALUES, *places, count=len(rows), reasons=" and ".join(said))


def operand(series: pd.Series, kind: str) -> np.ndarray:
    """Return a column as numbers, microsecond dates or texts; nan, NaT or None where missing."""
    if kind == "text":
        return labels(series)
    if kind == "date":
        return series.to_numpy(dtype="datetime64[us]")
    return series.astype("Float64").to_numpy(dtype="float64", na_value=np.nan)


def result(found: np.ndarray, operands: list[np.ndarray], rows: int, zero: bool) -> object:
    """Return computed values as a column of *rows* rows.

    With *zero*, a number is 0 where it is nan although every operand is known.
    """
    found = np.broadcast_to(found, rows).copy()
    if found.dtype == object:
        return pd.array(found, dtype="str")
    if zero and found.dtype.kind == "f":
        known = [~pd.isna(values) for values in operands]
        found[np.isnan(found) & np.logical_and.reduce([np.ones(rows, bool), *known])] = 0.0
    return found


def _kind(series: pd.Series) -> ValueKind:
    if is_dates(series):
        return "date"
    number = is_numeric(series) or dtypes.is_bool_dtype(series.dtype)
    return "number" if number else "text"


STEP = Step(
    "formula", "Compute a column", "Columns",
    "Computes a new column from others by a formula, each row by itself.",
    Formula, least=0, most=0, icon="calculate",
    params=(
        Param("to", "text", help="The name of the new column.", needed=True, label="New column"),
        Param("formula", "text", needed=True,
              help="For example: price * 0.9, `unit price` / max(amount, 1), "
                   "if(age >= 18, 'adult', 'child'), days(end, start).",
              label="Formula"),
        Param("undefined", "choice", "refuse", RULES,
              "What a division by 0 or a logarithm of 0 gives: stop here, missing, or 0.",
              label="Without a result",
              names=("stop here", "missing", "0")),
    ),
    words=("expression", "calculate", "new column", "if", "ratio", "difference", "math"),
)  # fmt: skip
