"""Environments of their own, for what has to work beside other packages than ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def environment(folder: Path, *wanted: str) -> Path:
    """Make an environment below *folder*, install what is *wanted*, and return its Python.

    Parameters
    ----------
    folder : Path
        Where; it becomes ``env`` in it.
    wanted : str
        As ``pip install`` takes it.
    """
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.exists() else shutil.which("uv")
    python = folder / "env" / "bin" / "python"
    if uv is None:
        commands = [
            [sys.executable, "-m", "venv", "env"],
            [str(python), "-m", "pip", "install", "-q", *wanted],
        ]
    else:
        commands = [
            [uv, "venv", "-q", "--python", sys.executable, "env"],
            [uv, "pip", "install", "-q", *wanted],
        ]
    for command in commands:
        environ = {**os.environ, "VIRTUAL_ENV": str(folder / "env")}
        subprocess.run(command, cwd=folder, env=environ, check=True)
    return python
