"""A server killed with kill -9: its jobs die, show interrupted, and go on where they were."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from mlcore.jobs import queue
from mlcore.jobs.supervisor import Supervisor
from mlcore.process.groups import alive
from mlcore.settings import Settings
from mlcore.store.store import Store
from tests.jobs.waiting import ended, ledger, numbers, rehearse, row, wait

SERVER = """
import sys, time
from pathlib import Path
from mlcore.jobs.supervisor import Supervisor
from mlcore.settings import Settings
Supervisor(Settings(home=Path(sys.argv[1]), database=sys.argv[2]), preload=()).start()
time.sleep(600)
"""
PROGRAM = """
import os, signal, sys
from pathlib import Path
from mlcore.settings import Settings
from mlcore.store.store import Store
from mlcore.jobs import queue
store = Store.open(Settings(home=Path(sys.argv[1]), database=sys.argv[2]))
print(queue.submit(store, "mlcore.jobs.rehearsal:count", {"steps": 1}, reserved=True), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def settings(home: Path, database_url: str) -> Settings:
    return Settings(home=home, database=database_url)


def start(settings: Settings, script: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(settings.home), settings.database]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_kill_then_resume(settings: Settings) -> None:
    store = Store.open(settings)
    job, waiting = rehearse(store, steps=40, seconds=0.05), rehearse(store, steps=1)
    server = start(settings, SERVER)
    wait(store, job, lambda job: job.done >= 5)
    child, started = row(store, job).pid, row(store, job).pid_started
    server.kill()
    killed = time.monotonic()
    server.communicate()
    while alive(child, started) or queue.get(store, job).state != "interrupted":
        assert time.monotonic() - killed < 12.0
        time.sleep(0.02)
    steps = ledger(store, job)
    assert steps == list(range(len(steps)))
    assert row(store, job).state == "running"  # nobody was left to write it down
    assert queue.get(store, waiting).state == "queued"

    supervisor = Supervisor(settings, preload=())
    supervisor.start()
    try:
        assert wait(store, waiting, ended).state == "done"
        while row(store, job).state == "running":  # the next supervisor writes it down
            time.sleep(0.02)
        assert row(store, job).state == "interrupted"
        queue.resume(store, job)
        done = wait(store, job, ended)
    finally:
        supervisor.close()
    assert (done.state, done.done, done.done_before) == ("done", 40, len(steps))
    assert ledger(store, job) == list(range(40))
    assert numbers(store, job) == list(range(1, len(numbers(store, job)) + 1))


def test_a_program_killed_before_its_reserved_job_ran(settings: Settings) -> None:
    job = start(settings, PROGRAM).communicate()[0].strip()
    store = Store.open(settings)
    assert queue.get(store, job).state == "interrupted"
    queue.resume(store, job, reserved=True)
    assert Supervisor(settings, preload=()).run_one(job).state == "done"
