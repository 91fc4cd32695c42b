"""Rows of some stretch of time, read as the model reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mlcore.monitoring.logged import LoggedRow
from mlcore.prediction.answer import raw_answers
from mlcore.prediction.model import Model
from mlcore.prediction.rows import Checked, check
from mlcore.types import Scalar, Signature


@dataclass(frozen=True)
class Unfit:
    """Rows that could not be what the model was trained on: in which column, why, how many."""

    column: str
    code: str
    rows: int


def sound(answers: np.ndarray) -> np.ndarray:
    """Tell for each answer whether there is one."""
    finite = np.isfinite(answers)
    return np.asarray(finite if answers.ndim == 1 else finite.all(axis=1))


@dataclass(frozen=True, eq=False)
class Window:
    """Rows with their answers.

    Parameters
    ----------
    came : int
        All rows.
    frame : DataFrame
        Those that fit, in the training types.
    answers : ndarray
        Of the same rows: numbers, or a probability per class; nan where there was none.
    labels : tuple of scalar
        Of the same rows; None while unknown.
    unfit : tuple of Unfit
        Why the others do not fit, most rows first.
    """

    came: int
    frame: pd.DataFrame
    answers: np.ndarray
    labels: tuple[Scalar, ...] = ()
    unfit: tuple[Unfit, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows fit."""
        return len(self.frame)


def of_log(model: Model, logged: Sequence[LoggedRow]) -> Window:
    """Return the rows of the log with what was answered then."""
    checked = check(model.signature, [row.input for row in logged])
    kept = [logged[place] for place in checked.kept.tolist()]
    answers = _matrix(model.signature, [row.answer for row in kept])
    labels = tuple(row.label for row in kept)
    return Window(len(logged), checked.frame, answers, labels, _unfit(checked))


def of_records(model: Model, records: Sequence[Mapping[str, Any]]) -> Window:
    """Return rows from elsewhere, answered by *model* now."""
    checked = check(model.signature, records)
    answers = raw_answers(model, checked.frame)
    labels = (None,) * len(checked.frame)
    return Window(len(records), checked.frame, answers, labels, _unfit(checked))


def _matrix(signature: Signature, answers: Sequence[Any]) -> np.ndarray:
    """Return logged answers as an array; one of another shape counts as none."""
    width = len(signature.classes) if signature.task != "regression" else 0
    if not width:
        known = [a if isinstance(a, (int, float)) else np.nan for a in answers]
        return np.array(known, dtype=float)
    out = np.full((len(answers), width), np.nan)
    for place, answer in enumerate(answers):
        if isinstance(answer, tuple) and len(answer) == width:
            out[place] = [np.nan if part is None else part for part in answer]
    return out


def _unfit(checked: Checked) -> tuple[Unfit, ...]:
    found = Counter((problem.column, problem.code) for problem in checked.problems)
    return tuple(Unfit(*what, rows) for what, rows in found.most_common())
