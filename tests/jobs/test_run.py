"""How a job's function ends is what is written down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mlcore.jobs import queue, rehearsal
from mlcore.jobs.inline import run_inline
from mlcore.settings import Settings
from mlcore.store.store import Store
from tests.jobs.waiting import COUNT, ledger, rehearse, write


@pytest.fixture
def store(home: Path, database_url: str) -> Store:
    return Store.open(Settings(home=home, database=database_url))


def log_of(store: Store, job_id: str) -> str:
    return (store.settings.home / "logs" / "jobs" / f"{job_id}.log").read_text()


def test_done(store: Store) -> None:
    job = run_inline(store, rehearse(store, steps=3))
    assert (job.state, job.done, job.total, job.doing) == ("done", 3, 3, "")
    assert job.result["counted"] == 3
    assert job.created <= job.started <= job.finished
    assert ledger(store, job.id) == [0, 1, 2]
    assert not (store.settings.home / "logs" / "jobs" / f"{job.id}.log").exists()


def test_running_again_does_nothing(store: Store) -> None:
    job = run_inline(store, rehearse(store, steps=3))
    assert run_inline(store, job.id) == job


def test_a_failure_in_words(store: Store) -> None:
    job = run_inline(store, rehearse(store, steps=3, fail_at=1))
    assert (job.state, job.done) == ("failed", 1)
    assert job.error["code"] == "rehearsed_failure"
    assert job.error["where"] == [{"step": "1"}]
    assert f"ref {job.error['ref']}" in log_of(store, job.id)
    assert "LoupeError" in log_of(store, job.id)


def test_d36_a_surprise_fails_its_job_with_a_reference_and_no_other(store: Store) -> None:
    job = run_inline(store, rehearse(store, steps=3, raise_at=0))
    assert (job.state, job.error["code"]) == ("failed", "unexpected")
    assert "a rehearsed surprise" not in str(job.error)
    assert "RuntimeError: a rehearsed surprise" in log_of(store, job.id)
    assert job.error["ref"] in log_of(store, job.id)
    assert run_inline(store, rehearse(store, steps=2)).state == "done"


def test_a_result_that_is_not_json(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(context: Any, spec: Any) -> Any:
        return {"object": object()}

    monkeypatch.setattr(rehearsal, "count", answer)
    job = run_inline(store, rehearse(store, steps=1))
    assert (job.state, job.error["code"]) == ("failed", "unexpected")


@pytest.mark.parametrize(
    "call", ["os:getcwd", "mlcore.jobs.nothing:here", "mlcore.jobs.queue:none"]
)
def test_a_call_that_is_none(store: Store, call: str) -> None:
    job = queue.submit(store, COUNT, {})
    write(store, job, call=call)
    assert run_inline(store, job).error["code"] == "unexpected"
