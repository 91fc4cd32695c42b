"""How long ``import mlcore`` takes in a fresh interpreter; promised: at most 0.5 s."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from _figures import Figure, show

ROOT = Path(__file__).parents[1]
TIMES = 15


def start(statement: str) -> float:
    """Return the seconds of a fresh interpreter that runs *statement*."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], cwd=ROOT, check=True)
    return time.perf_counter() - begin


def main() -> None:
    start("import mlcore")  # writes the bytecode
    bare = [start("pass") for _ in range(TIMES)]
    loupe = [start("import mlcore") for _ in range(TIMES)]
    show(
        "Importing, fresh interpreter included",
        [Figure("python", bare), Figure("python, import mlcore", loupe, limit=0.5)],
    )


if __name__ == "__main__":
    main()
