"""Limits of sets: of a small table from ten folds, in the same split; of all others as they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlcore.prediction import conformal, limits
from mlcore.prediction.limits import judged, limits_of
from mlcore.training.pipeline import fit_pipeline
from mlcore.types import Trial
from tests.prediction.making import run


def test_a_small_table_of_classes_is_judged_in_ten_folds() -> None:
    asked = run("booleans")
    trial, frame = asked.best, asked.problem.frame()
    found = judged(asked, trial, frame)
    assert found.rows.tolist() == asked.splits.train_rows.tolist()
    assert set(found.fold) == set(range(10))
    np.testing.assert_array_equal(found.y, asked.problem.y[found.rows])
    inside = found.fold == 3
    fitted = fit_pipeline(asked.problem, found.rows[~inside], trial, frame)
    said = fitted.predict_raw(frame.iloc[found.rows[inside]].reset_index(drop=True))
    np.testing.assert_allclose(found.prediction[inside], said)
    pairs = limits_of(asked, trial, frame)
    assert pairs == {"sets": conformal.least_shares(found.y, found.prediction)}


def test_numbers_and_large_tables_keep_the_folds_of_their_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers = run("plain")
    own = numbers.oof(numbers.best.id)
    np.testing.assert_array_equal(judged(numbers, numbers.best).fold, own.fold)
    assert limits_of(numbers, numbers.best) == {
        "widths": conformal.half_widths(own.y - own.prediction)
    }
    monkeypatch.setattr(limits, "FEW", 100)
    asked = run("booleans")
    np.testing.assert_array_equal(judged(asked, asked.best).fold, asked.oof(asked.best.id).fold)


def test_a_model_that_fails_on_a_fold_keeps_the_folds_of_its_run() -> None:
    asked = run("booleans")
    broken = Trial(asked.best.id, "logistic", (("C", "much"),), asked.best.fold_scores)
    found = judged(asked, replace(broken, score=asked.best.score))
    np.testing.assert_array_equal(found.fold, asked.oof(asked.best.id).fold)
