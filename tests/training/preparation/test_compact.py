"""Rows kept without their zeros are the very rows."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import issparse

from mlcore.training.preparation import compact as module
from mlcore.training.preparation.compact import compact, dense, held, rows_at_once
from mlcore.training.preparation.kinds import make


@pytest.fixture
def frame():
    rng = np.random.default_rng(0)
    rows = 3_000
    return pd.DataFrame({
        "x": np.where(rng.random(rows) < 0.1, np.nan, rng.normal(size=rows)),
        "c": pd.Series(rng.choice([f"level {i}" for i in range(40)], rows), dtype="str"),
        "d": pd.Series(rng.choice(["a", "b", None], rows), dtype="str"),
    })  # fmt: skip


KINDS = {"x": "number", "c": "category", "d": "category"}


@pytest.mark.parametrize("kind", ["linear", "distance"])
@pytest.mark.parametrize("at_once", [4_000_000, 10_000, 1])
def test_the_numbers_are_those_of_encode_however_many_rows_at_once(
    frame, kind, at_once, monkeypatch
):
    monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(module, "AT_ONCE", max(at_once, 45 * 100))
    made = make(kind, KINDS).fit(frame)
    found, plain = compact(made, frame), made.encode(frame)
    assert issparse(found)
    assert found.has_canonical_format
    assert np.array_equal(dense(found), plain)
    assert held(found) < plain.nbytes / 4


def test_what_gains_nothing_stays_as_it_is(frame, monkeypatch):
    monkeypatch.setattr(module, "SMALL", 0)
    trees = make("tree", KINDS).fit(frame)
    assert isinstance(compact(trees, frame), np.ndarray)
    few = {"x": "number", "d": "category"}
    full = make("linear", few).fit(frame)
    assert isinstance(compact(full, frame), np.ndarray)


def test_small_tables_stay_as_they_are(frame):
    made = make("linear", KINDS).fit(frame)
    found = compact(made, frame)
    assert isinstance(found, np.ndarray)
    assert held(found) == found.nbytes
    assert dense(found) is found


def test_no_rows_are_no_rows(frame):
    made = make("linear", KINDS).fit(frame)
    assert compact(made, frame.iloc[:0]).shape == (0, len(made.names_out))
    assert rows_at_once(10**9) == 1
