"""What the log is told of a request, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mlcore.prediction.answer import Answer
from mlcore.types import Scalar

Status = Literal["ok", "degraded", "failed", "refused", "error", "shadow"]
"""Answered; by another version than asked; at least one row without an answer; turned away as
unfit; not answered by our fault; answered by the challenger behind the reply. Those turned away
and not answered leave no rows; a shadow's rows are no requests."""
Key = tuple[str, str]
"""Workspace and name of a model."""
Said = float | tuple[float, ...] | None
"""A number, or a probability for each class in the order of the signature; None: no answer."""


@dataclass(frozen=True)
class Served:
    """One request and its end.

    Parameters
    ----------
    workspace, name, version
        Which model answered.
    request : str
        The id it was answered under.
    time, seconds : float
        When it came (seconds since 1970, UTC) and how long the answer took.
    rows : sequence of mapping
        Column name to JSON value, as they were asked.
    answers : sequence
        One per row.
    status : Status
        How it ended.
    changed : int
        Of a shadow: rows that the champion answered differently.
    """

    workspace: str
    name: str
    version: int
    request: str
    time: float
    seconds: float
    rows: Sequence[Mapping[str, Any]] = ()
    answers: Sequence[Any] = ()
    status: Status = "ok"
    changed: int = 0


def said(answer: Answer) -> Said:
    """Return an answer as the log keeps it."""
    if answer.error is not None:
        return None
    if answer.probabilities is not None:
        return tuple(answer.probabilities.values())
    return answer.value if isinstance(answer.value, (int, float)) else None


def status_of(answers: Sequence[Answer], degraded: bool = False) -> Status:
    """Return how a request ended that was answered."""
    if any(answer.error is not None for answer in answers):
        return "failed"
    return "degraded" if degraded else "ok"


@dataclass(frozen=True)
class LoggedRow:
    """One row of the log.

    Parameters
    ----------
    request, row
        The request's id, and the row in it from 1.
    version, time, seconds, status
        As in :class:`Served`.
    input : dict
        Column name to JSON value.
    answer : Said
        What the model said.
    label : scalar
        What turned out to be true; None while that is not known.
    """

    request: str
    row: int
    version: int
    time: float
    seconds: float
    status: str
    input: dict[str, Any]
    answer: Said
    label: Scalar = None
