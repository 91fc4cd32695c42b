"""Rows in, answers out: the one function behind form, batch, command line and REST."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mlcore.errors import LoupeError, Where
from mlcore.prediction import conformal, messages
from mlcore.prediction.hints import Remark
from mlcore.prediction.model import Model, labels
from mlcore.prediction.refusal import refusal
from mlcore.prediction.rows import Checked
from mlcore.types import Scalar

COVERAGE = 0.9
MOST_FAILURES = 20
"""Failing rows that are looked for one by one; after that the rest counts as failed."""
_log = logging.getLogger("loupe.prediction")


@dataclass(frozen=True, slots=True)
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
    possible : tuple of scalar or None
        The prediction set, most likely class first; it may be empty. None without sets.
    """

    value: Scalar = None
    probabilities: dict[str, float] | None = None
    interval: tuple[float, float] | None = None
    warnings: tuple[Remark, ...] = ()
    error: LoupeError | None = None
    probability: float | None = None
    possible: tuple[Scalar, ...] | None = None


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
        Of the interval or of the set of classes, from 0.5 to 0.99.

    Raises
    ------
    LoupeError
        ``no_rows`` when there is none; ``bad_coverage``.
    """
    if not rows:
        raise LoupeError(messages.NO_ROWS)
    return answers(model, model.check(rows), coverage)


def answers(model: Model, checked: Checked, coverage: float = COVERAGE) -> tuple[Answer, ...]:
    """Answer checked rows, in their order; parameters and errors as :func:`spoken`."""
    return tuple(spoken(model, checked, checked_answers(model, checked), coverage))


def spoken(
    model: Model, checked: Checked, raw: np.ndarray, coverage: float = COVERAGE
) -> Sequence[Answer]:
    """Put the model's numbers into answers, in the order of the rows that came.

    Parameters
    ----------
    model : Model
        Who answers.
    checked : Checked
        The rows.
    raw : numpy.ndarray
        The model's numbers for the rows kept; not finite where it failed.
    coverage : float
        Of the interval or of the set of classes, from 0.5 to 0.99.

    Returns
    -------
    sequence of Answer
        A :class:`Calm` one where there is nothing to be said of any row.

    Raises
    ------
    LoupeError
        ``bad_coverage``.
    """
    width, least = limits(model, coverage)
    parts = _numbers(raw, width) if raw.ndim == 1 else _classes(model, raw, least)
    finite = np.isfinite(raw if raw.ndim == 1 else raw.sum(axis=1))
    if not checked.problems and not checked.remarks and finite.all():
        return Calm(parts)
    made = _refused(checked)
    rows = zip(checked.kept.tolist(), parts, finite.tolist(), strict=True)
    for position, part, fine in rows:
        warnings = checked.warnings(position + 1)
        if fine:
            made[position] = _answer(part, warnings)
        else:
            failure = LoupeError(messages.ROW_FAILED, Where(row=position + 1))
            made[position] = Answer(warnings=warnings, error=failure)
    return tuple(made[position] for position in range(checked.rows))


Interval = tuple[float, float] | None
Part = tuple[Scalar, dict[str, float] | None, Interval, float | None, tuple[Scalar, ...] | None]
"""Of an answer without remarks: value, probabilities, interval, probability, possible."""


class Calm(Sequence[Answer]):
    """Answers to rows of which there is nothing to be said; each is made when it is asked for.

    Parameters
    ----------
    parts : list of Part
        Of each answer.
    """

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts

    def __len__(self) -> int:
        return len(self.parts)

    def __getitem__(self, at: Any) -> Any:
        """Return one answer, or a tuple of some."""
        if isinstance(at, slice):
            return tuple(map(_answer, self.parts[at]))
        return _answer(self.parts[at])


def _answer(part: Part, warnings: tuple[Remark, ...] = ()) -> Answer:
    value, shares, interval, likely, possible = part
    return Answer(value, shares, interval, warnings, None, likely, possible)


def _numbers(raw: np.ndarray, width: float | None) -> list[Part]:
    if width is None:
        return [(value, None, None, None, None) for value in raw.tolist()]
    ends = zip(raw.tolist(), (raw - width).tolist(), (raw + width).tolist(), strict=True)
    return [(value, None, (low, high), None, None) for value, low, high in ends]


def _classes(model: Model, raw: np.ndarray, least: float | None) -> list[Part]:
    names, classes = labels(model.signature), model.signature.classes
    codes = model.codes(np.nan_to_num(raw)).tolist()
    return [
        (
            names[code],
            dict(zip(classes, numbers, strict=True)),
            None,
            numbers[code],
            _possible(numbers, names, least),
        )
        for code, numbers in zip(codes, raw.tolist(), strict=True)
    ]


def limits(model: Model, coverage: float) -> tuple[float | None, float | None]:
    """Return the half-width of intervals and the least probability in sets; one is None.

    Raises
    ------
    LoupeError
        ``bad_coverage``.
    """
    lowest, highest = conformal.COVERAGES[0], conformal.COVERAGES[-1]
    fits = isinstance(coverage, (int, float)) and lowest <= coverage <= highest
    if not fits:
        shown = str(coverage)[:20]
        raise LoupeError(messages.BAD_COVERAGE, Where(field="coverage"), coverage=shown)
    return model.width(coverage), model.least(coverage)


def _possible(
    numbers: list[float], names: list[Scalar], least: float | None
) -> tuple[Scalar, ...] | None:
    if least is None:
        return None
    inside = [at for at, share in enumerate(numbers) if share >= least]
    return tuple(names[at] for at in sorted(inside, key=lambda at: -numbers[at]))


def _refused(checked: Checked) -> dict[int, Answer]:
    groups: dict[int, list[Remark]] = {}
    for problem in checked.problems:
        groups.setdefault((problem.row or 1) - 1, []).append(problem)
    return {row: Answer(error=refusal(tuple(group))) for row, group in groups.items()}


def checked_answers(model: Model, checked: Checked) -> np.ndarray:
    """Return the model's numbers for the rows kept by a check, the quick way where there is one."""
    quick = model.compiled
    if quick is not None:
        try:
            cases = checked.cases
            found = quick.table(checked.frame) if cases is None else quick.answers(cases)
            if len(found) == len(checked.kept) and bool(np.isfinite(found).all()):
                return model.calibrated(found)
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
