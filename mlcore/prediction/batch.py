"""A table in, the same table with answers out; rows that don't fit are refused one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.prediction import messages
from mlcore.prediction.answer import COVERAGE, raw_answers
from mlcore.prediction.hints import Remark
from mlcore.prediction.model import Model, labels
from mlcore.prediction.rows import check_frame
from mlcore.types import Kind

TARGET_DTYPES: dict[Kind, str] = {"integer": "Int64", "number": "float64", "boolean": "boolean"}


@dataclass(frozen=True)
class Batch:
    """The answers to a table.

    Parameters
    ----------
    frame : pandas.DataFrame
        The input columns and ours: ``prediction``, and ``probability_CLASS`` … or ``low`` and
        ``high``; missing where a row was refused. A name already taken gets a trailing ``_``.
    errors, warnings : tuple of Remark
        Why rows were refused; what is odd about answered ones. Rows count from 1.
    answered : int
        Rows with an answer.
    """

    frame: pd.DataFrame
    errors: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()
    answered: int = 0


def batch(model: Model, data: Dataset | pd.DataFrame, coverage: float = COVERAGE) -> Batch:
    """Answer every row of a table, or say why not.

    Parameters
    ----------
    model : Model
        Who answers.
    data : Dataset or pandas.DataFrame
        Columns are found by name; others are kept and ignored.
    coverage : float
        Of the interval, for regression.

    Raises
    ------
    LoupeError
        ``no_rows``, ``missing_columns``, ``duplicate_columns``.
    """
    frame = data if isinstance(data, pd.DataFrame) else data.frame()
    frame = frame.rename(columns=str).reset_index(drop=True)
    checked = check_frame(model.signature, frame)
    if not len(frame):
        raise LoupeError(messages.NO_ROWS)
    raw = raw_answers(model, checked.frame)
    failed = ~np.isfinite(raw if raw.ndim == 1 else raw.sum(axis=1))
    full = np.full((len(frame), *raw.shape[1:]), np.nan)
    full[checked.kept[~failed]] = raw[~failed]
    errors = [Remark(int(row) + 1, "", "row_failed") for row in checked.kept[failed]]
    answered = int((~failed).sum())
    columns = _columns(model, full, coverage)
    out = frame.assign(**_free(columns, frame.columns))
    return Batch(out, (*checked.problems, *errors), checked.remarks, answered)


def _columns(model: Model, raw: np.ndarray, coverage: float) -> dict[str, pd.Series]:
    if raw.ndim == 1:
        made = {"prediction": pd.Series(raw)}
        width = model.width(coverage)
        if width is not None:
            made |= {"low": pd.Series(raw - width), "high": pd.Series(raw + width)}
        return made
    known = np.isfinite(raw).all(axis=1)
    winners = np.where(known, model.codes(np.nan_to_num(raw)), -1)
    names = [*labels(model.signature), None]
    dtype = TARGET_DTYPES.get(model.signature.target_kind, "str")
    if any(isinstance(name, str) for name in names):
        dtype = "str"
    made = {"prediction": pd.Series([names[winner] for winner in winners], dtype=dtype)}
    for position, name in enumerate(model.signature.classes):
        made[f"probability_{name}"] = pd.Series(raw[:, position])
    return made


def _free(columns: dict[str, pd.Series], taken: Iterable[str]) -> dict[str, pd.Series]:
    used = set(taken)
    free: dict[str, pd.Series] = {}
    for wanted, values in columns.items():
        name = wanted
        while name in used:
            name += "_"
        used.add(name)
        free[name] = values
    return free
