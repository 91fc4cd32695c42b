"""Who runs a job: a process, named so that anyone can tell whether it still lives."""

from __future__ import annotations

import os
import secrets
import socket
from functools import cache
from pathlib import Path

from mlcore.process.groups import alive, start_time

PATIENCE = 10.0
"""Seconds without a heartbeat after which a job counts as interrupted."""


def new_owner() -> str:
    """Return a name for one supervisor of this process; no two are alike."""
    pid = os.getpid()
    return f"{_host()} {pid} {start_time(pid)} {secrets.token_hex(4)}"


def is_here(owner: str) -> bool:
    """Tell whether *owner* is, or was, a process of this machine since it started."""
    return owner.partition(" ")[0] == _host()


def is_alive(owner: str, heartbeat: float, now: float) -> bool:
    """Tell whether *owner* still lives.

    On this machine its process is looked up; elsewhere only the heartbeat speaks for it.

    Parameters
    ----------
    owner : str
        As made by :func:`new_owner`.
    heartbeat : float
        When it last wrote one.
    now : float
        The time.
    """
    if is_here(owner):
        _, pid, started, _ = owner.split(" ")
        return alive(int(pid), float(started))
    return now - heartbeat <= PATIENCE


@cache
def _host() -> str:
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    namespace = os.readlink("/proc/self/ns/pid").strip("pid:[]")
    return f"{socket.gethostname()}/{boot}/{namespace}".replace(" ", "_")
