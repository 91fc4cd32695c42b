"""What a trial leans on: the column that decides, on rows its fit has not seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from mlcore.data.dataset import Dataset
from mlcore.training import leaning as module
from mlcore.training.leaning import first_fold, leaning
from mlcore.training.train import train
from mlcore.types import Plan


def test_only_the_deciding_column_matters(keep: Callable[[pd.DataFrame], Dataset]) -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"a": random.normal(size=300), "noise": random.normal(size=300)})
    frame["y"] = 3 * frame["a"] + random.normal(scale=0.1, size=300)
    run = train(keep(frame), Plan("y", models=("linear",), folds=3))
    found = leaning(run)
    assert found.columns[0].column == "a"
    assert found.columns[0].share > 0.95
    assert found.rows == len(run.splits.folds[0][1])
    assert leaning(run, rows=20).rows == 20
    assert leaning(run) == found


def _noisy(rows: int = 300) -> pd.DataFrame:
    random = np.random.default_rng(1)
    frame = pd.DataFrame({"a": random.normal(size=rows), "b": random.normal(size=rows)})
    return frame.assign(y=frame["a"] + random.normal(size=rows))


def test_the_fit_is_that_of_the_first_fold(keep: Callable[[pd.DataFrame], Dataset]) -> None:
    """Only its own rows are read, and yet it answers as the engine's fit did."""
    run = train(keep(_noisy()), Plan("y", models=("ridge",), folds=3))
    fold, oof = first_fold(run), run.oof()
    at = np.searchsorted(oof.rows, fold.rows)
    answers = fold.fitted.predict_raw(fold.frame)
    np.testing.assert_allclose(answers, oof.prediction[at], rtol=1e-12)
    np.testing.assert_array_equal(fold.y, oof.y[at])
    assert fold.given == fold.train == len(run.splits.folds[0][0])
    assert len(fold.seen) == min(module.SEEN, fold.given)


def test_a_fit_on_very_many_rows_is_given_a_sample(
    keep: Callable[[pd.DataFrame], Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = train(keep(_noisy()), Plan("y", models=("ridge",), folds=3))
    monkeypatch.setattr(module, "MOST_FITTED", 50)
    fold = first_fold(run, rows=20)
    assert (fold.given, fold.fitted.rows, len(fold.seen)) == (50, 50, 50)
    assert fold.train == len(run.splits.folds[0][0])
    assert (len(fold.frame), fold.of) == (20, len(run.splits.folds[0][1]))
    assert set(fold.rows.tolist()) <= set(run.splits.folds[0][1].tolist())
