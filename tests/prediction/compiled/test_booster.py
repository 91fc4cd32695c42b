"""What the C interface says is what LightGBM's own predict says, one row or many, in any thread."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import lightgbm
import numpy as np
import pytest

from mlcore.prediction.compiled.booster import ALONE, RawScores

ROWS, COLUMNS = 300, 5
PLAIN = {"verbosity": -1, "num_leaves": 7, "num_threads": 1}


def booster(classes: int) -> lightgbm.Booster:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(ROWS, COLUMNS))
    X[rng.random(X.shape) < 0.1] = np.nan
    y = np.nan_to_num(X[:, 0]) + np.nan_to_num(X[:, 1])
    params = PLAIN | {"objective": "regression"}
    if classes:
        y = np.digitize(y, [-0.5, 0.5])
        params = PLAIN | {"objective": "multiclass", "num_class": classes}
    return lightgbm.train(params, lightgbm.Dataset(X, y), 10)


@pytest.mark.parametrize("classes", [0, 3])
@pytest.mark.parametrize("rows", [1, 2, ALONE, ALONE + 1, 100])
def test_the_same_bits_as_its_own_predict(classes: int, rows: int) -> None:
    asked = booster(classes)
    X = np.random.default_rng(1).normal(size=(rows, COLUMNS))
    X[0, 2] = np.nan
    own = np.asarray(asked.predict(X, raw_score=True)).reshape(rows, -1)
    scores = RawScores(asked)
    assert np.array_equal(scores.of(X), own)
    assert np.array_equal(scores.of(np.asfortranarray(X)), own)
    assert np.array_equal(scores.of(np.repeat(X, 2, axis=0)[::2]), own)


def test_rows_of_another_width_are_refused() -> None:
    scores = RawScores(booster(0))
    for rows in (1, 50):
        with pytest.raises(ValueError, match="4 columns, not 5"):
            scores.of(np.zeros((rows, COLUMNS - 1)))


def test_threads_do_not_mix_their_answers() -> None:
    scores = RawScores(booster(0))
    X = np.random.default_rng(2).normal(size=(200, COLUMNS))
    expected = scores.of(X)[:, 0]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda row: float(scores.of(row[None])[0, 0]), X))
    assert found == expected.tolist()


def test_it_goes_to_another_process_with_its_booster() -> None:
    scores = RawScores(booster(0))
    again = pickle.loads(pickle.dumps(scores))
    X = np.random.default_rng(3).normal(size=(3, COLUMNS))
    assert np.array_equal(again.of(X), scores.of(X))
