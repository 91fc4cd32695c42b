"""Where finished units are kept, so that none is ever repeated."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from sqlalchemy import Row, select

from mlcore.store import tables
from mlcore.store.rows import upsert
from mlcore.store.store import Store
from mlcore.types import Ending, to_json

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


class StoreLedger:
    """Keeps results in the table ``units`` and their predictions as stored objects.

    Parameters
    ----------
    store : Store
        Where the run lives.
    run_id : str
        The run, made by :func:`mlcore.training.runs.create`.
    """

    def __init__(self, store: Store, run_id: str) -> None:
        self.store = store
        self.run_id = run_id
        self._predictions: dict[Key, str | None] = {}

    def finished(self) -> Mapping[Key, UnitResult]:
        """Return every recorded unit, the earliest first, without its predictions."""
        mine = select(tables.units).where(tables.units.c.run == self.run_id)
        query = mine.order_by(tables.units.c.finished)
        with self.store.read() as connection:
            rows = connection.execute(query).all()
        self._predictions = {(row.trial, row.fold): row.predictions for row in rows}
        return {(row.trial, row.fold): _result(row) for row in rows}

    def record(self, result: UnitResult) -> None:
        """Keep *result*: first its predictions, then the row that names them."""
        array = result.prediction
        sha = None if array is None else self.store.objects.put_array(array)
        with self.store.begin(serial=False) as connection:
            upsert(
                connection,
                tables.units,
                run=self.run_id,
                trial=result.trial,
                fold=result.fold,
                model=result.model,
                params=to_json(result.params),
                score=result.score,
                train_score=result.train_score,
                fit_seconds=result.fit_seconds,
                predict_seconds=result.predict_seconds,
                failure=result.failure,
                ending=result.ending,
                predictions=sha,
                finished=time.time(),
            )

    def prediction(self, trial: str, fold: int) -> np.ndarray:
        """Return the test rows' predictions of a finished unit."""
        if (trial, fold) not in self._predictions:
            self.finished()
        sha = self._predictions[trial, fold]
        if sha is None:
            raise KeyError((trial, fold))
        return self.store.objects.array(sha, "the stored predictions")


def _result(row: Row[tuple[object, ...]]) -> UnitResult:
    return UnitResult(
        trial=row.trial,
        fold=row.fold,
        model=row.model,
        params=tuple((name, value) for name, value in row.params or ()),
        score=row.score,
        train_score=row.train_score,
        fit_seconds=row.fit_seconds,
        predict_seconds=row.predict_seconds,
        failure=row.failure,
        ending=row.ending,
    )
