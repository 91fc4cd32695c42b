"""Rows in, answers out: the one function behind form, batch, command line and REST."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mlcore.errors import LoupeError, Where
from mlcore.prediction import messages
from mlcore.prediction.hints import Remark
from mlcore.prediction.model import Model, labels
from mlcore.prediction.refusal import refusal
from mlcore.prediction.rows import Checked
from mlcore.types import Scalar

COVERAGE = 0.9
MOST_FAILURES = 20
"""Failing rows that are looked for one by one; after that the rest counts as failed."""
_log = logging.getLogger("loupe.prediction")


@dataclass(frozen=True)
class Answer:
    """What the model says of one row.

    Parameters
    ----------
    value : scalar
        Predicted number or class; None with an ``error``.
    probabilities : dict or None
        Probability by class, for classification.
    interval : tuple of float or None
        Low and high, for regression.
    warnings : tuple of Remark
        What is odd about the row.
    error : LoupeError or None
        Why there is no value.
    probability : float or None
        Of the class in *value*: not the highest one where a threshold was saved.
    """

    value: Scalar = None
    probabilities: dict[str, float] | None = None
    interval: tuple[float, float] | None = None
    warnings: tuple[Remark, ...] = ()
    error: LoupeError | None = None
    probability: float | None = None


def answer(
    model: Model, rows: Sequence[Mapping[str, Any]], coverage: float = COVERAGE
) -> tuple[Answer, ...]:
    """Answer rows of JSON values; a row that does not fit gets an error in its place.

    Parameters
    ----------
    model : Model
        Who answers.
    rows : sequence of mapping
        Column name to value.
    coverage : float
        Of the interval, for regression.

    Raises
    ------
    LoupeError
        ``no_rows`` when there is none.
    """
    if not rows:
        raise LoupeError(messages.NO_ROWS)
    return answers(model, model.check(rows), coverage)


def answers(model: Model, checked: Checked, coverage: float = COVERAGE) -> tuple[Answer, ...]:
    """Answer checked rows, in their order."""
    made = _refused(checked)
    raw = checked_answers(model, checked)
    width = model.width(coverage) if raw.ndim == 1 else None
    names = labels(model.signature)
    for position, numbers in zip(checked.kept.tolist(), raw, strict=True):
        row = position + 1
        warnings = checked.warnings(row)
        if not np.all(np.isfinite(numbers)):
            failure = LoupeError(messages.ROW_FAILED, Where(row=row))
            made[position] = Answer(warnings=warnings, error=failure)
        elif raw.ndim == 1:
            value = float(numbers)
            interval = None if width is None else (value - width, value + width)
            made[position] = Answer(value, None, interval, warnings)
        else:
            shares = dict(zip(model.signature.classes, numbers.tolist(), strict=True))
            code = int(model.codes(numbers[None])[0])
            made[position] = Answer(
                names[code], shares, None, warnings, probability=float(numbers[code])
            )
    return tuple(made[position] for position in range(checked.rows))


def _refused(checked: Checked) -> dict[int, Answer]:
    groups: dict[int, list[Remark]] = {}
    for problem in checked.problems:
        groups.setdefault((problem.row or 1) - 1, []).append(problem)
    return {row: Answer(error=refusal(tuple(group))) for row, group in groups.items()}


def checked_answers(model: Model, checked: Checked) -> np.ndarray:
    """Return the model's numbers for the rows kept by a check, the quick way where there is one."""
    if checked.cases is not None and model.compiled is not None:
        try:
            return model.calibrated(model.compiled.answers(checked.cases))
        except Exception as error:  # a third-party estimator: any kind; the frame's way isolates
            _log.warning("the quick way failed: %s", type(error).__name__)
    return raw_answers(model, checked.frame)


def raw_answers(model: Model, frame: pd.DataFrame) -> np.ndarray:
    """Return the model's numbers for every row, not finite where it fails on the row."""
    shape: tuple[int, ...] = (len(frame),)
    if model.signature.task != "regression":
        shape = (len(frame), len(model.signature.classes))
    out = np.full(shape, np.nan)
    failures = 0
    pending = [(0, len(frame))] if len(frame) else []
    while pending and failures < MOST_FAILURES:
        start, stop = pending.pop()
        part = _try(model, frame if stop - start == len(frame) else frame.iloc[start:stop])
        if part is not None and part.shape == out[start:stop].shape:
            out[start:stop] = part
        elif stop - start == 1:
            failures += 1
        else:
            middle = (start + stop) // 2
            pending += [(start, middle), (middle, stop)]
    return model.calibrated(out)


def _try(model: Model, frame: pd.DataFrame) -> np.ndarray | None:
    try:
        return np.asarray(model.fitted.predict_raw(frame.reset_index(drop=True)), dtype=float)
    except Exception as error:  # a third-party estimator: any kind; the rows are then halved
        _log.warning("the model failed on %d rows: %s", len(frame), type(error).__name__)
        return None
