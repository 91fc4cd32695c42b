"""Setting up says what is missing, in one command, before it changes anything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("cut", "cat", "dirname", "id", "readlink", "sha256sum", "touch", "tr")
BROKER = () if Path("/usr/sbin/mosquitto").exists() else ("mosquitto",)  # on nobody's PATH
SERVERS = " ".join(("redis-server", *BROKER))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the set-up with nothing installed, and nothing else on its PATH."""
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    for name in ("requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "bin").mkdir()
    for name in TOOLS:
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    return tmp_path


def _command(project: Path, name: str, body: str) -> None:
    file = project / "bin" / name
    file.unlink(missing_ok=True)
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


def _person(project: Path, uid: int) -> None:
    _command(project, "id", f"echo {uid}")


def _set_up(project: Path, part: str, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHON"}
    return subprocess.run(
        ["/bin/sh", str(project / "tools" / "setup.sh"), part],
        env={**kept, "PATH": str(project / "bin"), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_root_it_prints_the_one_command(project: Path) -> None:
    _person(project, 1000)
    _command(project, "apt-get", "echo must not run; exit 1")
    done = _set_up(project, "test")
    assert done.returncode == 1
    assert "sudo apt-get update && sudo apt-get install -y python3 python3-venv" in done.stderr
    assert done.stderr.rstrip().endswith(f"chromium {SERVERS}")
    assert not (project / ".venv").exists()


def test_running_does_not_ask_for_the_browser(project: Path) -> None:
    _person(project, 1000)
    _command(project, "apt-get", "exit 1")
    assert "chromium" not in _set_up(project, "run").stderr


def test_with_root_it_installs_what_is_missing_and_looks_again(project: Path) -> None:
    _person(project, 0)
    _command(project, "apt-get", f'echo "$@" >> {project}/asked')
    done = _set_up(project, "test", PYTHON=sys.executable)
    assert (project / "asked").read_text().splitlines() == [
        "update -qq",
        "install -y -qq --no-install-recommends chromium",
    ]
    assert done.returncode == 1
    assert "still missing after installing: chromium" in done.stderr


def test_servers_that_cannot_be_had_are_named_and_nothing_stops(project: Path) -> None:
    _person(project, 0)
    _installed(project, "requirements-dev.lock")
    _command(project, "chromium", "exit 0")
    _command(project, "apt-get", f'echo "$@" >> {project}/asked; exit 100')
    done = _set_up(project, "test", PYTHON=sys.executable)
    assert done.returncode == 0
    assert (project / "asked").read_text() == "update -qq\n"
    assert f"without {SERVERS} the tests that need it are skipped" in done.stdout


def test_a_python_that_does_not_suit_is_refused(project: Path) -> None:
    _command(project, "python3.9", "exit 1")
    done = _set_up(project, "run", PYTHON="python3.9")
    assert done.returncode == 1
    assert "PYTHON=python3.9 is not a working Python 3.11, 3.12 or 3.13" in done.stderr


def test_an_unknown_part_is_refused(project: Path) -> None:
    assert _set_up(project, "everything").returncode == 2


def test_the_second_time_does_nothing(project: Path) -> None:
    _installed(project, "requirements.lock")
    done = _set_up(project, "run", PYTHON=sys.executable)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def _installed(project: Path, lock: str) -> None:
    """Make what is left behind when *lock* has been installed."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", project / ".venv"], check=True)
    stamp = subprocess.run(
        ["/bin/sh", "-c", f"cat {lock} .venv/pyvenv.cfg | sha256sum | cut -c 1-16"],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (project / ".venv" / f".ready-{stamp}").touch()
