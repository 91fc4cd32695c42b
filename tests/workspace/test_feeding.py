"""Rows of a stream are requests to a model: counted, logged, answered as by REST."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlcore.data.streams import shelf
from mlcore.data.streams.event import Entry, Row
from mlcore.data.streams.spec import StreamSpec
from mlcore.errors import LoupeError
from mlcore.monitoring import log, traffic
from mlcore.settings import load
from mlcore.store.store import Store
from mlcore.workspace import feeding, streams
from mlcore.workspace.feeding import Feed
from mlcore.workspace.workspace import Workspace
from tests.prediction import making

GOOD = {"size": 50.5, "rooms": 3, "kind": "flat"}
KEY = ("default", "houses")


@pytest.fixture
def space(home: Path) -> Iterator[Workspace]:
    store = Store.open(load())
    made = Workspace(store)
    made.registry.register(making.model("plain"), "houses")
    yield made
    store.close()


def row(at: int, **values: object) -> Row:
    record = {**GOOD, **values}
    line = json.dumps(record).encode()
    return Row(Entry(f"{at}-0", {}), record, line, 0)


def fed(space: Workspace, model: str, *batches: tuple[Row, ...]) -> str:
    """Feed rows of a new stream to *model*, and return the stream's id."""
    stream = shelf.create(space.store, space.id, StreamSpec("desk", "s", "json", model=model))
    feed = Feed(space.store, space.id, shelf.load(space.store, stream))
    for rows in batches:
        feed(rows)
    feed.close()
    return stream


def test_rows_are_answered_as_by_the_model_and_named_by_stream_and_place(space: Workspace) -> None:
    stream = fed(space, "houses", (row(1), row(2, size=80.0)), (row(3),))
    found = log.recent(space.store, KEY)
    assert [(r.request, r.row, r.status) for r in found] == [
        (f"{stream}-1-0", 1, "ok"),
        (f"{stream}-1-0", 2, "ok"),
        (f"{stream}-3-0", 1, "ok"),
    ]
    model = space.registry.load("houses")
    rows = [{**GOOD}, {**GOOD, "size": 80.0}, {**GOOD}]
    expected = model.fitted.predict_raw(model.check(rows).frame)
    assert [r.answer for r in found] == pytest.approx(expected.tolist(), rel=1e-9)
    assert [r.input for r in found] == rows
    minutes = traffic.total(traffic.series(space.store, KEY, found[0].time, found[-1].time + 60))
    assert (minutes.requests, minutes.rows, minutes.refused) == (2, 3, 0)


def test_rows_that_do_not_fit_are_counted_and_hold_nothing_up(space: Workspace) -> None:
    fed(space, "houses", (row(1, size="much"), row(2)), (row(3, size="much"),))
    found = log.recent(space.store, KEY)
    assert [(r.row, r.input["size"]) for r in found] == [(1, 50.5)]
    since = found[0].time
    minutes = traffic.total(traffic.series(space.store, KEY, since, since + 60))
    assert (minutes.requests, minutes.rows, minutes.refused) == (3, 1, 2)


@pytest.mark.parametrize("model", ["", "gone"])
def test_without_a_model_that_answers_nothing_is_said(space: Workspace, model: str) -> None:
    fed(space, model, (row(1),), ())
    assert log.recent(space.store, KEY) == ()


def test_a_model_that_is_not_there_is_refused_before_anything_begins(space: Workspace) -> None:
    with pytest.raises(LoupeError) as caught:
        streams.begin(space, StreamSpec("desk", "s", model="nobody"))
    assert caught.value.code == "unknown_model"
    assert shelf.listing(space.store, space.id) == ()


def test_a_model_that_breaks_does_not_stop_the_stream(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("not foreseen")

    monkeypatch.setattr(feeding, "answers", broken)
    fed(space, "houses", (row(1),))
    assert log.recent(space.store, KEY) == ()
