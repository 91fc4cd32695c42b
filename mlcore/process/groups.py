"""Process groups on Linux: starting them so that they die with us, and ending them surely."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

_PR_SET_PDEATHSIG = 1
_TICKS = os.sysconf("SC_CLK_TCK")
_DEAD = "ZX"


def start_group(
    command: Sequence[str],
    *,
    environ: Mapping[str, str] | None = None,
    stderr: int | IO[Any] | None = None,
) -> subprocess.Popen[bytes]:
    """Start *command* as the leader of a process group of its own, talking through pipes.

    The command should call :func:`die_with_parent` first of all. Linux counts the *thread*
    that started it as the parent, so start it from one that lives as long as the process.

    Parameters
    ----------
    command : sequence of str
        Program and arguments.
    environ : mapping, optional
        All its variables; None: those of this process.
    stderr : int or file, optional
        As in :class:`subprocess.Popen`.

    Returns
    -------
    subprocess.Popen
        With ``stdin`` and ``stdout`` as unbuffered pipes.
    """
    return subprocess.Popen(
        command,
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=None if environ is None else dict(environ),
        start_new_session=True,
    )


def lead_group(parent: int) -> None:
    """Make a child that was just forked lead a group of its own and die with its parent.

    Parameters
    ----------
    parent : int
        The parent's process id, asked for before the fork.
    """
    os.setsid()
    die_with_parent(parent)


def die_with_parent(parent: int, deadly: int = signal.SIGKILL) -> None:
    """Have the kernel send this process the signal *deadly* when its parent ends.

    Parameters
    ----------
    parent : int
        The process id the parent had; when it is gone already, this process ends at once.
    deadly : int
        Signal to be sent.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(deadly), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def start_time(pid: int) -> float:
    """Return when process *pid* started, in seconds since the machine did; 0.0 without one."""
    found = _stat(pid)
    return int(found[19]) / _TICKS if found else 0.0


def alive(pid: int, started: float) -> bool:
    """Tell whether the process *pid* that started at *started* still runs.

    A zombie does not run, and a later process with the same number is not meant.
    """
    found = _stat(pid)
    return bool(found) and found[0] not in _DEAD and int(found[19]) / _TICKS == started


def members(pgid: int) -> tuple[int, ...]:
    """Return the processes of group *pgid* that still run."""
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    stats = ((pid, _stat(pid)) for pid in pids)
    return tuple(
        pid for pid, found in stats if found and found[0] not in _DEAD and int(found[2]) == pgid
    )


def signal_group(pgid: int, number: int) -> None:
    """Send signal *number* to group *pgid*; nothing happens when it is gone."""
    try:
        os.killpg(pgid, number)
    except (ProcessLookupError, PermissionError):
        return


def kill_group(pgid: int, grace: float) -> None:
    """End every process of group *pgid*: politely, then after *grace* seconds by force.

    Returns when none of them runs any more.
    """
    signal_group(pgid, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while members(pgid):
        if time.monotonic() >= deadline:
            signal_group(pgid, signal.SIGKILL)
        time.sleep(0.01)


def _stat(pid: int) -> list[str]:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()
