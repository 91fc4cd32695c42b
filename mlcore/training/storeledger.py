"""Finished units in the database: apart, since who only asks a run needs none."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np
from sqlalchemy import Row, select

from mlcore.store import tables
from mlcore.store.rows import upsert
from mlcore.store.store import Store
from mlcore.training.ledger import Key, UnitResult
from mlcore.types import to_json


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
