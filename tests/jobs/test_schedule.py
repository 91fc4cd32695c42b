"""Jobs that come back by themselves, once per turn however many supervisors there are."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from mlcore.jobs import queue
from mlcore.jobs.schedule import KEPT, NOBODY, Schedule, submit
from mlcore.jobs.supervisor import Supervisor
from mlcore.settings import Settings
from mlcore.store.store import Store

EVERY = Schedule("mlcore.monitoring.check:check_task", "watch", 60.0)


@pytest.fixture
def store(home: Path) -> Store:
    return Store.open(Settings(home=home))


def test_one_job_a_turn(store: Store) -> None:
    ids = [submit(store, EVERY, 600.0 + at) for at in (0, 1, 59)]
    assert len(set(ids)) == 1
    assert submit(store, EVERY, 661.0) != ids[0]
    assert queue.listing(store, "default") == ()
    assert {job.workspace for job in queue.listing(store)} == {NOBODY}


def test_watching_takes_nobodys_turn(store: Store) -> None:
    submit(store, EVERY, 600.0)
    other = queue.submit(store, "mlcore.workspace.tasks:train_task", {})
    with store.read() as connection:
        assert queue.queued(connection, queue.PASSING) == (other,)
        assert len(queue.queued(connection, queue.LOOKING)) == 1


def test_two_supervisors_queue_it_once(store: Store) -> None:
    supervisors = [Supervisor(store.settings, schedules=(EVERY,)) for _ in range(2)]
    now = time.time()
    if EVERY.turn(now) != EVERY.turn(now + 5):
        time.sleep(5)  # the turn changes meanwhile: begin after it
    for supervisor in supervisors:
        supervisor._submit_due(store)
        supervisor._submit_due(store)
    assert len(queue.listing(store)) == 1
    assert KEPT > 3600
