"""Reasons add up to the answer; test_shap_library.py compares them with the library."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mlcore.errors import LoupeError
from mlcore.prediction.answer import checked_answers
from mlcore.prediction.model import Model
from mlcore.prediction.rows import Checked
from mlcore.prediction.why import Reasons, exact, in_chances, reasons
from tests.prediction.making import CASES, model
from tests.prediction.test_parity import json_rows, raw_rows

METHODS = {"ridge": "sums", "logistic": "sums", "knn": "sampled", "kernel_svm": "sampled",
           "network": "sampled"}  # fmt: skip


def asked(case: str, rows: int = 8) -> tuple[Model, Checked]:
    made = model(case)
    names = list(made.signature.names)
    return made, made.check(json_rows(raw_rows(case)[names].head(rows)))


def added(found: Reasons) -> float:
    return found.start + sum(part for _name, part in found.parts)


@pytest.mark.parametrize("case", list(CASES))
def test_reasons_add_up_to_the_answer(case: str) -> None:
    made, checked = asked(case)
    raw = checked_answers(made, checked)
    classes = made.signature.classes
    assert exact(made) == (METHODS.get(CASES[case][2]) != "sampled")
    for row, found in enumerate(reasons(made, checked)):
        assert found.method == METHODS.get(CASES[case][2], "trees")
        assert {name for name, _part in found.parts} == set(made.signature.names)
        sizes = [abs(part) for _name, part in found.parts]
        assert sizes == sorted(sizes, reverse=True)
        assert added(found) == pytest.approx(found.total, abs=1e-9)
        answer = raw[row] if not classes else raw[row, classes.index(found.of)]
        assert found.of == ("" if not classes else classes[int(raw[row].argmax())])
        total = found.chance if found.scale == "score" else found.total
        assert total == pytest.approx(answer, abs=1e-9)
        shown = in_chances(found)
        assert added(shown) == pytest.approx(shown.total, abs=1e-9)


@pytest.mark.parametrize("case", ["booleans", "classes", "missing", "margins"])
def test_two_classes_pull_against_each_other(case: str) -> None:
    """Of one class what speaks for it speaks against the others."""
    made, checked = asked(case, 3)
    by_class = [reasons(made, checked, name) for name in made.signature.classes]
    if by_class[0][0].scale == "probability":
        for same in zip(*by_class, strict=True):
            assert sum(one.start for one in same) == pytest.approx(1)
            for name in made.signature.names:
                parts = sum(dict(one.parts)[name] for one in same)
                assert parts == pytest.approx(0, abs=1e-9)
    else:
        first, second = by_class
        assert first[0].start == pytest.approx(-second[0].start)
        assert first[0].usual == pytest.approx(1 - second[0].usual)  # type: ignore[operator]


def columns_of(made: Model, values: np.ndarray) -> list[dict[str, float]]:
    """Sum values per prepared column to values per column of the data."""
    found = []
    for row in values:
        sums = dict.fromkeys(made.signature.names, 0.0)
        for source, value in zip(made.fitted.preparation.sources, row, strict=True):  # type: ignore[attr-defined]
            sums[source] += float(value)
        found.append(sums)
    return found


def test_sums_give_the_weight_times_the_distance_from_the_mean() -> None:
    made, checked = asked("plain")
    fitted: Any = made.fitted
    X = fitted.preparation.encode(checked.frame)
    middle = fitted.preparation.encode(made.sample.frame()).mean(axis=0)
    expected = columns_of(made, (X - middle) * fitted.estimator.coef_)
    for found, wanted in zip(reasons(made, checked), expected, strict=True):
        assert dict(found.parts) == pytest.approx(wanted)
        assert found.rows == 260
    start = fitted.estimator.predict(middle[None])[0]
    assert reasons(made, checked)[0].start == pytest.approx(start)


def test_sampled_reasons_of_a_sum_come_close_to_the_exact_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, checked = asked("plain", 3)
    exact = reasons(made, checked)
    monkeypatch.setattr("mlcore.prediction.why._exact", lambda model, cases: None)
    monkeypatch.setattr("mlcore.prediction.why.MOST_STARTS", 400)
    monkeypatch.setattr("mlcore.prediction.why.MOST_ROWS", 10**6)
    for found, true in zip(reasons(made, checked), exact, strict=True):
        assert found.method == "sampled"
        assert found.start == pytest.approx(true.start)
        assert dict(found.parts) == pytest.approx(dict(true.parts), abs=1e-6)


def test_a_class_that_does_not_exist_is_named() -> None:
    with pytest.raises(LoupeError) as caught:
        reasons(*asked("missing"), "huge")
    assert caught.value.code == "unknown_class"
    assert "huge" in caught.value.what


def test_chances_keep_signs_and_proportions() -> None:
    found = Reasons(0.0, 2.0, (("a", 3.0), ("b", -1.0)), "score", "x", "trees", 0, 0.5, 0.88)
    shown = in_chances(found)
    assert (shown.start, shown.total, shown.scale) == (0.5, 0.88, "probability")
    assert dict(shown.parts) == pytest.approx({"a": 0.57, "b": -0.19})
    still = Reasons(0.0, 0.0, (("a", 3.0), ("b", -3.0)), "score", "x", "trees", 0, 0.5, 0.5)
    assert in_chances(still) is still
