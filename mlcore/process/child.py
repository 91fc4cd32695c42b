"""The first moments of a process that was just forked from the warm one."""

from __future__ import annotations

import faulthandler
import importlib
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mlcore.process.groups import lead_group

_RESET = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGPIPE)
Entry = Callable[[dict[str, Any], dict[str, Any]], None]
"""What a child does, given the context of its server and the message that asked for it."""


def begin(parent: int) -> None:
    """Forget the server's signal handlers, lead a group of its own, die with *parent*."""
    signal.set_wakeup_fd(-1)
    for number in _RESET:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    lead_group(parent)


def write_to(log: Path) -> None:
    """Send what is printed, and the traceback of a crash, to the end of *log*.

    Standard input becomes empty; every other open file of the server is closed.
    """
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    null = os.open(os.devnull, os.O_RDONLY)
    for source, standard in ((null, 0), (descriptor, 1), (descriptor, 2)):
        os.dup2(source, standard)
    os.closerange(3, max(descriptor, null) + 1)
    faulthandler.enable(2)


def function(name: str) -> Any:
    """Return what ``"module:function"`` names."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)
