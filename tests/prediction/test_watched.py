"""What is kept of out-of-fold answers: their spread, and how far their word can be taken."""

from __future__ import annotations

import numpy as np
import pytest

from mlcore.prediction import watched
from mlcore.prediction.model import Model
from mlcore.prediction.parts import Parts, cut_numbers
from mlcore.prediction.watched import RESIDUALS, score
from mlcore.training.run import OutOfFold
from mlcore.types import Field, Signature
from tests.prediction import making


def told(y: np.ndarray, prediction: np.ndarray, classes: tuple[str, ...] = ()) -> dict:
    import pandas as pd

    rows = np.arange(len(y))
    signature = Signature(
        (Field("x", "number"),), "y", "binary" if classes else "regression", classes
    )
    oof = OutOfFold(rows, y, prediction, np.zeros(len(y)))
    return watched.watched(signature, pd.DataFrame({"x": rows % 7 * 1.0}), oof)


def test_probabilities_that_flatter_are_found_out() -> None:
    rng = np.random.default_rng(1)
    said = rng.random(20_000)
    y = (rng.random(20_000) < 0.2 + 0.6 * said).astype(int)
    found = told(y, np.column_stack([1 - said, said]), ("no", "yes"))["trust"][1]
    np.testing.assert_allclose(found["true"], 0.2 + 0.6 * np.array(found["said"]), atol=0.04)


def test_residuals_are_those_of_each_range() -> None:
    rng = np.random.default_rng(2)
    answer = rng.uniform(0, 10, 20_000)
    y = answer + rng.normal(0, 1 + answer)
    groups = told(y, answer)["trust"]
    assert [g["from"] for g in groups] == sorted(g["from"] for g in groups)
    middle = RESIDUALS.index(0.85)
    for group in (groups[0], groups[-1]):
        sd = 1 + group["from"] + 0.5
        assert group["residuals"][middle] == pytest.approx(1.036 * sd, rel=0.12)


def test_answers_are_counted_with_the_input() -> None:
    rng = np.random.default_rng(3)
    found = told(rng.normal(size=700), np.arange(700) % 7 * 1.0)
    table = np.array(found["pairs"]["x"]["table"])
    assert table.sum() == 700
    assert ((table > 0).sum(axis=1) <= 1).all(), "the answer follows the input"


def test_one_number_per_answer() -> None:
    np.testing.assert_array_equal(score(np.array([1.0, 2.0])), [1.0, 2.0])
    np.testing.assert_array_equal(score(np.array([[0.3, 0.7]])), [0.7])
    np.testing.assert_array_equal(score(np.array([[0.3, 0.6, 0.1]])), [0.6])


@pytest.mark.parametrize("case", ["plain", "missing"])
def test_every_model_is_packaged_with_it(case: str) -> None:
    model: Model = making.model(case)
    kept = model.reference["watched"]
    oof = making.run(case).oof()
    assert kept["rows"] == len(oof.rows)
    assert Parts.from_json(kept["scores"]) == cut_numbers(score(oof.prediction))
    for field in model.signature.fields:
        parts = Parts.from_json(model.reference["fields"][field.name]["parts"])
        counts = parts.counts
        assert sum(counts.known) + counts.missing == model.reference["rows"]
