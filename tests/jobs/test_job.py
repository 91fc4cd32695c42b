"""What readers are told about a job."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from mlcore.jobs import queue
from mlcore.jobs.claims import claim
from mlcore.jobs.job import Job
from mlcore.jobs.owner import PATIENCE, new_owner
from mlcore.settings import Settings
from mlcore.store.store import Store
from tests.jobs.waiting import rehearse, write


@pytest.fixture
def store(home: Path) -> Store:
    return Store.open(Settings(home=home))


def dead_owner() -> str:
    host, _ = new_owner().split(" ", 1)
    return f"{host} 1 0.5 feed"


@pytest.mark.parametrize("state", ["running", "stopping"])
def test_a_silent_job_reads_as_interrupted(store: Store, state: str) -> None:
    job = rehearse(store, steps=1)
    assert claim(store, job, new_owner())
    write(store, job, state=state, heartbeat=time.time() - PATIENCE + 5)
    assert queue.get(store, job).state == state
    write(store, job, heartbeat=time.time() - PATIENCE - 1)
    assert queue.get(store, job).state == "interrupted"
    assert queue.listing(store)[0].resumable


def test_a_dead_owner_is_noticed_at_once(store: Store) -> None:
    job = rehearse(store, steps=1)
    assert claim(store, job, dead_owner())
    assert queue.get(store, job).state == "interrupted"


def test_a_reserved_job_waits_for_its_own_process_only(store: Store) -> None:
    job = rehearse(store, steps=1, reserved=True)
    assert queue.get(store, job).state == "queued"
    assert queue.position(store, job) == 0
    write(store, job, owner=dead_owner())
    assert queue.get(store, job).state == "interrupted"


def test_eta_counts_this_start_only() -> None:
    values = {"id": "j", "workspace": "w", "kind": "k", "started": time.time() - 10.0}
    job = Job(**values, state="running", done=7, done_before=5, total=11)
    assert job.eta_seconds == pytest.approx(20.0, abs=1.0)
    assert Job(**values, state="running", done=5, done_before=5, total=11).eta_seconds is None
    assert Job(**values, state="done", done=11, total=11).eta_seconds is None
