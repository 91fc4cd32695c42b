"""One field followed, and the smallest change that turns an answer, against brute force."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from mlcore.prediction.answer import answer
from mlcore.prediction.counterfactual import reach, turn
from mlcore.prediction.response import response, tried
from tests.prediction.making import CASES, dataset, model
from tests.prediction.test_parity import json_rows


def first(case: str, at: int = 0) -> tuple[object, ...]:
    made = model(case)
    rows = json_rows(dataset(case).frame()[list(made.signature.names)].iloc[[at]])
    cases = made.check(rows).cases
    assert cases is not None
    return cases.rows[0]


@pytest.mark.parametrize("case", list(CASES))
def test_the_curve_is_what_the_model_answers(case: str) -> None:
    made, row = model(case), first(case)
    names = made.signature.names
    for name in names:
        curve = response(made, row, name)
        if curve is None:
            assert made.signature.field(name).kind == "text"
            continue
        for at in (0, len(curve.values) // 2, -1):
            asked = dict(zip(names, row, strict=True)) | {name: curve.values[at]}
            given = answer(made, [asked])[0]
            value = given.value
            if given.probabilities:
                value = given.probabilities[made.signature.classes[0]]
            assert curve.answers[at] == pytest.approx(value, abs=1e-9)


def test_the_curve_spans_what_training_had_and_the_value_itself() -> None:
    made, row = model("plain"), first("plain")
    field = made.signature.field("size")
    curve = response(made, (500.0, *row[1:]), "size")
    assert curve is not None
    assert (curve.values[0], curve.values[-1]) == (field.low, 500.0)
    assert curve.now[0] == 500.0
    rooms = tried(made.signature.field("rooms"), None)
    assert rooms == tuple(range(1, 9))


@pytest.mark.parametrize("case", ["booleans", "missing", "classes", "light", "margins"])
def test_a_turn_is_the_cheapest_single_change(case: str) -> None:
    made = model(case)
    for at in range(3):
        row = first(case, at)
        names = made.signature.names
        now = answer(made, [dict(zip(names, row, strict=True))])[0].value
        found = turn(made, row)
        singles = [
            (place, value)
            for place, field in enumerate(made.signature.fields)
            for value in tried(field, None)
            if value != row[place]
        ]
        rows = [{**dict(zip(names, row, strict=True)), names[p]: v} for p, v in singles]
        turned = [s for s, one in zip(singles, answer(made, rows), strict=True) if one.value != now]
        if not turned:
            assert found is None or len(found.changes) == 2
            continue
        assert found is not None
        assert len(found.changes) == 1
        after = answer(made, [dict(zip(names, found.row, strict=True))])[0].value
        assert str(after) == found.answer
        assert after != now
        column, before, value = found.changes[0]
        assert before == row[names.index(column)]
        same = [v for p, v in turned if names[p] == column and isinstance(v, (int, float))]
        if same and isinstance(before, (int, float)) and not isinstance(before, bool):
            assert abs(value - before) == pytest.approx(min(abs(v - before) for v in same))


@pytest.mark.parametrize("case", ["plain", "gaps", "dates"])
@pytest.mark.parametrize("step", [15.0, -15.0])
def test_a_number_is_brought_to_a_level_by_the_smallest_change(case: str, step: float) -> None:
    made, row = model(case), first(case)
    names = made.signature.names

    def value(of: tuple[object, ...]) -> float:
        said = answer(made, [dict(zip(names, of, strict=True))])[0].value
        assert isinstance(said, float)
        return said

    level = value(row) + step
    found = reach(made, row, level)
    assert found is not None
    assert found.answer == pytest.approx(value(found.row), abs=1e-9)
    assert (found.answer - level) * step >= 0
    ((column, before, after),) = found.changes
    place = names.index(column)
    others = [
        other
        for other in tried(made.signature.fields[place], None)
        if (value((*row[:place], other, *row[place + 1 :])) - level) * step >= 0
    ]
    assert after in others
    if isinstance(after, (int, float)) and isinstance(before, (int, float)):
        assert abs(after - before) == min(abs(other - before) for other in others)
    held = reach(made, row, level, [column])
    assert held is None or column not in {name for name, *_rest in held.changes}
    assert reach(made, row, level + 1e9 * step) is None


def test_fixed_columns_stay_and_values_stay_within_training() -> None:
    made = model("booleans")
    for at, fixed in product(range(4), ([], ["size"], ["size", "rooms"])):
        found = turn(made, first("booleans", at), fixed)
        if found is None:
            continue
        for column, _before, after in found.changes:
            assert column not in fixed
            field = made.signature.field(column)
            if field.kind in ("integer", "number"):
                assert field.low is not None
                assert field.high is not None
                assert field.low <= after <= field.high
            if field.kind == "integer":
                assert isinstance(after, int)
    assert turn(made, first("booleans"), made.signature.names) is None


def test_two_changes_are_tried_when_one_does_not_do() -> None:
    """A row deep inside a class turns only by two fields together."""
    made = model("booleans")
    found = [turn(made, first("booleans", at), ["size"]) for at in range(60)]
    pairs = [one for one in found if one is not None and len(one.changes) == 2]
    assert pairs
    for one in pairs[:3]:
        asked = dict(zip(made.signature.names, one.row, strict=True))
        assert str(answer(made, [asked])[0].value) == one.answer
        assert np.isfinite(one.cost)
