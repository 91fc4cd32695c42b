"""A job's own process, from the moment after the fork to its end."""

from __future__ import annotations

import faulthandler
import os
import signal
from pathlib import Path

from mlcore.jobs.run import execute
from mlcore.process.groups import lead_group
from mlcore.settings import Settings
from mlcore.store.store import Store

_NICE = 10
_RESET = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGPIPE)


def run_child(settings: Settings, job_id: str, owner: str, parent: int) -> None:
    """Run a claimed job in this freshly forked process, a group of its own.

    Parameters
    ----------
    settings : Settings
        Of the supervisor.
    job_id, owner : str
        Which job, on whose behalf.
    parent : int
        The fork server's process id; this process dies with it.
    """
    signal.set_wakeup_fd(-1)
    for number in _RESET:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    lead_group(parent)
    os.nice(_NICE)
    _write_to(settings.home / "logs" / "jobs" / f"{job_id}.log")
    execute(Store.open(settings), job_id, owner, on_lost=_vanish)


def _write_to(log: Path) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    null = os.open(os.devnull, os.O_RDONLY)
    for source, standard in ((null, 0), (descriptor, 1), (descriptor, 2)):
        os.dup2(source, standard)
    os.closerange(3, max(descriptor, null) + 1)
    faulthandler.enable(2)


def _vanish() -> None:
    os.killpg(0, signal.SIGKILL)
