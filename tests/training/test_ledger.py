import numpy as np
import pytest
from sqlalchemy import insert

from mlcore import settings
from mlcore.store import tables
from mlcore.store.store import Store
from mlcore.training.ledger import MemoryLedger, UnitResult
from mlcore.training.storeledger import StoreLedger

RESULT = UnitResult(
    "tree-2", 1, "tree", (("max_depth", 4), ("max_features", None)), 0.5, 0.75, 0.1, 0.2, "", "",
    np.array([[0.25, 0.75], [1.0, 0.0]]),
)  # fmt: skip
FAILED = UnitResult("tree", 0, "tree", failure="No.")


@pytest.fixture(params=["memory", "store"])
def ledger(request, home):
    if request.param == "memory":
        return MemoryLedger()
    store = Store.open(settings.load())
    row = {
        "id": "r", "workspace": "w", "number": 1, "dataset": "f", "dataset_name": "n",
        "recipe": [], "plan": {}, "created": 0.0,
    }  # fmt: skip
    with store.begin() as connection:
        connection.execute(insert(tables.runs).values(**row))
    return StoreLedger(store, "r")


def _again(ledger):
    return StoreLedger(ledger.store, "r") if isinstance(ledger, StoreLedger) else ledger


def test_what_is_recorded_comes_back_equal(ledger):
    ledger.record(RESULT)
    ledger.record(FAILED)
    found = _again(ledger).finished()
    assert found == {("tree-2", 1): RESULT, ("tree", 0): FAILED}


def test_predictions_come_back_bit_for_bit(ledger):
    ledger.record(RESULT)
    found = _again(ledger).prediction("tree-2", 1)
    assert found.dtype == np.float64
    assert found.tobytes() == RESULT.prediction.tobytes()
    np.testing.assert_array_equal(found, RESULT.prediction)


def test_a_failed_or_unknown_unit_has_no_prediction(ledger):
    ledger.record(FAILED)
    for key in (("tree", 0), ("tree", 4)):
        with pytest.raises(KeyError):
            _again(ledger).prediction(*key)


def test_recording_twice_keeps_the_later(ledger):
    ledger.record(UnitResult("tree", 0, "tree", score=0.1))
    ledger.record(UnitResult("tree", 0, "tree", score=0.2))
    assert [unit.score for unit in _again(ledger).finished().values()] == [0.2]
