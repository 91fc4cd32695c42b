"""Limits of sets: of few rows from ten folds of the same split, carried on to all rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlcore.prediction import conformal, limits
from mlcore.prediction.limits import judged, limits_of
from mlcore.training.dividing import divided
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


def test_what_more_rows_do_is_read_from_the_folds_of_the_run() -> None:
    asked = run("booleans")
    trial, frame = asked.best, asked.problem.frame()
    found, own = judged(asked, trial, frame), asked.oof(trial.id)
    folds = (10, len(asked.splits.folds))
    expected = conformal.extended(found.y, found.prediction, own.prediction, folds)
    assert limits_of(asked, trial, frame) == {"sets": expected}
    assert expected != conformal.least_shares(found.y, found.prediction)


def test_with_more_rows_it_is_read_from_fits_on_half_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "FEW", 100)
    asked = run("booleans")
    trial, frame, own = asked.best, asked.problem.frame(), asked.oof(asked.best.id)
    halves = np.empty_like(own.prediction)
    plan, columns = replace(asked.plan, folds=2), asked.problem.inputs
    for train, test in divided(asked.data, asked.problem.target, plan, columns)[1].folds:
        fitted = fit_pipeline(asked.problem, train, trial, frame)
        said = fitted.predict_raw(frame.iloc[test].reset_index(drop=True))
        halves[np.searchsorted(own.rows, test)] = said
    folds = (len(asked.splits.folds), 2)
    expected = conformal.extended(own.y, own.prediction, halves, folds)
    assert limits_of(asked, trial, frame) == {"sets": expected}


def test_numbers_and_large_tables_keep_the_folds_of_their_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers = run("plain")
    own = numbers.oof(numbers.best.id)
    np.testing.assert_array_equal(
        judged(numbers, numbers.best, numbers.problem.frame()).fold, own.fold
    )
    assert limits_of(numbers, numbers.best) == {
        "widths": conformal.half_widths(own.y - own.prediction)
    }
    monkeypatch.setattr(limits, "FEW", 100)
    asked = run("booleans")
    own, frame = asked.oof(asked.best.id), asked.problem.frame()
    np.testing.assert_array_equal(judged(asked, asked.best, frame).fold, own.fold)
    monkeypatch.setattr(limits, "MANY", 100)
    assert limits_of(asked, asked.best) == {"sets": conformal.least_shares(own.y, own.prediction)}


def test_a_model_that_fails_on_a_fold_keeps_the_folds_of_its_run() -> None:
    asked = run("booleans")
    broken = Trial(asked.best.id, "logistic", (("C", "much"),), asked.best.fold_scores)
    broken, own = replace(broken, score=asked.best.score), asked.oof(asked.best.id)
    found = judged(asked, broken, asked.problem.frame())
    np.testing.assert_array_equal(found.fold, own.fold)
    assert limits_of(asked, broken) == {"sets": conformal.least_shares(own.y, own.prediction)}
