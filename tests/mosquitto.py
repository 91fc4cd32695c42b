"""A real MQTT broker that a test starts itself, on the loopback interface only."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest


class Mosquitto:
    """A broker that writes down its sessions, so that they survive :meth:`stop`."""

    def __init__(self, folder: Path, access: str = "allow_anonymous true") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"mqtt://127.0.0.1:{self.port}"
        self._folder = folder
        user = "root" if os.geteuid() == 0 else ""
        lines = (
            f"listener {self.port} 127.0.0.1", access, "persistence true",
            f"persistence_location {folder}/", "max_queued_messages 100000",
            f"user {user}" if user else "",
        )  # fmt: skip
        (folder / "broker.conf").write_text("\n".join(lines) + "\n")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin")
        if program is None:
            pytest.skip("there is no mosquitto here: tools/setup.sh test installs it")
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [program, "-c", str(self._folder / "broker.conf")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_tests,  # noqa: PLW1509 - one prctl, no locks
            )
        while not self._answers():
            assert self._process.poll() is None, (self._folder / "log").read_text()
            time.sleep(0.02)

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(20)
            self._process = None

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def _die_with_tests() -> None:
    ctypes.CDLL(None).prctl(1, int(signal.SIGKILL), 0, 0, 0)
