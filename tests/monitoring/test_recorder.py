"""Requests leave a record and go on; what is not written is counted."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from mlcore.errors import LoupeError
from mlcore.monitoring import log, recorder, traffic
from mlcore.monitoring.logged import Served
from mlcore.monitoring.recorder import Recorder
from mlcore.monitoring.traffic import Minute
from mlcore.store.messages import DATABASE_UNAVAILABLE
from mlcore.store.store import Store
from tests.monitoring.traffic_of import KEY, NOW


def request(at: float = NOW, rows: int = 1, **facts: object) -> Served:
    told = {"request": "r1", "seconds": 0.004, "answers": (1.5,) * rows} | facts
    return Served(*KEY, 1, time=at, rows=[{"size": n} for n in range(rows)], **told)  # type: ignore[arg-type]


def limited(store: Store, **settings: object) -> Store:
    return Store(replace(store.settings, **settings), store._engine, store.objects)


def total(store: Store) -> Minute:
    return traffic.total(traffic.series(store, KEY, NOW - 60, NOW + 3600))


def test_rows_and_traffic_are_written_behind_the_request(empty: Store) -> None:
    told = Recorder(empty)
    told.record(request(rows=3, answers=(1.5, None, (0.25, 0.75))))
    told.record(request(status="refused", rows=0, answers=()))
    told.close()
    rows = log.recent(empty, KEY)
    assert [row.answer for row in rows] == [1.5, None, (0.25, 0.75)]
    assert [(row.request, row.row, row.version, row.time) for row in rows] == [
        ("r1", number, 1, NOW) for number in (1, 2, 3)
    ]
    assert rows[2].input == {"size": 2}
    found = total(empty)
    assert (found.requests, found.rows, found.refused, found.logged) == (2, 3, 1, 3)


def test_the_thread_writes_by_itself(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "PAUSE", 0.01)
    told, written = Recorder(empty), threading.Event()
    flush = told.flush
    monkeypatch.setattr(told, "flush", lambda: (flush(), written.set()))
    told.record(request())
    assert written.wait(30)
    told.close()
    assert log.size(empty, KEY) == 1


def test_only_so_many_rows_a_second_and_the_rest_is_counted(empty: Store) -> None:
    told = Recorder(limited(empty, log_rows_second=20), seed=1)
    told.record(request(rows=1000, answers=tuple(map(float, range(1000)))))
    told.close()
    kept = [row.answer for row in log.recent(empty, KEY)]
    assert 20 <= len(kept) <= 60
    assert kept == sorted(kept)
    assert max(kept) > 300, "a random part, not the first rows"
    found = total(empty)
    assert (found.rows, found.logged + found.left_out, found.dropped) == (1000, 1000, 0)


def test_requests_written_together_are_told_each_to_its_model(empty: Store) -> None:
    told = Recorder(limited(empty, log_percent=50, log_rows_second=100), seed=3)
    other = (KEY[0], "other")
    for at in range(60):
        rows = [{"size": 10 * at + place} for place in range(1 + at % 7)]
        answers = tuple(float(row["size"]) for row in rows)
        name = KEY[1] if at % 2 else other[1]
        asked = Served(KEY[0], name, 1, f"r{at}", NOW, 0.004, rows, answers)
        told.record(asked)
    told.close()
    for key, first in ((KEY, 1), (other, 0)):
        found = traffic.total(traffic.series(empty, key, NOW - 60, NOW + 3600))
        kept = log.recent(empty, key)
        assert found.requests == 30
        assert found.rows == sum(1 + at % 7 for at in range(first, 60, 2))
        assert (found.logged, found.dropped) == (len(kept), 0)
        assert found.logged + found.left_out == found.rows
        for row in kept:
            assert row.answer == row.input["size"] == 10 * int(row.request[1:]) + row.row - 1
    assert 0 < log.size(empty, KEY) + log.size(empty, other) <= 110


def test_a_share_is_kept(empty: Store) -> None:
    told = Recorder(limited(empty, log_percent=25, log_rows_second=10**6), seed=2)
    told.record(request(rows=2000))
    told.close()
    assert 420 <= log.size(empty, KEY) <= 580  # 25 % ± 4 standard deviations


def test_zero_percent_keeps_no_row_but_all_counts(empty: Store) -> None:
    told = Recorder(limited(empty, log_percent=0))
    told.record(request(rows=5))
    told.close()
    assert log.size(empty, KEY) == 0
    assert total(empty).rows == 5


def test_what_does_not_fit_into_the_queue_is_counted(
    empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "MOST_ROWS", 10)
    monkeypatch.setattr(recorder, "PAUSE", 60)
    told = Recorder(empty)
    for _ in range(4):
        told.record(request(rows=4))
    told.close()
    found = total(empty)
    assert (found.requests, found.rows) == (4, 16)
    assert (found.logged, found.dropped) == (8, 8)


def test_a_database_that_does_not_answer_loses_nothing(
    empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Recorder(empty)
    told.record(request(rows=2))
    begin = empty.begin

    def down() -> None:
        raise LoupeError(DATABASE_UNAVAILABLE)

    monkeypatch.setattr(empty, "begin", down)
    with pytest.raises(LoupeError):
        told.flush()
    monkeypatch.setattr(empty, "begin", begin)
    told.close()
    assert log.size(empty, KEY) == 2
    assert total(empty).requests == 1


def test_m09_a_moved_clock_is_marked(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Recorder(empty)
    told.record(request())
    told.flush()
    now = recorder.time.time()
    monkeypatch.setattr(recorder.time, "time", lambda: now - 7200)
    told.record(request(at=NOW + 60))
    told.close()
    monkeypatch.undo()
    stretches = traffic.series(empty, KEY, NOW, NOW + 120)
    assert stretches[0].total.jump == 0.0
    assert stretches[1].total.jump == pytest.approx(-7200, abs=120)


def test_two_processes_add_up(empty: Store) -> None:
    first, second = Recorder(empty), Recorder(empty)
    first.record(request())
    second.record(request(seconds=0.3))
    first.close()
    second.close()
    found = total(empty)
    assert found.requests == 2
    assert sum(found.buckets) == 2
    assert found.seconds == pytest.approx(0.304)


def test_old_rows_go_by_themselves(empty: Store) -> None:
    told = Recorder(empty)
    told.record(request(at=NOW - 40 * log.DAY))
    told.record(request(at=NOW))
    told.close()
    assert [row.time for row in log.recent(empty, KEY)] == [NOW]
    assert total(empty).requests == 1, "traffic of that day stays where it was"
    assert log.purge(empty, NOW + 29 * log.DAY) == 0
    assert log.purge(empty, NOW + 31 * log.DAY) == 1
