"""Events become rows, or are counted as what they are; nothing is lost from the sum."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.data.streams.event import Entry, Refused, Row, parse
from mlcore.data.streams.intake import Intake
from mlcore.data.streams.spec import StreamSpec
from mlcore.data.streams.state import State
from mlcore.data.streams.times import seconds
from mlcore.data.streams.words import sentence
from mlcore.settings import Settings
from tests.data.streams.conftest import entry, event

NOW = 1_700_000_000.0
AT = int(NOW * 1000)


def intake(**chosen: Any) -> Intake:
    return Intake(StreamSpec("desk", "s", **{"payload": "json", **chosen}), Settings())


def events(*records: Any) -> list[Entry]:
    return [event(f"{AT}-{number}", record) for number, record in enumerate(records)]


def marks(state: State) -> list[tuple[str, str]]:
    return [(mark.code, mark.field) for mark in state.marks]


# T01
@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ('{"a": 1', "not proper JSON at character 8"),
        ("[1, 2]", "not a record"),
        ("7", "not a record"),
        ("{}", "empty"),
        ('{"a": 1, "a": 2}', "“a” stands twice"),
        ('{"a": "\\ud800"}', "text with half a character"),
        ('{"a": ' * 200 + "1" + "}" * 200, "nested too deeply"),  # T10
        ('{"a": ' * 50_000 + "1" + "}" * 50_000, "nested too deeply"),
    ],
)
def test_a_malformed_event_is_set_aside_with_its_offset(payload: str, reason: str) -> None:
    batch = intake().batch(State(), events({"a": 1}, payload, {"a": 2}), NOW)
    assert [row.record for row in batch.rows] == [{"a": 1}, {"a": 2}]
    assert [(r.offset, r.reason) for r in batch.refused] == [(f"{AT}-1", reason)]
    assert (batch.state.received, batch.state.kept, batch.state.quarantined) == (3, 2, 1)
    assert batch.state.offset == f"{AT}-2"


def test_bytes_that_are_no_text_and_a_missing_payload_are_set_aside() -> None:
    strange = [Entry("1-0", {b"json": b"\xff"}), Entry("2-0", {b"other": b"{}"}), Entry("3-0", {})]
    reasons = [r.reason for r in intake().batch(State(), strange, NOW).refused]
    assert reasons == ["not UTF-8 text", "no field “json”", "no field “json”"]


# T10
def test_a_huge_event_is_refused_with_its_size_and_little_of_its_text() -> None:
    found = parse(event("5-1", {"a": "x" * 50_000_000}), "json", 1_000_000)
    assert isinstance(found, Refused)
    assert found.offset == "5-1"
    assert found.reason == "too large: 50.0 MB, more than 1.0 MB"
    assert len(found.text) <= 2_000


# T02
def test_new_missing_and_changed_columns_are_told_once_and_nothing_is_converted() -> None:
    given_ = ({"a": 1, "b": "x"}, {"a": "1", "b": "x"}, {"a": 2, "c": None}, {"a": 3}, {"a": "4"})
    batch = intake().batch(State(), events(*given_), NOW)
    assert marks(batch.state) == [
        ("kind_changed", "a"),
        ("new_field", "c"),
        ("missing_field", "b"),
        ("missing_field", "c"),
    ]
    assert [row.record for row in batch.rows] == list(given_)
    assert "was number and became text" in sentence(batch.state.marks[0])


def test_text_fields_are_seen_as_numbers_only_while_all_are_written_so() -> None:
    flat = [entry("1-0", t="1.5"), entry("1-1", t="2"), entry("1-2", t="n/a"), entry("1-3", t="")]
    batch = intake(payload="").batch(State(), flat, NOW)
    assert marks(batch.state) == [("kind_changed", "t")]
    assert batch.rows[0].record == {"t": "1.5"}


def test_more_columns_than_a_table_can_have_are_refused() -> None:
    flood = events(*({f"k{n}": 1} for n in range(1_005)))
    state = intake().batch(State(), flood, NOW).state
    assert (state.kept, state.quarantined, len(state.fields)) == (1_000, 5, 1_000)


# T03
def test_duplicates_are_dropped_by_id_within_and_across_batches_and_after_a_restart() -> None:
    taker = intake(id_field="id")
    first = taker.batch(State(), events({"id": 1}, {"id": 2}, {"id": 1}), NOW)
    taker.settle(first)
    second = taker.batch(first.state, events({"id": 2}, {"id": 3}, {"id": "3"}, {}), NOW)
    assert (first.state.duplicates, second.state.duplicates) == (1, 2)
    assert [row.record["id"] for row in second.rows] == [3, "3"]
    again = Intake(StreamSpec("desk", "s", "json", id_field="id"), Settings(), [{"id": 3}])
    assert again.batch(State(), events({"id": 3}), NOW).state.duplicates == 1


def test_an_id_counts_as_seen_only_once_its_row_is_stored() -> None:
    taker = intake(id_field="id")
    taker.batch(State(), events({"id": 1}), NOW)
    assert taker.batch(State(), events({"id": 1}), NOW).state.kept == 1


# T03, T04
def test_late_and_future_events_are_counted_kept_and_marked_once() -> None:
    times = (NOW - 10, NOW - 65, NOW - 90, NOW - 100, NOW + 4_000, NOW + 5_000, NOW)
    taker = intake(time_field="t")
    state = taker.batch(State(), events(*({"t": t} for t in times)), NOW).state
    assert (state.kept, state.late, state.future, state.newest) == (7, 2, 2, NOW)
    assert marks(state) == [("late", ""), ("future", "")]
    assert [sentence(mark) for mark in state.marks]


def test_an_event_without_readable_time_is_counted() -> None:
    given_ = events({"t": "soon"}, {"t": None}, {}, {"t": True}, {"t": "2023-11-14T22:13:20Z"})
    state = intake(time_field="t").batch(State(), given_[:2] + given_[3:], NOW).state
    assert (state.untimed, state.newest) == (3, NOW)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (NOW, NOW), (NOW * 1e3, NOW), (int(NOW * 1e6), NOW), (int(NOW) * 10**9, NOW),
        (str(NOW), NOW), ("2023-11-14T23:13:20+01:00", NOW), ("2023-11-14 22:13:20", NOW),
        ("x", None), (float("nan"), None), (1e300, None), (None, None), ([], None),
    ],
)  # fmt: skip
def test_times_in_writing_and_numbers(value: Any, expected: float | None) -> None:
    found = seconds(value)
    assert found == expected if expected is None else found == pytest.approx(expected)


# T11
def test_values_that_are_no_finite_number_are_kept_and_counted() -> None:
    batch = intake().batch(State(), events('{"a": NaN}', '{"a": -Infinity}', '{"a": 1e400}'), NOW)
    assert batch.state.odd == 2
    assert batch.body == b'{"a": NaN}\n{"a": -Infinity}\n{"a": "1e400"}\n'


# T05
def test_a_full_buffer_that_keeps_the_oldest_turns_newer_events_away() -> None:
    taker = intake(keep="oldest", most_rows=3)
    state = taker.batch(State(), events(*({"a": n} for n in range(300))), NOW).state
    assert (state.rows, state.kept, state.turned_away, state.received) == (3, 3, 297, 300)


KEYS = st.sampled_from(["id", "a", "b", "time"])
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
    st.lists(st.integers(), max_size=2),
)  # fmt: skip
ANY = st.one_of(
    st.dictionaries(KEYS, VALUES, max_size=4).map(json.dumps), st.text(max_size=8), st.just("{")
)


@given(st.lists(ANY, max_size=30), st.sampled_from(["newest", "oldest"]), st.integers(1, 9))
def test_every_event_is_in_exactly_one_count(texts: list[str], keep: Any, size: int) -> None:
    taker = intake(id_field="id", time_field="time", keep=keep, most_rows=10)
    state, rows = State(), 0
    given_ = [Entry(f"{AT}-{n}", {b"json": t.encode()}) for n, t in enumerate(texts)]
    for start in range(0, len(given_), size):
        batch = taker.batch(state, given_[start : start + size], NOW)
        taker.settle(batch)
        state, rows = batch.state, rows + len(batch.rows)
    assert state.received == len(texts)
    assert state.kept + state.duplicates + state.quarantined + state.turned_away == len(texts)
    assert rows == state.kept
    assert State.from_json(json.loads(json.dumps(state.to_json(), allow_nan=False))) == state


def fits(value: Any) -> bool:
    """Tell whether no number is longer than 64 bits: those are kept as text, digit by digit."""
    numbers = value if isinstance(value, list) else [value]
    return all(abs(n) < 2**63 for n in numbers if isinstance(n, int))


@given(st.dictionaries(st.text(max_size=3), VALUES.filter(fits), min_size=1, max_size=3))
def test_a_kept_row_holds_what_was_sent(record: dict[str, Any]) -> None:
    found = parse(event("1-0", record), "json", 1_000_000)
    assert isinstance(found, Row)
    assert repr(json.loads(found.line)) == repr(json.loads(json.dumps(record)))
