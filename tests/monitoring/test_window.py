"""Rows are read back as the model reads them."""

from __future__ import annotations

import numpy as np

from mlcore.monitoring import log, window
from mlcore.monitoring.recorder import Recorder
from mlcore.prediction.model import Model
from mlcore.store.store import Store
from tests.monitoring.traffic_of import KEY, asked, houses, served


def test_the_log_gives_back_rows_and_answers(store: Store, model: Model) -> None:
    frame = houses(40, 1)
    told = Recorder(store)
    told.record(served(model, frame))
    told.close()
    found, wanted = window.of_log(model, log.recent(store, KEY)), asked(model, frame)
    assert found.frame.equals(wanted.frame)
    np.testing.assert_array_equal(found.answers, wanted.answers)
    assert (found.came, found.rows, found.labels) == (40, 40, (None,) * 40)


def test_classes_come_back_as_probabilities(store: Store, classes: Model) -> None:
    told = Recorder(store)
    from tests.monitoring.traffic_of import records  # the rows as they are, missing values too

    frame = classes.check(list(classes.golden.rows)).frame
    assert records(frame)
    told.record(served(classes, frame))
    told.close()
    found = window.of_log(classes, log.recent(store, KEY))
    assert found.answers.shape == (len(frame), 3)
    np.testing.assert_allclose(found.answers.sum(axis=1), 1.0)


def test_an_answer_of_another_form_counts_as_none(model: Model, classes: Model) -> None:
    assert np.isnan(window._matrix(model.signature, [(0.5, 0.5), None])).all()
    assert np.isnan(window._matrix(classes.signature, [1.5, None, (0.5, 0.5)])).all()


def test_rows_that_do_not_fit_are_counted_by_column(model: Model) -> None:
    rows = [{"size": "large", "rooms": 2, "kind": "flat"}] * 3 + [{"size": 1.0, "kind": "flat"}]
    found = window.of_records(model, rows)
    assert [(u.column, u.rows) for u in found.unfit] == [("size", 3), ("rooms", 1)]
    assert (found.came, found.rows) == (4, 0)
