"""A reference that cannot be read switches drift off and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mlcore.errors import LoupeError
from mlcore.monitoring.reference import of_training
from mlcore.prediction import artifact
from mlcore.prediction.answer import answers
from mlcore.prediction.model import Model
from tests.monitoring.traffic_of import houses, records


def test_it_is_what_was_stored_at_training(model: Model, tmp_path) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "model"
    again = artifact.load(folder, artifact.save(model, folder))
    first, second = of_training(model), of_training(again)
    assert first.fields == second.fields
    assert (first.scores, first.classes, first.coarse) == (
        second.scores, second.classes, second.coarse,
    )  # fmt: skip
    assert {field.name for field, _parts in first.fields} == {"size", "rooms", "kind"}
    assert first.rows == model.reference["rows"]


@pytest.mark.parametrize(
    "damaged",
    [
        {},
        {"rows": 10, "fields": {}},
        {"rows": "many", "fields": {}},
        {"rows": 10, "fields": {"size": {"parts": 5}, "rooms": {}, "kind": {}}},
        [],
        None,
    ],
)
def test_m08_a_damaged_reference_is_said_and_the_model_answers_on(
    model: Model, damaged: Any
) -> None:
    broken = replace(model, reference=damaged)
    with pytest.raises(LoupeError) as caught:
        of_training(broken)
    assert caught.value.code == "no_reference"
    assert "goes on answering" in caught.value.kept
    rows = records(houses(3, 1))
    assert [a.value for a in answers(broken, broken.check(rows))] == [
        a.value for a in answers(model, model.check(rows))
    ]
