"""Several worker processes on one socket: a dead one is replaced, all are stopped together.

They agree through the database: what one commits, the others see with their next request.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import asdict

from mlcore.serving.listen import Listen
from mlcore.settings import Settings

PAUSE_SECONDS = 1.0
"""Between deaths of workers: one that cannot start is not started a hundred times a second."""
LEAVE_SECONDS = 20.0


def run(settings: Settings, listen: Listen, listener: socket.socket) -> None:
    """Keep *listen.workers* processes answering until this one is told to stop.

    Parameters
    ----------
    settings : Settings
        Of all of them.
    listen : Listen
        How many, and what protects them.
    listener : socket.socket
        What they share.
    """
    told = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: told.set())
    workers = [_start(settings, listen, listener) for _ in range(listen.workers)]
    while not told.wait(0.2):
        for at, worker in enumerate(workers):
            if worker.poll() is not None:
                print(f"Worker {worker.pid} ended; another takes its place.", file=sys.stderr)
                told.wait(PAUSE_SECONDS)
                workers[at] = _start(settings, listen, listener)
    _end(workers)


def _start(settings: Settings, listen: Listen, listener: socket.socket) -> subprocess.Popen[bytes]:
    given = {"settings": asdict(settings) | {"home": str(settings.home)}, "listen": asdict(listen)}
    number = listener.fileno()
    return subprocess.Popen(
        [sys.executable, "-m", "mlcore.serving.worker", str(number)],
        env={**os.environ, "LOUPE_WORKER": json.dumps(given), "OMP_NUM_THREADS": "1"},
        pass_fds=[number],
    )


def _end(workers: list[subprocess.Popen[bytes]]) -> None:
    """Tell all to stop, and kill those that don't in time."""
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    end = time.monotonic() + LEAVE_SECONDS
    for worker in workers:
        try:
            worker.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
