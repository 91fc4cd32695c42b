"""When one unit fails: whatever a library raises becomes one plain sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from mlcore.errors import LoupeError
from mlcore.evaluation.metrics import Metric
from mlcore.training.messages import reason


class UnitFailure(Exception):  # noqa: N818
    """A unit that cannot be scored; its text is the reason a person reads."""


@contextmanager
def explained(stage: str, fold: int) -> Iterator[None]:
    """Turn an exception of *stage* (``prepare``, ``fit``, ``predict``, ``score``) into a reason.

    Raises
    ------
    UnitFailure
        With the sentence; the exception is its cause.
    """
    try:
        yield
    except UnitFailure:
        raise
    except Exception as error:
        raise UnitFailure(_sentence(error, stage, fold + 1)) from error


def checked_score(measure: Metric, y: np.ndarray, prediction: np.ndarray, fold: int) -> float:
    """Return the score of a fold's test rows.

    Raises
    ------
    UnitFailure
        When an answer or the score is not a finite number.
    """
    if not np.isfinite(prediction).all():
        raise UnitFailure(reason("not_finite", fold=fold + 1))
    with explained("score", fold):
        score = measure.score(y, prediction)
    if not np.isfinite(score):
        raise UnitFailure(reason("no_score", fold=fold + 1))
    return score


def _sentence(error: Exception, stage: str, fold: int) -> str:
    if isinstance(error, MemoryError):
        return reason("memory")
    if isinstance(error, LoupeError):
        return reason("refused", what=error.what)
    text = str(error).lower()
    if "n_neighbors" in text or "n_samples" in text:
        return reason("too_few", fold=fold)
    if "too large" in text or "infinity" in text or "overflow" in text:
        return reason("too_large", fold=fold)
    return reason(stage, fold=fold)
