"""V20: when a waiting job starts, by what those before it took."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import update

from mlcore import settings
from mlcore.jobs import queue
from mlcore.jobs.forecast import seconds_until
from mlcore.store.store import Store
from mlcore.store.tables import jobs

NOW = 1_000_000.0


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store.open(settings.load())
    yield opened
    opened.close()


def job(store: Store, workspace: str, **facts: object) -> str:
    made = queue.submit(store, "mlcore.jobs.rehearsal:count", {}, workspace=workspace)
    if facts:
        with store.begin() as connection:
            connection.execute(update(jobs).where(jobs.c.id == made).values(**facts))
    return made


def done(store: Store, *seconds: float) -> None:
    for at, took in enumerate(seconds):
        job(store, f"past{at}", state="done", started=NOW - 5_000, finished=NOW - 5_000 + took)


def test_nothing_is_promised_before_a_job_has_ended(store: Store) -> None:
    one = job(store, "a")
    assert seconds_until(store, one, NOW) is None
    done(store, 60.0)
    assert seconds_until(store, one, NOW) == 0.0
    (gone,) = [j.id for j in queue.listing(store, "past0")]
    assert seconds_until(store, gone, NOW) is None


def test_each_waits_for_those_before_it(store: Store) -> None:
    done(store, 10.0, 60.0, 1_000.0)  # the middle one counts
    job(store, "busy", state="running", started=NOW - 20)
    class_of = [job(store, f"pupil {at}") for at in range(30)]
    told = [seconds_until(store, one, NOW) for one in class_of]
    assert told == [40.0 + 60.0 * at for at in range(30)]
    places = [queue.position(store, one) for one in class_of]
    assert places == list(range(1, 31))


def test_several_run_at_once_where_the_settings_say_so(store: Store) -> None:
    done(store, 60.0)
    two = Store(replace(store.settings, running_jobs=2), store._engine, store.objects)
    waiting = [job(store, f"pupil {at}") for at in range(4)]
    assert [seconds_until(two, one, NOW) for one in waiting] == [0.0, 0.0, 60.0, 60.0]


def test_a_pupil_with_many_jobs_holds_up_nobody(store: Store) -> None:
    done(store, 60.0)
    greedy = [job(store, "greedy") for _ in range(5)]
    late = job(store, "late")
    assert queue.position(store, late) <= 2
    assert queue.position(store, greedy[-1]) == 6
