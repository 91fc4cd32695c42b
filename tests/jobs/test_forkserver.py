"""The warm process: one thread, children that die with it, honest reports."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mlcore.jobs import claims
from mlcore.jobs.link import PRELOAD, Link
from mlcore.jobs.owner import new_owner
from mlcore.process.groups import alive, start_time
from mlcore.settings import Settings
from mlcore.store.store import Store
from tests.jobs.waiting import ledger, rehearse, row


@pytest.fixture
def store(home: Path) -> Store:
    return Store.open(Settings(home=home))


@pytest.fixture
def link(store: Store) -> Iterator[Link]:
    found = Link(store.settings, preload=())
    yield found
    found.close()


def hear(link: Link, *words: str) -> dict[str, Any]:
    """Return the first message that has all *words*."""
    while True:
        for message in link.receive(1.0):
            if set(words) <= message.keys():
                return message
        assert not link.dead


def run(link: Link, store: Store, **spec: Any) -> tuple[str, int, float]:
    """Have a rehearsal run; return its id, process and the process's start."""
    job, owner = rehearse(store, **spec), new_owner()
    assert claims.claim(store, job, owner)
    link.send(run=job, owner=owner)
    begun = hear(link, "started")
    assert begun["job"] == job
    return job, begun["pid"], begun["started"]


def gone(pid: int, started: float) -> bool:
    """Wait until the process has ended; the test's own limit ends a hopeless wait."""
    while alive(pid, started):
        time.sleep(0.01)
    return True


def test_everything_preloaded_is_one_thread(store: Store) -> None:
    link = Link(store.settings)
    try:
        assert hear(link, "ready")["threads"] == 1
        assert "not preloaded" not in (store.settings.home / "logs/forkserver.log").read_text()
        assert "sklearn.ensemble" in PRELOAD
    finally:
        link.close()


def test_a_module_that_is_missing_is_left_out(store: Store) -> None:
    link = Link(store.settings, preload=("nowhere.to.be.found", "csv"))
    try:
        hear(link, "ready")
        log = (store.settings.home / "logs/forkserver.log").read_text()
        assert "not preloaded: nowhere.to.be.found" in log
    finally:
        link.close()


def test_a_job_runs_in_a_nice_group_of_its_own(link: Link, store: Store) -> None:
    job, pid, started = run(link, store, steps=1000, seconds=0.05)
    assert started == start_time(pid)
    while not ledger(store, job):
        time.sleep(0.01)
    assert os.getpgid(pid) == os.getsid(pid) == pid
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, pid) >= min(own + 10, 19)
    link.send(stop=job)
    assert hear(link, "signal") == {"job": job, "signal": signal.SIGTERM, "code": 0}
    assert gone(pid, started)


def test_a_job_that_ends_is_reported(link: Link, store: Store) -> None:
    job, *_ = run(link, store, steps=2)
    assert hear(link, "signal") == {"job": job, "signal": 0, "code": 0}
    assert row(store, job).state == "done"


def test_what_is_left_of_a_job_is_ended_with_it(link: Link, store: Store) -> None:
    job, pid, started = run(link, store, steps=1, helper=True)
    hear(link, "signal")
    assert gone(pid, started)
    helper = row_helper(store, job)
    assert gone(helper, start_time(helper))


@pytest.mark.parametrize("how", ["end of input", "terminate", "kill"])
def test_jobs_die_with_the_server(link: Link, store: Store, how: str) -> None:
    job, pid, started = run(link, store, steps=1000, seconds=0.05, helper=how != "kill")
    while not ledger(store, job):
        time.sleep(0.01)
    processes = [(pid, started)]
    if how != "kill":
        helper = row_helper(store, job)
        processes.append((helper, start_time(helper)))
    if how == "end of input":
        assert link.process.stdin is not None
        link.process.stdin.close()
    else:
        link.process.send_signal(signal.SIGTERM if how == "terminate" else signal.SIGKILL)
    link.process.wait()
    assert all(gone(*process) for process in processes)


def test_output_of_a_job_goes_to_its_log(link: Link, store: Store) -> None:
    job, *_ = run(link, store, steps=2, kill_at=1, signal=int(signal.SIGSEGV))
    assert hear(link, "signal")["signal"] == signal.SIGSEGV
    log = (store.settings.home / "logs" / "jobs" / f"{job}.log").read_text()
    assert "Segmentation fault" in log


def row_helper(store: Store, job: str) -> int:
    """Return the process id of the helper a rehearsal started."""
    from mlcore.jobs import queue

    while True:
        for event in queue.events(store, job):
            if event.body.get("code") == "helper":
                return int(event.body["message"])
        time.sleep(0.01)
