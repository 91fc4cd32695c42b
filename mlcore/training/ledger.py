"""Where finished units are kept, so that none is ever repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from mlcore.types import Ending

Key = tuple[str, int]
"""Trial id and fold."""


@dataclass(frozen=True)
class UnitResult:
    """What one (trial, fold) gave.

    ``prediction`` holds the test rows' values or probabilities, in row order; results that
    come back from a store leave it out until it is asked for. ``ending`` says why there is
    none; a unit that was ``cut`` is run again when there is time.
    """

    trial: str
    fold: int
    model: str
    params: tuple[tuple[str, object], ...] = ()
    score: float | None = None
    train_score: float | None = None
    fit_seconds: float = 0.0
    predict_seconds: float = 0.0
    failure: str = ""
    ending: Ending = ""
    prediction: np.ndarray | None = field(default=None, compare=False, repr=False)

    @property
    def key(self) -> Key:
        """What it is filed under."""
        return self.trial, self.fold


MARK = "/"
"""Stands in the ids of trials that belong to a part of a run, never in those of the run itself."""


LOOK = f"look{MARK}"
"""Begins the id of a first look at a trial; see :mod:`mlcore.training.tuning.looks`."""


def own(results: Mapping[Key, UnitResult]) -> dict[Key, UnitResult]:
    """Return the results of a run's own trials, without those of its parts."""
    return {key: result for key, result in results.items() if MARK not in key[0]}


def looked(results: Mapping[Key, UnitResult]) -> dict[Key, UnitResult]:
    """Return the first looks at a run's own trials."""
    return {key: result for key, result in results.items() if key[0].startswith(LOOK)}


def lasting(results: Mapping[Key, UnitResult]) -> dict[Key, UnitResult]:
    """Return what need not be run again: all but what was cut for lack of time."""
    return {key: result for key, result in results.items() if result.ending != "cut"}


class Ledger(Protocol):
    """Keeps unit results; one writer, any number of readers."""

    def finished(self) -> Mapping[Key, UnitResult]:
        """Return every recorded unit, the earliest first."""

    def record(self, result: UnitResult) -> None:
        """Keep *result*; it is lasting when this returns."""

    def prediction(self, trial: str, fold: int) -> np.ndarray:
        """Return the test rows' predictions of a finished unit; KeyError without any."""


class MemoryLedger:
    """Keeps results as long as it lives."""

    def __init__(self) -> None:
        self._results: dict[Key, UnitResult] = {}

    def finished(self) -> Mapping[Key, UnitResult]:
        """Return every recorded unit."""
        return dict(self._results)

    def record(self, result: UnitResult) -> None:
        """Keep *result*."""
        self._results[result.key] = result

    def prediction(self, trial: str, fold: int) -> np.ndarray:
        """Return the test rows' predictions of a finished unit."""
        prediction = self._results[trial, fold].prediction
        if prediction is None:
            raise KeyError((trial, fold))
        return prediction
