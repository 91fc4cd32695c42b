"""Events reach the store in order, in batches, and only while the job is ours."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from mlcore.errors import LoupeError
from mlcore.events import Note, Progress, Started
from mlcore.jobs import claims, queue
from mlcore.jobs import context as module
from mlcore.jobs.context import JobContext, JobLostError
from mlcore.jobs.owner import new_owner
from mlcore.settings import Settings
from mlcore.store.messages import DATABASE_UNAVAILABLE
from mlcore.store.store import Store
from tests.jobs.waiting import numbers, rehearse, write


@pytest.fixture
def store(home: Path, database_url: str) -> Store:
    return Store.open(Settings(home=home, database=database_url))


@pytest.fixture
def context(store: Store) -> JobContext:
    job, owner = rehearse(store, steps=1), new_owner()
    assert claims.claim(store, job, owner)
    return JobContext(store, job, "default", owner)


def test_events_appear_without_being_asked_for(store: Store, context: JobContext) -> None:
    context.emit(Note("a", "b"))
    while not (found := queue.events(store, context.job_id)):
        time.sleep(0.01)
    assert found[0].body == {"event": "Note", "code": "a", "message": "b"}
    context.close()


def test_progress_is_kept_on_the_job(store: Store, context: JobContext) -> None:
    context.emit(Started(total=9, done=2))
    context.emit(Progress(3, 9, doing="ridge, fold 1", model="ridge"))
    context.emit(Note("n", "m"))
    context.close()
    job = queue.get(store, context.job_id)
    assert (job.done, job.total, job.done_before, job.doing) == (3, 9, 2, "ridge, fold 1")


def test_many_threads_one_order(store: Store, context: JobContext) -> None:
    def emit(name: str) -> None:
        for number in range(200):
            context.emit(Note(name, str(number)))

    threads = [threading.Thread(target=emit, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    context.close()
    found = queue.events(store, context.job_id)
    assert [event.seq for event in found] == list(range(1, 801))
    for name in "abcd":
        said = [event.body["message"] for event in found if event.body["code"] == name]
        assert said == [str(number) for number in range(200)]
    assert [e.time for e in found] == sorted(e.time for e in found)


def test_at_most_four_writes_a_second(
    store: Store, context: JobContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes, keep = [], context._keep
    monkeypatch.setattr(context, "_keep", lambda *args: writes.append(1) or keep(*args))
    began = time.monotonic()
    while time.monotonic() - began < 2 * module.PACE:
        context.emit(Note("n", "m"))
        time.sleep(0.001)
    context.close()
    passed = time.monotonic() - began
    assert len(writes) <= passed / module.PACE + 2
    assert len(numbers(store, context.job_id)) > 10


@pytest.mark.parametrize(
    "change", [{"owner": "another"}, {"state": "interrupted"}, {"state": "queued", "owner": ""}]
)
def test_a_job_taken_away_is_left_alone(store: Store, change: dict[str, str]) -> None:
    job, owner, lost = rehearse(store, steps=1), new_owner(), threading.Event()
    assert claims.claim(store, job, owner)
    context = JobContext(store, job, "default", owner, lost.set)
    write(store, job, **change)
    context.emit(Progress(1, 2))
    assert lost.wait()
    with pytest.raises(JobLostError):
        context.emit(Note("a", "b"))
    assert numbers(store, job) == []
    assert queue.get(store, job).done == 0


def test_a_busy_database_loses_nothing(
    store: Store, context: JobContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, failed = context._keep, threading.Event()

    def busy_once(*args: object) -> bool:
        if not failed.is_set():
            failed.set()
            raise LoupeError(DATABASE_UNAVAILABLE)
        return keep(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(context, "_keep", busy_once)
    context.emit(Note("a", "b"))
    assert failed.wait()
    context.emit(Note("c", "d"))
    context.close()
    assert [e.body["code"] for e in queue.events(store, context.job_id)] == ["a", "c"]
