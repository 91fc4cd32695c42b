"""Jobs in real processes: they run, stop, wait their turn, and their ends are told."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mlcore.errors import LoupeError
from mlcore.jobs import desk as desk_module
from mlcore.jobs import queue
from mlcore.jobs.supervisor import Supervisor
from mlcore.process.groups import alive, start_time
from mlcore.settings import Settings
from mlcore.store.messages import DATABASE_UNAVAILABLE
from mlcore.store.store import Store
from tests.jobs.waiting import ended, ledger, numbers, rehearse, row, wait, write


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(home=home)


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store.open(settings)


@pytest.fixture
def supervisor(settings: Settings) -> Iterator[Supervisor]:
    found = Supervisor(settings, preload=())
    found.start()
    yield found
    found.close()


def pid_of(store: Store, job: str) -> int:
    """Return the job's process once it is written down."""
    while not (pid := row(store, job).pid):
        time.sleep(0.01)
    return int(pid)


def test_runs_to_the_end_with_events_in_order(database_url: str, home: Path) -> None:
    settings = Settings(home=home, database=database_url)
    store, supervisor = Store.open(settings), Supervisor(settings, preload=())
    supervisor.start()
    try:
        job = wait(store, rehearse(store, steps=5, seconds=0.02), ended)
    finally:
        supervisor.close()
    assert (job.state, job.done, job.total) == ("done", 5, 5)
    assert job.result["pid"] != os.getpid()
    assert numbers(store, job.id) == [1, 2, 3, 4, 5, 6]
    assert [e.body.get("done") for e in queue.events(store, job.id)] == [0, 1, 2, 3, 4, 5]


def test_d35_stop_frees_the_processor_within_two_seconds(
    store: Store, supervisor: Supervisor
) -> None:
    job = rehearse(store, steps=10_000, seconds=0.05, burn=True, helper=True)
    before = wait(store, job, lambda job: job.done >= 2)
    helper = int(queue.events(store, job)[1].body["message"])
    processes = [(pid, start_time(pid)) for pid in (pid_of(store, job), helper)]
    asked = time.monotonic()
    queue.stop(store, job)
    while any(alive(*process) for process in processes):
        assert time.monotonic() - asked < 2.0
        time.sleep(0.01)
    stopped = wait(store, job, ended)
    assert stopped.state == "stopped"
    assert stopped.done >= before.done
    assert stopped.total == 10_000
    assert stopped.finished is not None
    steps = ledger(store, job)
    assert steps == list(range(len(steps)))


def test_resume_after_stop_repeats_nothing(store: Store, supervisor: Supervisor) -> None:
    job = rehearse(store, steps=12, seconds=0.1)
    wait(store, job, lambda job: job.done >= 3)
    queue.stop(store, job)
    assert wait(store, job, ended).state == "stopped"
    queue.resume(store, job)
    done = wait(store, job, ended)
    assert (done.state, done.done) == ("done", 12)
    assert done.done_before >= 3
    assert ledger(store, job) == list(range(12))
    assert numbers(store, job) == list(range(1, len(numbers(store, job)) + 1))


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGKILL, "job_killed"),
        (signal.SIGTERM, "job_killed"),
        (signal.SIGSEGV, "job_crashed"),
    ],
)
def test_ended_from_outside(store: Store, supervisor: Supervisor, number: int, code: str) -> None:
    job = wait(store, rehearse(store, steps=5, kill_at=2, signal=int(number)), ended)
    assert (job.state, job.error["code"]) == ("failed", code)
    assert job.error["ref"]
    assert ledger(store, job.id) == [0, 1]
    queue.resume(store, job.id)  # it would be killed again: what counts is that it may be tried
    assert wait(store, job.id, ended).state == "failed"


def test_a_queue_with_a_limit(settings: Settings, store: Store) -> None:
    ids = [rehearse(store, steps=4, seconds=0.1) for _ in range(5)]
    supervisor = Supervisor(Settings(home=settings.home, running_jobs=2), preload=())
    supervisor.start()
    most = 0
    try:
        while any(queue.get(store, job).active for job in ids):
            states = [job.state for job in queue.listing(store)]
            most = max(most, states.count("running"))
            time.sleep(0.02)
    finally:
        supervisor.close()
    assert most == 2
    jobs = [queue.get(store, job) for job in ids]
    assert [job.state for job in jobs] == ["done"] * 5
    starts = [job.started for job in jobs]
    assert starts == sorted(starts)


def test_two_supervisors_run_each_job_once(settings: Settings, store: Store) -> None:
    supervisors = [Supervisor(settings, preload=()) for _ in range(2)]
    for supervisor in supervisors:
        supervisor.start()
    ids = [rehearse(store, steps=2, seconds=0.05) for _ in range(12)]
    for job in ids:
        assert wait(store, job, ended).state == "done"
        assert ledger(store, job) == [0, 1]
        assert numbers(store, job) == [1, 2, 3]
    for supervisor in supervisors:
        supervisor.close()


def test_close_interrupts_and_another_goes_on(settings: Settings, store: Store) -> None:
    first = Supervisor(settings, preload=())
    first.start()
    job = rehearse(store, steps=8, seconds=0.1)
    wait(store, job, lambda job: job.done >= 2)
    pid, started = pid_of(store, job), row(store, job).pid_started
    first.close()
    assert not alive(pid, started)
    assert (row(store, job).state, queue.get(store, job).state) == ("interrupted",) * 2
    queue.resume(store, job)
    first.start()
    assert wait(store, job, ended).state == "done"
    first.close()
    assert ledger(store, job) == list(range(8))


def test_a_fork_server_that_dies_is_replaced(store: Store, supervisor: Supervisor) -> None:
    job = rehearse(store, steps=10_000, seconds=0.05)
    wait(store, job, lambda job: job.done >= 1)
    pid, started = pid_of(store, job), row(store, job).pid_started
    os.kill(parent_of(pid), signal.SIGKILL)
    assert wait(store, job, ended).state == "interrupted"
    assert not alive(pid, started)
    assert wait(store, rehearse(store, steps=1), ended).state == "done"


def test_a_job_taken_over_is_dropped(store: Store, supervisor: Supervisor) -> None:
    job = rehearse(store, steps=10_000, seconds=0.02)
    wait(store, job, lambda job: job.done >= 1)
    pid, started = pid_of(store, job), row(store, job).pid_started
    write(store, job, owner=f"elsewhere{row(store, job).owner}")
    while alive(pid, started):
        time.sleep(0.01)
    assert row(store, job).state == "running"
    assert wait(store, rehearse(store, steps=1), ended).state == "done"


@pytest.mark.parametrize("error", [LoupeError(DATABASE_UNAVAILABLE), ValueError("not foreseen")])
def test_the_supervisor_outlives_what_fails_once(
    store: Store, supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    failed, states = threading.Event(), desk_module.claims.states

    def fail_once(*args: Any) -> dict[str, str]:
        if not failed.is_set():
            failed.set()
            raise error
        return states(*args)

    monkeypatch.setattr(desk_module.claims, "states", fail_once)
    assert failed.wait()
    assert wait(store, rehearse(store, steps=1), ended).state == "done"


def test_run_one_tells_its_events(settings: Settings, store: Store) -> None:
    job, said = rehearse(store, steps=3, seconds=0.05, reserved=True), []
    done = Supervisor(settings, preload=()).run_one(job, said.append)
    assert (done.state, done.done) == ("done", 3)
    assert [body["event"] for body in said] == ["Started"] + ["Progress"] * 3
    again = Supervisor(settings, preload=()).run_one(job, said.append)
    assert again == done
    assert len(said) == 4


def test_run_one_leaves_other_jobs_alone_and_is_left_alone(
    settings: Settings, store: Store, supervisor: Supervisor
) -> None:
    long = rehearse(store, steps=10_000, seconds=0.05)
    waiting = rehearse(store, steps=1)
    wait(store, long, lambda job: job.done >= 1)
    reserved = rehearse(store, steps=2, reserved=True)
    assert Supervisor(settings, preload=()).run_one(reserved).state == "done"
    assert ledger(store, reserved) == [0, 1]
    assert queue.get(store, long).state == "running"
    assert queue.get(store, waiting).state == "queued"


def test_run_one_of_a_job_that_another_runs(
    settings: Settings, store: Store, supervisor: Supervisor
) -> None:
    job = rehearse(store, steps=20, seconds=0.05)
    wait(store, job, lambda job: job.done >= 1)
    assert Supervisor(settings, preload=()).run_one(job).state == "done"
    assert ledger(store, job) == list(range(20))


def test_an_interrupt_from_the_keyboard_stops_run_one(settings: Settings, store: Store) -> None:
    job = rehearse(store, steps=10_000, seconds=0.02, reserved=True)

    def press(body: dict[str, Any]) -> None:
        if body.get("done", 0) >= 2:
            raise KeyboardInterrupt

    stopped = Supervisor(settings, preload=()).run_one(job, press)
    assert stopped.state == "stopped"
    assert stopped.done >= 2
    with pytest.raises(LoupeError):
        Supervisor(settings, preload=()).run_one("none")


def parent_of(pid: int) -> int:
    """Return the parent of process *pid*."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
