"""An owner is a process, here or elsewhere, that lives or does not."""

from __future__ import annotations

import subprocess
import sys

from mlcore.jobs import owner as module
from mlcore.jobs.owner import PATIENCE, is_alive, is_here, new_owner

SAY = "from mlcore.jobs.owner import new_owner; print(new_owner())"


def test_this_process_lives_whatever_its_heartbeat() -> None:
    owner = new_owner()
    assert is_here(owner)
    assert is_alive(owner, 0.0, 1e9)
    assert owner != new_owner()


def test_a_process_that_ended_does_not() -> None:
    done = subprocess.run([sys.executable, "-c", SAY], capture_output=True, text=True, check=True)
    owner = done.stdout.strip()
    assert is_here(owner)
    assert not is_alive(owner, 1e9, 1e9)


def test_elsewhere_the_heartbeat_speaks() -> None:
    host, rest = new_owner().split(" ", 1)
    owner = f"elsewhere{host} {rest}"
    assert not is_here(owner)
    assert is_alive(owner, 100.0, 100.0 + PATIENCE)
    assert not is_alive(owner, 100.0, 100.1 + PATIENCE)


def test_nobody_is_not_alive() -> None:
    assert not is_alive("", 0.0, 1e9)


def test_the_host_has_no_spaces() -> None:
    assert " " not in module._host()
