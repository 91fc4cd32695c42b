"""Taking, keeping and letting go of jobs, on both databases."""

from __future__ import annotations

import subprocess
import threading
import time
from pathlib import Path

import pytest

from mlcore.jobs import claims, queue
from mlcore.jobs.owner import PATIENCE, new_owner
from mlcore.process.groups import start_group, start_time
from mlcore.settings import Settings
from mlcore.store.store import Store
from tests.jobs.waiting import rehearse, row, write


@pytest.fixture
def store(home: Path, database_url: str) -> Store:
    return Store.open(Settings(home=home, database=database_url))


@pytest.fixture
def dead(tmp_path: Path) -> str:
    """The owner string of a process of this machine that has ended."""
    host, _ = new_owner().split(" ", 1)
    process = subprocess.Popen(["true"])
    process.wait()
    return f"{host} {process.pid} 0.5 feed"


def test_each_job_is_claimed_once(store: Store) -> None:
    ids = {rehearse(store, steps=1, workspace=f"w{n % 3}") for n in range(20)}
    gate, taken = threading.Barrier(4), []

    def take() -> None:
        owner = new_owner()
        gate.wait()
        while job := claims.claim_next(store, owner):
            taken.append(job)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 20
    assert set(taken) == ids


def test_a_reserved_job_is_not_stolen(store: Store) -> None:
    job, owner = rehearse(store, steps=1, reserved=True), new_owner()
    assert claims.claim_next(store, owner) is None
    assert claims.claim(store, job, owner)
    assert not claims.claim(store, job, new_owner())
    assert (row(store, job).owner, row(store, job).reserved) == (owner, False)


def test_states_are_those_at_work(store: Store) -> None:
    owner = new_owner()
    first, second, third = (rehearse(store, steps=1) for _ in range(3))
    claims.claim(store, first, owner)
    claims.claim(store, second, owner)
    claims.claim(store, third, new_owner())
    queue.stop(store, second)
    assert claims.states(store, owner) == {first: "running", second: "stopping"}
    write(store, first, state="done")
    assert claims.states(store, owner) == {second: "stopping"}


def test_beat_is_for_the_own_jobs(store: Store) -> None:
    mine, theirs, owner = rehearse(store, steps=1), rehearse(store, steps=1), new_owner()
    claims.claim(store, mine, owner)
    claims.claim(store, theirs, new_owner())
    for job in (mine, theirs):
        write(store, job, heartbeat=5.0)
    before = time.time()
    claims.beat(store, owner)
    assert row(store, mine).heartbeat >= before
    assert row(store, theirs).heartbeat == 5.0


@pytest.mark.parametrize("state", ["running", "stopping"])
def test_sweep_marks_the_jobs_of_the_dead(store: Store, dead: str, state: str) -> None:
    lost, kept = rehearse(store, steps=1), rehearse(store, steps=1)
    claims.claim(store, lost, dead)
    claims.claim(store, kept, new_owner())
    write(store, lost, state=state)
    assert claims.sweep(store) == 1
    assert (row(store, lost).state, row(store, lost).owner) == ("interrupted", "")
    assert row(store, kept).state == "running"
    assert claims.sweep(store) == 0


def test_sweep_waits_for_a_quiet_owner_that_lives(store: Store) -> None:
    job = rehearse(store, steps=1)
    claims.claim(store, job, new_owner())
    write(store, job, heartbeat=1.0)
    assert queue.get(store, job).state == "interrupted"
    assert claims.sweep(store) == 0
    assert row(store, job).state == "running"


def test_sweep_of_another_machine_goes_by_the_heartbeat(store: Store) -> None:
    job = rehearse(store, steps=1)
    claims.claim(store, job, f"elsewhere{new_owner()}")
    assert claims.sweep(store) == 0
    write(store, job, heartbeat=time.time() - PATIENCE - 1)
    assert claims.sweep(store) == 1


def test_sweep_of_a_reserved_job_whose_program_died(store: Store, dead: str) -> None:
    job = rehearse(store, steps=1, reserved=True)
    assert claims.sweep(store) == 0
    write(store, job, owner=dead)
    assert claims.sweep(store) == 1
    queue.resume(store, job)
    assert claims.claim_next(store, new_owner()) == job


def test_sweep_ends_processes_left_over(store: Store, dead: str) -> None:
    process, bystander = start_group(["sleep", "600"]), start_group(["sleep", "600"])
    left, reused = rehearse(store, steps=1), rehearse(store, steps=1)
    for job, child, shift in ((left, process, 0.0), (reused, bystander, 1.0)):
        claims.claim(store, job, dead)
        claims.note_process(store, job, dead, child.pid, start_time(child.pid) + shift)
    try:
        assert claims.sweep(store) == 2
        assert process.wait() != 0
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()
