"""The queue's promises, on both databases."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from mlcore.errors import LoupeError
from mlcore.jobs import claims, queue
from mlcore.jobs.inline import run_inline
from mlcore.jobs.owner import new_owner
from mlcore.settings import Settings
from mlcore.store.store import Store
from tests.jobs.waiting import COUNT, ledger, numbers, rehearse, row, write


@pytest.fixture
def store(home: Path, database_url: str) -> Store:
    return Store.open(Settings(home=home, database=database_url))


def code_of(call: object, *args: object) -> str:
    with pytest.raises(LoupeError) as caught:
        call(*args)  # type: ignore[operator]
    assert caught.value.where
    return caught.value.code


def test_submit_then_get(store: Store) -> None:
    job = queue.get(store, queue.submit(store, COUNT, {"steps": 2}, workspace="w", kind="k"))
    assert (job.state, job.workspace, job.kind, job.spec) == ("queued", "w", "k", {"steps": 2})
    assert job.active
    assert job.result is job.error is job.started is None


@pytest.mark.parametrize(
    "call", ["os:system", "mlcore:x", "mlcore.a.b", "mlcore.x:y:z", "mlcorex.a:b"]
)
def test_only_calls_inside_mlcore(store: Store, call: str) -> None:
    with pytest.raises(ValueError, match="mlcore"):
        queue.submit(store, call, {})


def test_v05_one_step_one_job(store: Store) -> None:
    first = rehearse(store, step_id="click", steps=1)
    assert rehearse(store, step_id="click", steps=1) == first
    assert rehearse(store, step_id="click", steps=1, workspace="other") != first
    assert rehearse(store, steps=1) != rehearse(store, steps=1)
    assert len(queue.listing(store)) == 4


def test_one_step_one_job_from_many_threads(store: Store) -> None:
    gate, found = threading.Barrier(6), []

    def click() -> None:
        gate.wait()
        found.append(rehearse(store, step_id="click", steps=1))

    threads = [threading.Thread(target=click) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert {job.id for job in queue.listing(store)} == set(found)
    assert len(set(found)) == 1


def test_listing_is_newest_first_and_per_workspace(store: Store) -> None:
    ids = [rehearse(store, steps=1, workspace=name) for name in "abab"]
    for moment, job in enumerate(ids):
        write(store, job, created=float(moment))
    assert [job.id for job in queue.listing(store)] == ids[::-1]
    assert [job.id for job in queue.listing(store, "a")] == [ids[2], ids[0]]
    assert [job.id for job in queue.listing(store, limit=1)] == [ids[3]]


def test_a_job_of_others_is_unknown(store: Store) -> None:
    job = rehearse(store, steps=1, workspace="mine")
    for call in (queue.get, queue.stop, queue.resume):
        assert code_of(call, store, job, "theirs") == "job_unknown"
        assert code_of(call, store, "none") == "job_unknown"
    assert queue.get(store, job, "mine").state == "queued"


def test_stop_in_the_queue(store: Store) -> None:
    job = rehearse(store, steps=3)
    queue.stop(store, job)
    assert queue.get(store, job).state == "stopped"
    assert queue.position(store, job) == 0
    assert claims.claim_next(store, new_owner()) is None
    assert code_of(queue.stop, store, job) == "job_over"


def test_stop_while_running(store: Store) -> None:
    job, owner = rehearse(store, steps=3), new_owner()
    assert claims.claim_next(store, owner) == job
    for _ in range(2):
        queue.stop(store, job)
        assert queue.get(store, job).state == "stopping"
        assert row(store, job).stop_requested


def test_resume_goes_on_where_it_failed(store: Store) -> None:
    job = rehearse(store, steps=4, fail_at=2)
    assert run_inline(store, job).state == "failed"
    assert ledger(store, job) == [0, 1]
    write(store, job, spec={"steps": 4})
    queue.resume(store, job)
    waiting = queue.get(store, job)
    assert (waiting.state, waiting.error, waiting.done) == ("queued", None, 2)
    done = run_inline(store, job)
    assert (done.state, done.done, done.total, done.done_before) == ("done", 4, 4, 2)
    assert ledger(store, job) == [0, 1, 2, 3]
    assert numbers(store, job) == list(range(1, 7))


@pytest.mark.parametrize("state", ["queued", "running", "stopping", "done"])
def test_no_resume_of(store: Store, state: str) -> None:
    job, owner = rehearse(store, steps=1), new_owner()
    if state != "queued":
        claims.claim(store, job, owner)
        claims.beat(store, owner)
        write(store, job, state=state)
    assert code_of(queue.resume, store, job) == "job_not_resumable"
    assert queue.get(store, job).state == state


def test_resume_goes_to_the_end_of_the_queue(store: Store) -> None:
    first, second = rehearse(store, steps=1), rehearse(store, steps=1)
    queue.stop(store, first)
    queue.resume(store, first)
    assert (queue.position(store, second), queue.position(store, first)) == (1, 2)


def test_workspaces_take_turns(store: Store) -> None:
    ids = {name: rehearse(store, steps=1, workspace=name[0]) for name in ("a1", "a2", "a3", "b1")}
    owner, order = new_owner(), []
    while job := claims.claim_next(store, owner):
        order.append(next(name for name, found in ids.items() if found == job))
        expected = [queue.position(store, ids[name]) for name in ids if name not in order]
        assert sorted(expected) == list(range(1, len(expected) + 1))
    assert order == ["a1", "b1", "a2", "a3"]


def test_events_after(store: Store) -> None:
    job = rehearse(store, steps=3)
    run_inline(store, job)
    assert numbers(store, job) == [1, 2, 3, 4]
    assert [event.seq for event in queue.events(store, job, after=2)] == [3, 4]
    assert [event.body["event"] for event in queue.events(store, job)] == ["Started"] + [
        "Progress"
    ] * 3
    assert [event.body.get("done") for event in queue.events(store, job)] == [0, 1, 2, 3]
