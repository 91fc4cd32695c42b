"""Drift against what training saw: found where it is, not where it is not, and never nan."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mlcore.monitoring import window
from mlcore.monitoring.drift import drift
from mlcore.monitoring.moved import ColumnDrift, DriftReport, drawn
from mlcore.monitoring.reference import Reference, of_rows, of_training
from mlcore.monitoring.window import Window
from mlcore.prediction.model import Model
from mlcore.prediction.parts import cut_numbers, learn_parts, measure_of
from mlcore.types import Field
from tests.monitoring.traffic_of import asked, houses, records

NEEDED = 100


def told(model: Model, frame: pd.DataFrame) -> DriftReport:
    return drift(of_training(model), asked(model, frame), NEEDED)


def column(report: DriftReport, name: str) -> ColumnDrift:
    return {c.name: c for c in (*report.columns, *report.answers)}[name]


def single(before: list[object], now: list[object], kind: str = "number") -> ColumnDrift:
    """Return the drift of one column, rows repeated so that there are enough."""
    field = Field("x", kind)  # type: ignore[arg-type]
    parts = learn_parts(pd.Series(before * 500), measure_of(field))
    reference = Reference(len(before) * 500, ((field, parts),))
    frame = pd.DataFrame({"x": pd.Series(now * 200)})
    seen = Window(len(frame), frame, np.full(len(frame), np.nan))
    return drift(reference, seen, NEEDED).columns[0]


def numbers(report: DriftReport) -> Iterator[float]:
    for one in (*report.columns, *report.answers):
        yield one.effect
        yield from one.missing
        yield from (part.second for part in drawn(one))
        if one.p is not None:
            yield one.p


def test_rows_like_those_of_training_do_not_drift(model: Model) -> None:
    report = told(model, houses(2000, 31))
    assert (report.state, report.rows, report.needed) == ("none", 2000, NEEDED)
    assert {one.state for one in report.columns} == {"none"}
    assert all(map(math.isfinite, numbers(report)))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("size", lambda f: f.assign(size=f["size"] + 12)),
        ("size", lambda f: f.assign(size=50 + (f["size"] - 50) * 1.8)),
        ("rooms", lambda f: f.assign(rooms=(f["rooms"] + 3).clip(upper=8))),
        ("kind", lambda f: f.assign(kind=f["kind"].where(f.index % 3 > 0, "barn"))),
    ],
)
def test_a_planted_shift_is_found_within_500_requests(model: Model, name: str, change) -> None:  # type: ignore[no-untyped-def]
    report = told(model, change(houses(500, 32)))
    assert report.state == "drift"
    assert [c.name for c in report.moved] == [name]
    assert report.columns[0].name == name
    assert "values" in report.columns[0].reasons
    assert report.answers_moved or name != "size"


def test_m01_an_empty_window_says_so(model: Model) -> None:
    report = drift(of_training(model), window.of_log(model, ()), NEEDED)
    assert report.state == "empty"
    assert report.columns == ()


@pytest.mark.parametrize("rows", [1, 29, 99])
def test_m02_few_rows_are_not_enough(model: Model, rows: int) -> None:
    report = told(model, houses(rows, 33, size=900.0))
    assert (report.state, report.rows, report.needed) == ("few", rows, NEEDED)
    assert report.columns == ()


def test_m03_all_missing_is_drift_in_missingness() -> None:
    found = single([1.5, 2.5, 3.5], [None])
    assert (found.state, found.reasons) == ("drift", ("missing",))
    assert found.missing == (0.0, 1.0)
    again = single([1.5, None], [None, 1.5])
    assert (again.state, again.missing) == ("none", (0.5, 0.5))


@pytest.mark.parametrize(
    ("before", "now", "state"),
    [
        ([7.0], [7.0], "none"),
        ([7.0], [8.0], "drift"),
        ([7.0], [7.0, 7.0, 6.9], "drift"),
        ([1.0, 2.0, 3.0], [2.0], "drift"),
    ],
)
def test_m04_constants_are_matched_exactly(before, now, state) -> None:  # type: ignore[no-untyped-def]
    found = single(before, now)
    assert found.state == state
    assert math.isfinite(found.effect)


def test_m05_new_and_vanished_levels_are_named_with_their_share() -> None:
    found = single(["a", "a", "b"], ["a", "a", "a", "c"], "category")
    assert found.state == "drift"
    assert set(found.reasons) == {"values", "new"}
    assert found.new == (("c", 0.25),)
    (gone,) = found.gone
    assert gone == ("b", pytest.approx(1 / 3))


def test_numbers_beyond_training_are_new() -> None:
    found = single([0.0, 5.0, 10.0], [5.0, 0.0, 10.0, 11.0, -3.0])
    assert "new" in found.reasons
    assert dict(found.new) == {"> 10": 0.2, "< 0": 0.2}


def test_levels_that_are_new_all_the_time_are_no_alarm() -> None:
    rng = np.random.default_rng(1)
    field = Field("street", "category")
    names = [f"street {n}" for n in rng.zipf(1.4, 4000) % 100_000]
    parts = learn_parts(pd.Series(names[:2000]), "level")
    assert parts.once > 100
    frame = pd.DataFrame({"street": names[2000:]})
    reference = Reference(2000, ((field, parts),))
    report = drift(reference, Window(2000, frame, np.full(2000, np.nan)), NEEDED)
    assert report.columns[0].new
    assert report.columns[0].state == "none"


def test_m06_another_type_is_a_matter_of_schema(model: Model) -> None:
    rows = records(houses(300, 34))
    for row in rows[:200]:
        row["rooms"] = "three"
    report = drift(of_training(model), window.of_records(model, rows), NEEDED)
    (unfit,) = report.unfit
    assert (unfit.column, unfit.code, unfit.rows) == ("rooms", "not_a_number", 200)
    assert report.came == 300
    assert column(report, "rooms").state == "none"
    typed = single([1.0, 2.0], ["one"])
    assert (typed.state, typed.reasons) == ("type", ())


def test_m07_infinite_values_are_counted_apart() -> None:
    found = single([1.0, 2.0, 3.0], [1.0, 2.0, 3.0, math.inf])
    assert found.now.infinite == 200
    assert found.state == "none"
    assert found.missing == (0.0, 0.0)
    assert {part.label for part in drawn(found)} >= {"infinite"}


def test_m10_small_effects_in_many_rows_are_no_alarm() -> None:
    rng = np.random.default_rng(2)
    field = Field("x", "number")
    reference = Reference(10**6, ((field, cut_numbers(rng.normal(size=10**6))),))
    frame = pd.DataFrame({"x": rng.normal(0.03, 1, 10**6)})
    report = drift(reference, Window(10**6, frame, np.full(10**6, np.nan)), NEEDED)
    found = report.columns[0]
    assert found.p is not None
    assert found.p < 1e-9
    assert 0 < found.effect < 0.002
    assert report.state == "none"


def test_m11_weekends_are_compared_with_weekends(model: Model) -> None:
    weekday, weekend = houses(800, 35), houses(800, 36)
    weekend["size"] += 25
    before = asked(model, weekend)
    like = of_rows(model, before.frame, before.answers)
    again = houses(600, 37)
    again["size"] += 25
    assert told(model, again).state == "drift"
    assert drift(like, asked(model, again), NEEDED).state == "none"
    assert drift(like, asked(model, weekday), NEEDED).state == "drift"


def test_a_changed_relation_to_the_answer_is_found(model: Model) -> None:
    frame = houses(1500, 38)
    order = np.argsort(np.argsort(frame["size"].to_numpy()))
    rooms = np.sort(frame["rooms"].to_numpy())
    frame["rooms"] = rooms[::-1][order]  # each column as before, but large houses have few rooms
    report = told(model, frame)
    assert report.moved == ()
    assert report.state == "drift"
    assert report.pairs[0].name == "rooms"
    assert all(math.isfinite(pair.effect) for pair in report.pairs)


def test_classes_drift_with_their_answers(classes: Model) -> None:
    rows = list(classes.golden.rows) * 40
    report = drift(of_training(classes), window.of_records(classes, rows), NEEDED)
    assert {one.name for one in report.answers} == {"score", "class"}
    shifted = [dict(row, size=150.0) for row in rows]
    moved = drift(of_training(classes), window.of_records(classes, shifted), NEEDED)
    assert "class" in {one.name for one in moved.answers if one.state == "drift"}


def test_an_old_model_is_compared_by_its_inputs_only(model: Model) -> None:
    old = {key: value for key, value in model.reference.items() if key != "watched"}
    report = told(replace(model, reference=old), houses(500, 39))
    assert report.state == "none"
    assert (report.answers, report.pairs) == ((), ())


def test_false_alarms_are_rare(model: Model) -> None:
    """Windows without drift: about 1 % at most may alarm (benchmarks/drift.py asks thousands)."""
    made = houses(8000, 40)
    answers = asked(model, made)
    base = of_rows(model, answers.frame.iloc[:4000], answers.answers[:4000])
    rng, alarms = np.random.default_rng(3), 0
    for _ in range(100):
        rows = 4000 + rng.choice(4000, 500, replace=False)
        seen = Window(500, answers.frame.iloc[rows], answers.answers[rows])
        alarms += drift(base, seen, NEEDED).state == "drift"
    assert alarms <= 2  # 3 or more have a chance of 8 % at 1 %, of 88 % at 5 %
