"""A table in, the same table with answers out; rows that don't fit are refused one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.prediction import messages
from mlcore.prediction.answer import COVERAGE, limits, raw_answers
from mlcore.prediction.conformal import members
from mlcore.prediction.hints import Remark
from mlcore.prediction.model import Model, labels
from mlcore.prediction.rows import check_frame
from mlcore.types import Kind

BETWEEN = " | "
"""Between the classes of a set."""
TARGET_DTYPES: dict[Kind, str] = {"integer": "Int64", "number": "float64", "boolean": "boolean"}


@dataclass(frozen=True)
class Batch:
    """The answers to a table.

    Parameters
    ----------
    frame : pandas.DataFrame
        The input columns and ours: ``prediction``, and ``probability_CLASS`` … or ``low`` and
        ``high``, and ``set`` where a level was asked for; missing where a row was refused. A
        name already taken gets a trailing ``_``.
    errors, warnings : tuple of Remark
        Why rows were refused; what is odd about answered ones. Rows count from 1.
    answered : int
        Rows with an answer.
    """

    frame: pd.DataFrame
    errors: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()
    answered: int = 0


def batch(model: Model, data: Dataset | pd.DataFrame, coverage: float | None = None) -> Batch:
    """Answer every row of a table, or say why not.

    Parameters
    ----------
    model : Model
        Who answers.
    data : Dataset or pandas.DataFrame
        Columns are found by name; others are kept and ignored.
    coverage : float or None
        Of the interval, or of the set of classes; None: 0.9, and no column of sets.

    Raises
    ------
    LoupeError
        ``no_rows``, ``missing_columns``, ``duplicate_columns``, ``bad_coverage``.
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


def _columns(model: Model, raw: np.ndarray, coverage: float | None) -> dict[str, pd.Series]:
    width, least = limits(model, COVERAGE if coverage is None else coverage)
    if raw.ndim == 1:
        made = {"prediction": pd.Series(raw)}
        if width is not None:
            made |= {"low": pd.Series(raw - width), "high": pd.Series(raw + width)}
        return made
    known = np.isfinite(raw).all(axis=1)
    made = {"prediction": _classes(model, raw, known)}
    for position, name in enumerate(model.signature.classes):
        made[f"probability_{name}"] = pd.Series(raw[:, position])
    if coverage is not None and least is not None:
        made["set"] = _sets(model, raw, known, least)
    return made


def _classes(model: Model, raw: np.ndarray, known: np.ndarray) -> pd.Series:
    winners = np.where(known, model.codes(np.nan_to_num(raw)), -1)
    names = [*labels(model.signature), None]
    dtype = TARGET_DTYPES.get(model.signature.target_kind, "str")
    if any(isinstance(name, str) for name in names):
        dtype = "str"
    return pd.Series(np.array(names, dtype=object)[winners], dtype=dtype)


def _sets(model: Model, raw: np.ndarray, known: np.ndarray, least: float) -> pd.Series:
    """Return the classes of each row's set as one text, in the order of the classes."""
    inside = members(np.nan_to_num(raw), least)
    kinds, which = np.unique(np.packbits(inside, axis=1), axis=0, return_inverse=True)
    width = inside.shape[1]
    names = np.array(model.signature.classes, dtype=object)
    texts = [BETWEEN.join(names[np.unpackbits(kind)[:width].astype(bool)]) for kind in kinds]
    told = np.array([*texts, None], dtype=object)
    return pd.Series(told[np.where(known, which.reshape(-1), -1)], dtype="str")


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
