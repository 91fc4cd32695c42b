"""Environments of the peers: each its own, so that none decides what another may use."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def environment(folder: Path, packages: Sequence[str]) -> Path:
    """Return the Python of the environment in *folder*, made with *packages* when not there."""
    python = folder / "bin" / "python"
    if not python.exists():
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "venv", "-q", "-p", "3.11", folder], check=True)
        subprocess.run([uv, "pip", "install", "-q", "-p", python, *packages], check=True)
    return python
