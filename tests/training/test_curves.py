"""Curves: their ends are the run's own scores, their parts are fair, and what they say follows."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.evaluation.metrics import score
from mlcore.evaluation.ties import interval
from mlcore.events import Event, Progress, Started
from mlcore.training.curves import (
    Curve,
    Point,
    _order,
    learning_curve,
    settings_of,
    validation_curve,
)
from mlcore.training.pipeline import fit_pipeline
from mlcore.training.run import Run
from mlcore.training.train import train
from mlcore.types import Plan, to_json
from tests.training.tables import mixed, only

Keep = Callable[[pd.DataFrame], Dataset]


@pytest.fixture
def run(prices: Dataset) -> Run:
    plan = Plan("price", models=("dummy", "ridge", "tree", "linear"), folds=3)
    return train(prices, plan, Recipe().impute("age"), threads=1)


def test_with_all_rows_the_scores_are_those_of_the_run(run: Run) -> None:
    told: list[Event] = []
    curve = learning_curve(run, "ridge", (0.3, 1.0), told.append)
    trial = run.trial("ridge")
    assert curve.points[-1].scores == trial.fold_scores
    assert curve.points[-1].at == pytest.approx(len(run.splits.folds[0][0]), abs=1)
    assert told[0] == Started(6)
    assert [event.done for event in told if isinstance(event, Progress)] == list(range(6))


def test_a_part_is_fitted_on_exactly_its_rows(run: Run) -> None:
    point = learning_curve(run, "ridge", (0.5,)).points[0]
    for fold, (train_rows, test) in enumerate(run.splits.folds):
        part = np.sort(_order(run, train_rows)[: round(0.5 * len(train_rows))])
        assert not np.intersect1d(part, test).size
        found = fit_pipeline(run.problem, part, run.trial("ridge")).predict_raw(
            run.problem.frame().iloc[test]
        )
        assert point.scores[fold] == score(run.plan.metric or "", run.problem.y[test], found)


def test_classes_keep_their_shares_in_every_part(answers: Dataset) -> None:
    run = train(answers, Plan("yes", models=("dummy",), folds=3), threads=1)
    rows = run.splits.folds[0][0]
    order, share = _order(run, rows), run.problem.y[rows].mean()
    assert sorted(order) == sorted(rows)
    for size in (20, 50, 100):
        assert run.problem.y[order[:size]].mean() == pytest.approx(share, abs=1.01 / size)


def test_the_latest_rows_and_whole_groups_come_first(keep: Keep) -> None:
    frame = only(mixed(), "price")
    data = keep(frame)
    timed = train(data, Plan("price", models=("dummy",), folds=3, split="time:since"), threads=1)
    rows = timed.splits.folds[2][0]
    when = frame["since"].to_numpy()[_order(timed, rows)]
    assert (np.diff(when) <= np.timedelta64(0)).all()
    grouped = train(data, Plan("price", models=("dummy",), folds=2, split="group:age"), threads=1)
    ages = frame["age"].astype("Float64").fillna(-1).to_numpy()
    order = ages[_order(grouped, grouped.splits.folds[0][0])]
    assert len(pd.unique(order)) == 1 + np.count_nonzero(np.diff(order))


def test_too_few_rows_are_a_point_without_scores(keep: Keep) -> None:
    run = train(keep(only(mixed(40), "price")), Plan("price", models=("ridge",), folds=2))
    curve = learning_curve(run, None, (0.2, 1.0))
    assert curve.points[0].failure
    assert curve.known == (curve.points[1],)


def test_the_present_value_scores_as_the_run_does(run: Run) -> None:
    curve = validation_curve(run, "ridge", "alpha")
    (present,) = [point for point in curve.points if point.at == curve.present]
    assert curve.present == 1.0
    assert present.scores == run.trial("ridge").fold_scores
    assert [point.at for point in curve.points] == sorted(point.at for point in curve.points)
    assert len(curve.points) == 8


def test_another_value_scores_as_a_run_with_it_would(run: Run) -> None:
    from dataclasses import replace

    point = validation_curve(run, "tree", "max_depth", [2]).points[0]
    shallow = replace(run.trial("tree"), params=(("max_depth", 2),))
    rows, test = run.splits.folds[0]
    found = fit_pipeline(run.problem, rows, shallow).predict_raw(run.problem.frame().iloc[test])
    assert point.scores[0] == score(run.plan.metric or "", run.problem.y[test], found)


def test_a_value_that_fails_is_told_and_the_others_stand(run: Run) -> None:
    curve = validation_curve(run, "tree", "max_depth", [-5, 3])
    assert curve.points[0].failure
    assert curve.known == (curve.points[1],)


def test_a_setting_that_is_not_there_is_refused(run: Run) -> None:
    with pytest.raises(LoupeError) as caught:
        validation_curve(run, "ridge", "depth")
    assert caught.value.code == "unknown_setting"
    assert "alpha" in caught.value.fix
    assert settings_of(run, "ridge") == ("alpha",)
    assert settings_of(run, "linear") == ()


def test_gains_are_paired_and_corrected_and_the_best_is_the_highest() -> None:
    low, high = Point(10, (0.5, 0.6, 0.7)), Point(20, (0.6, 0.7, 0.8))
    curve = Curve("rows", "ridge", "r2", (low, Point(15, failure="no"), high), 0.5)
    assert curve.best is high
    gaps = [b - a for a, b in zip(low.scores, high.scores, strict=True)]
    assert curve.gain(high, low) == interval(gaps, ratio=0.5)
    assert Curve.from_json(json.loads(json.dumps(to_json(curve)))) == curve
