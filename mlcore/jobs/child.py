"""A job's own process, from the moment after the fork to its end."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from mlcore.jobs.run import execute
from mlcore.process.child import write_to
from mlcore.settings import Settings
from mlcore.store.store import Store

_NICE = 10


def run_child(context: dict[str, Any], message: dict[str, Any]) -> None:
    """Run a claimed job in this freshly forked process, a group of its own.

    Parameters
    ----------
    context : dict
        ``settings`` of the supervisor, as JSON values.
    message : dict
        ``run``: which job; ``owner``: on whose behalf.
    """
    values = context["settings"]
    settings = Settings(**{**values, "home": Path(values["home"])})
    os.nice(_NICE)
    write_to(settings.home / "logs" / "jobs" / f"{message['run']}.log")
    execute(Store.open(settings), message["run"], message["owner"], on_lost=_vanish)


def _vanish() -> None:
    os.killpg(0, signal.SIGKILL)
