"""Labels by request id: late, partial and contradictory ones included."""

from __future__ import annotations

import pytest

from mlcore.errors import LoupeError
from mlcore.monitoring import feedback, log
from mlcore.monitoring.feedback import Label
from mlcore.monitoring.recorder import Recorder
from mlcore.prediction.model import Model
from mlcore.store.store import Store
from mlcore.types import Signature
from tests.monitoring.traffic_of import KEY, houses, served


@pytest.fixture
def logged(store: Store, model: Model) -> Store:
    """Return a log with requests a (one row), b (three rows) and twice c."""
    told = Recorder(store)
    told.record(served(model, houses(1, 1), "a"))
    told.record(served(model, houses(3, 2), "b"))
    told.record(served(model, houses(1, 3), "c"))
    told.record(served(model, houses(1, 4), "c"))
    told.record(served(model, houses(1, 5), "again"))
    told.record(served(model, houses(1, 5), "again"))
    told.close()
    return store


def give(store: Store, model: Model, *labels: Label) -> feedback.Labelled:
    return feedback.label(store, KEY, model.signature, labels)


def test_labels_reach_their_rows(logged: Store, model: Model) -> None:
    done = give(logged, model, Label("a", 100), Label("b", 7.5, 2), Label("nobody", 1))
    assert (done.rows, done.changed, done.unknown) == (2, 0, ("nobody",))
    kept = {(row.request, row.row): row.label for row in log.recent(logged, KEY)}
    assert (kept["a", 1], kept["b", 2], kept["b", 1]) == (100.0, 7.5, None)


def test_m12_contradictory_labels_are_counted_and_the_latest_stands(
    logged: Store, model: Model
) -> None:
    give(logged, model, Label("a", 100))
    done = give(logged, model, Label("a", 100), Label("b", 1, 1), Label("b", 2, 1))
    assert (done.rows, done.changed) == (3, 1)
    assert log.of_request(logged, "default", "b")[0].label == 2.0


@pytest.mark.parametrize("request_id", ["c", "b"])
def test_an_id_of_several_rows_is_refused(logged: Store, model: Model, request_id: str) -> None:
    with pytest.raises(LoupeError) as caught:
        give(logged, model, Label("a", 5), Label(request_id, 1))
    assert caught.value.code == "request_not_unique"
    assert log.of_request(logged, "default", "a")[0].label is None


def test_the_same_row_asked_again_under_its_id_is_labelled(logged: Store, model: Model) -> None:
    assert give(logged, model, Label("again", 5)).rows == 1
    assert [row.label for row in log.of_request(logged, "default", "again")] == [None, 5.0]


def test_another_model_or_workspace_is_not_reached(logged: Store, model: Model) -> None:
    for key in (("default", "other"), ("somebody", "houses")):
        done = feedback.label(logged, key, model.signature, [Label("a", 1)])
        assert (done.rows, done.unknown) == (0, ("a",))


@pytest.mark.parametrize("value", ["5", None, True, float("nan"), float("inf"), 10**400, [1]])
def test_a_label_must_be_a_number(logged: Store, model: Model, value: object) -> None:
    with pytest.raises(LoupeError) as caught:
        give(logged, model, Label("a", value))  # type: ignore[arg-type]
    assert caught.value.code == "bad_label"
    assert "price" in caught.value.what


def classes(*names: str) -> Signature:
    return Signature((), "sort", "multiclass", names)


def test_classes_are_named_as_in_the_training_data() -> None:
    read = feedback.read_label
    assert read(classes("low", "high"), "low") == "low"
    with pytest.raises(LoupeError, match="low and high"):
        read(classes("low", "high"), "lowest")
    for written in (("False", "True"), ("false", "true")):
        yes = classes(*written)
        assert {read(yes, True), read(yes, "true"), read(yes, "True")} == {written[1]}
    assert {read(classes("2", "3"), value) for value in (3, 3.0, "3")} == {"3"}


@pytest.mark.parametrize(
    ("body", "at"),
    [
        (None, None), ([], None), ({}, 1), ({"labels": []}, None), ({"labels": 5}, None),
        ({"request_id": 5, "label": 1}, 1), ({"request_id": "", "label": 1}, 1),
        ({"labels": [{"request_id": "a", "label": 1}, {"label": 1}]}, 2),
        ({"request_id": "a", "label": 1, "row": 0}, 1),
        ({"request_id": "a", "label": 1, "row": True}, 1),
    ],
)  # fmt: skip
def test_a_body_that_is_no_feedback_is_refused(body: object, at: int | None) -> None:
    with pytest.raises(LoupeError) as caught:
        feedback.from_json(body)
    assert caught.value.code == "bad_feedback"
    assert (caught.value.where[0].row or 1) == (at or 1)


def test_bodies_and_files_are_read() -> None:
    assert feedback.from_json({"request_id": "a", "label": 1}) == (Label("a", 1),)
    many = {"labels": [{"request_id": "a", "row": 2, "label": "x"}]}
    assert feedback.from_json(many) == (Label("a", "x", 2),)
    rows = [{"request_id": "a", "label": 1.5, "row": 2.0}, {"request_id": 7, "label": 2}]
    assert feedback.from_rows(rows) == (Label("a", 1.5, 2), Label("7", 2))
    with pytest.raises(LoupeError) as caught:
        feedback.from_rows([{"request_id": "a", "label": 1}, {"request_id": "b", "label": None}])
    assert caught.value.where[0].row == 2
