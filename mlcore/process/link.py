"""The parent's end of the line to a fork server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mlcore.process.groups import kill_group, start_group
from mlcore.process.readable import readable

_ROOT = Path(__file__).resolve().parents[2]
_POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_ONE_THREAD = {
    **dict.fromkeys(_POOLS, "1"),
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # or importing pyarrow starts one,
    "_RJEM_MALLOC_CONF": "background_thread:false",  # and importing polars another
}


class Link:
    """A running fork server.

    Start it from a thread that lives as long as it is needed: it dies with that thread.

    Parameters
    ----------
    entry : str
        ``"module:function"``, called in each child with *context* and the message.
    context : dict
        JSON values.
    preload : iterable of str
        Modules to import before the first child; those not installed are left out.
    log : Path
        Where the server's warnings go.
    environ : mapping or None
        All its variables; None: those of this process.
    """

    def __init__(
        self,
        entry: str,
        context: Mapping[str, Any],
        preload: Iterable[str],
        *,
        log: Path,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        command = [sys.executable, "-P", "-m", "mlcore.process.forkserver", str(os.getpid())]
        around = os.environ if environ is None else environ
        with log.open("ab") as file:
            self.process = start_group(command, environ=_environ(around), stderr=file)
        self.ready = False
        self.threads = 0
        self._rest = b""
        self.send(entry=entry, context=context, preload=list(preload))

    @property
    def pid(self) -> int:
        """The fork server's process id."""
        return self.process.pid

    @property
    def dead(self) -> bool:
        """True once the fork server has ended."""
        return self.process.poll() is not None

    def send(self, **message: Any) -> None:
        """Send a message; one that no longer arrives is noticed as :attr:`dead`."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
        except BrokenPipeError:
            return

    def receive(self, seconds: float) -> list[dict[str, Any]]:
        """Return the messages that arrive within *seconds*, as soon as there are some."""
        assert self.process.stdout is not None
        if not readable((self.process.stdout.fileno(),), seconds):
            return []
        data = os.read(self.process.stdout.fileno(), 65536)
        if not data:
            self.process.wait()
        *lines, self._rest = (self._rest + data).split(b"\n")
        messages = [json.loads(line) for line in lines]
        for message in messages:
            self.ready = self.ready or message.get("ready", False)
            self.threads = message.get("threads", self.threads)
        return messages

    def close(self) -> None:
        """End the fork server and, with it, every child it runs."""
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()
        if not self.ready:
            self.process.kill()  # still importing: it has no children, and would not hear
        try:
            self.process.wait(2.0)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGTERM)
            kill_group(self.process.pid, grace=0.5)
            self.process.wait()


def _environ(around: Mapping[str, str]) -> dict[str, str]:
    path = os.pathsep.join(filter(None, (str(_ROOT), around.get("PYTHONPATH", ""))))
    return {**around, **_ONE_THREAD, "PYTHONPATH": path}
