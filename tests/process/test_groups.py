"""Groups start, die with their parents, and end to the last process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mlcore.process import groups

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen(["sleep", "600"])
print(child.pid, flush=True)
time.sleep(600)
"""
PARENT = """
import os, sys, time
from mlcore.process.groups import lead_group
parent = os.getpid()
pid = os.fork()
if pid == 0:
    lead_group(parent)
    print(os.getpid(), os.getpgid(0), flush=True)
    time.sleep(600)
time.sleep(600)
"""


def until(condition: Callable[[], bool]) -> None:
    """Wait for *condition*; the test's own limit ends a hopeless wait."""
    while not condition():
        time.sleep(0.01)


def readline(process: subprocess.Popen[bytes]) -> list[int]:
    assert process.stdout is not None
    return [int(word) for word in process.stdout.readline().split()]


def test_start_time_is_the_kernels() -> None:
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    child = subprocess.Popen(["sleep", "600"])
    try:
        assert uptime - 0.02 <= groups.start_time(child.pid) <= uptime + 30
        assert groups.start_time(os.getpid()) < groups.start_time(child.pid)
    finally:
        child.kill()
        child.wait()
    assert groups.start_time(child.pid) == 0.0


def test_alive_means_the_same_process_and_no_zombie() -> None:
    child = subprocess.Popen(["sleep", "600"])
    started = groups.start_time(child.pid)
    assert groups.alive(child.pid, started)
    assert not groups.alive(child.pid, started + 0.01)
    child.kill()
    until(lambda: not groups.alive(child.pid, started))
    assert groups.start_time(child.pid) == started  # still a zombie
    child.wait()
    assert not groups.alive(child.pid, started)


def test_a_name_with_brackets_and_spaces(tmp_path: Path) -> None:
    odd = tmp_path / "a) Z 1 (b"
    odd.symlink_to("/bin/sleep")
    child = subprocess.Popen([odd, "600"])
    try:
        assert groups.alive(child.pid, groups.start_time(child.pid))
    finally:
        child.kill()
        child.wait()


@pytest.mark.parametrize("grace", [0.0, 0.2])
def test_kill_group_ends_the_stubborn_and_their_children(grace: float) -> None:
    process = groups.start_group([sys.executable, "-c", STUBBORN])
    [grandchild] = readline(process)
    assert set(groups.members(process.pid)) == {process.pid, grandchild}
    groups.kill_group(process.pid, grace)
    assert groups.members(process.pid) == ()
    assert process.wait() == -signal.SIGKILL


def test_kill_group_asks_politely_first() -> None:
    process = groups.start_group(["sleep", "600"])
    groups.kill_group(process.pid, grace=60.0)
    assert process.wait() == -signal.SIGTERM


def test_a_group_that_is_gone_is_no_error() -> None:
    process = groups.start_group(["true"])
    process.wait()
    groups.kill_group(process.pid, grace=1.0)


def test_start_group_talks_and_sets_variables() -> None:
    script = "import os; print(os.environ['ADDED'] + input(), os.getpgid(0) == os.getpid())"
    process = groups.start_group([sys.executable, "-c", script], environ={"ADDED": "x"})
    assert process.communicate(b"y\n")[0] == b"xy True\n"


def test_a_forked_child_dies_with_its_parent() -> None:
    process = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    child, group = readline(process)
    started = groups.start_time(child)
    assert child == group != process.pid
    process.kill()
    process.wait()
    until(lambda: not groups.alive(child, started))


def test_a_child_whose_parent_is_gone_already_ends_itself() -> None:
    script = "from mlcore.process.groups import die_with_parent as d; d(1 << 22); print('lives')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, b"")
