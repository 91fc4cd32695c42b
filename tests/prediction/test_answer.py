"""One row that fails takes no other with it; batches answer what they can."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlcore.errors import LoupeError
from mlcore.prediction.answer import Calm, answer, checked_answers, raw_answers, spoken
from mlcore.prediction.batch import batch
from mlcore.prediction.model import Model
from tests.prediction.making import CASES, dataset, model


class Moody:
    """Fails, or answers nonsense, when a row has a certain size."""

    def __init__(self, inner: Any, answer_with: float | None = None) -> None:
        self.inner, self.answer_with, self.calls = inner, answer_with, 0

    def predict_raw(self, frame: pd.DataFrame) -> np.ndarray:
        self.calls += 1
        raw = self.inner.predict_raw(frame)
        bad = (frame["size"] == 13).to_numpy()
        if bad.any() and self.answer_with is None:
            raise RuntimeError("thirteen")
        raw[bad] = self.answer_with
        return raw


def moody(answer_with: float | None = None) -> Model:
    asked = model("plain")
    return replace(asked, fitted=Moody(asked.fitted, answer_with))


def rows(n: int, *bad: int) -> list[dict[str, Any]]:
    return [
        {"size": 13.0 if at in bad else 40.0 + at, "rooms": 3, "kind": "flat"} for at in range(n)
    ]


@pytest.mark.parametrize("answer_with", [None, np.nan, np.inf])
def test_q34_q36_one_failing_row_of_a_hundred(answer_with: float | None) -> None:
    made = answer(moody(answer_with), rows(100, 41))
    expected = answer(model("plain"), rows(100))
    for at, (one, other) in enumerate(zip(made, expected, strict=True)):
        if at == 41:
            assert one.value is None
            assert one.error is not None
            assert one.error.where[0].row == 42
            assert "thirteen" not in str(one.error)
        else:
            assert one.value == pytest.approx(other.value, rel=1e-12)


def test_a_model_that_always_fails_is_not_asked_for_ever() -> None:
    asked = moody()
    frame = pd.DataFrame(rows(4096, *range(4096)))
    assert not np.isfinite(raw_answers(asked, frame)).any()
    assert asked.fitted.calls < 200  # type: ignore[attr-defined]


def test_q20_no_row_is_an_error() -> None:
    with pytest.raises(LoupeError) as caught:
        answer(model("plain"), [])
    assert caught.value.code == "no_rows"
    with pytest.raises(LoupeError) as caught:
        batch(model("plain"), dataset("plain").frame().head(0))
    assert caught.value.code == "no_rows"


def test_a_row_that_does_not_fit_gets_its_reason_in_place() -> None:
    asked = rows(3)
    asked[1]["rooms"] = "many"
    made = answer(model("plain"), asked)
    assert made[0].value is not None
    assert made[2].value is not None
    assert made[1].error is not None
    assert [place.column for place in made[1].error.where] == ["rooms"]


def test_a_batch_refuses_rows_one_by_one() -> None:
    frame = pd.DataFrame(rows(5, 4)).astype({"rooms": object})
    frame.loc[1, "rooms"] = "many"
    frame.loc[2, "size"] = np.nan
    done = batch(moody(), frame)
    assert [(e.row, e.column, e.code) for e in done.errors] == [
        (2, "rooms", "unreadable_number"),
        (3, "size", "needs_value"),
        (5, "", "row_failed"),
    ]
    assert done.frame["prediction"].notna().tolist() == [True, False, False, True, False]
    assert done.answered == 2
    assert all(error.message for error in done.errors)


def test_our_columns_give_way_to_the_persons_own() -> None:
    frame = pd.DataFrame(rows(2)).assign(prediction="mine", low=1, low_=2)
    done = batch(model("plain"), frame)
    assert list(done.frame.columns[-3:]) == ["prediction_", "low__", "high"]
    assert done.frame["prediction"].tolist() == ["mine", "mine"]
    assert list(frame.columns) == ["size", "rooms", "kind", "prediction", "low", "low_"]


@pytest.mark.parametrize("case", ["booleans", "missing", "classes"])
def test_class_columns_are_named_after_the_classes(case: str) -> None:
    asked = model(case)
    done = batch(asked, dataset(case).frame().head(8))
    ours = [c for c in done.frame.columns if c.startswith("probability_")]
    assert ours == [f"probability_{name}" for name in asked.signature.classes]
    winners = done.frame[ours].to_numpy().argmax(axis=1)
    assert [str(v) for v in done.frame["prediction"]] == [
        asked.signature.classes[w] for w in winners
    ]


def test_the_target_may_be_in_the_file_and_is_ignored() -> None:
    frame = dataset("plain").frame().head(6)
    target = CASES["plain"][1]
    with_target = batch(model("plain"), frame).frame["prediction"]
    without = batch(model("plain"), frame.drop(columns=target)).frame["prediction"]
    assert with_target.tolist() == without.tolist()


@pytest.mark.parametrize("case", ["plain", "booleans"])
def test_answers_without_remarks_are_made_when_they_are_asked_for(case: str) -> None:
    asked = model(case)
    checked = asked.check(asked.golden.rows)
    made = spoken(asked, checked, checked_answers(asked, checked))
    assert isinstance(made, Calm)
    each = [answer(asked, [row])[0] for row in asked.golden.rows]
    assert len(made) == len(each)
    for one, other in zip(made, each, strict=True):
        assert one.value == pytest.approx(other.value)
        assert (one.interval is None) == (other.interval is None)
        assert (one.possible, one.warnings, one.error) == (other.possible, (), None)
    assert made[1:3] == tuple(made)[1:3]
