"""A quick way is used only where it was proved, and says the same as the model itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mlcore.prediction import artifact
from mlcore.prediction.answer import answer
from mlcore.prediction.compiled import path
from mlcore.prediction.compiled.forms import Whole
from tests.prediction.making import CASES, dataset, model
from tests.prediction.test_parity import json_rows, raw_rows

FORMS = {"knn": "whole", "kernel_svm": "whole", "network": "whole", "ridge": "sums",
         "logistic": "sums"}  # fmt: skip


@pytest.mark.parametrize("case", list(CASES))
def test_the_form_that_was_proved_is_used_and_equal(case: str) -> None:
    asked = model(case)
    assert asked.meta.quick == FORMS.get(CASES[case][2], "trees")
    assert asked.compiled is not None
    assert (asked.compiled.encoder is None) == (case == "cleaned")
    rows = json_rows(raw_rows(case)[list(asked.signature.names)])
    checked = asked.check(rows)
    assert checked.cases is not None
    quick = asked.compiled.answers(checked.cases)
    slow = asked.fitted.predict_raw(checked.frame)
    np.testing.assert_allclose(quick, slow, rtol=1e-12, atol=1e-12)
    without = replace(asked, meta=replace(asked.meta, quick=""))
    assert without.compiled is None
    for one, other in zip(answer(asked, rows), answer(without, rows), strict=True):
        assert one.warnings == other.warnings
        same = one.value == other.value
        assert same or one.value == pytest.approx(other.value, rel=1e-12)


def test_missing_values_and_unseen_levels_are_among_what_is_compared() -> None:
    asked, frame = model("missing"), dataset("missing").frame().head(40)
    tried = path._tried(asked.signature, frame)
    kind, size = asked.signature.names.index("kind"), asked.signature.names.index("size")
    assert len(tried.rows) == 3 * 40
    assert sum(row[kind] == path.UNSEEN for row in tried.rows) == 40
    assert sum(row[size] is None for row in tried.rows) > frame["size"].isna().sum()


def test_what_differs_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, frame = model("gaps"), dataset("gaps").frame()
    true = Whole.answers
    monkeypatch.setattr(Whole, "answers", lambda self, X: true(self, X) * (1 + 1e-11))
    monkeypatch.setattr("mlcore.prediction.compiled.make.MAKERS", {})
    assert path.proved(asked.fitted, asked.signature, frame) == ""


def test_a_stored_model_checks_its_quick_way_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = artifact.save(model("plain"), tmp_path / "v")
    assert artifact.load(tmp_path / "v", digest).meta.quick == "sums"
    monkeypatch.setattr(
        "mlcore.prediction.compiled.forms.Sums.answers", lambda self, X: np.zeros(len(X))
    )
    assert artifact.load(tmp_path / "v", digest).meta.quick == ""


def test_when_the_quick_way_fails_the_model_answers_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, rows = model("plain"), json_rows(raw_rows("plain"))[:3]
    expected = [one.value for one in answer(asked, rows)]

    def broken(self: object, X: np.ndarray) -> np.ndarray:
        raise ValueError("no")

    monkeypatch.setattr("mlcore.prediction.compiled.forms.Sums.answers", broken)
    assert [one.value for one in answer(asked, rows)] == pytest.approx(expected, rel=1e-12)
