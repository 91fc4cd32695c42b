"""What the limited children of the tests do."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from mlcore.errors import LoupeError, Message, Where
from mlcore.process.watch import Mark, note

TORN = Message("torn", "The file stops at row {row}.", "Choose another file.")


def environment(request: dict[str, Any], place: Path) -> dict[str, Any]:
    raw = Path("/proc/self/environ").read_bytes().decode()
    return {"mine": dict(os.environ), "kernel": raw, "cwd": os.getcwd(), "pid": os.getpid()}


def echo(request: dict[str, Any], place: Path) -> dict[str, Any]:
    (place / "made.txt").write_text(request["text"])
    return {"text": request["text"], "left": sorted(path.name for path in place.iterdir())}


def knows(request: dict[str, Any], place: Path) -> bool:
    return request["module"] in sys.modules


def refuse(request: dict[str, Any], place: Path) -> None:
    raise LoupeError(TORN, Where(file="a.csv", row=7), row=7)


def fail(request: dict[str, Any], place: Path) -> None:
    raise RuntimeError("0x7f password=hunter2")


def crash(request: dict[str, Any], place: Path) -> None:
    os.kill(os.getpid(), request["signal"])


def hog(request: dict[str, Any], place: Path) -> None:
    held = []
    while True:
        held.append(os.urandom(10_000_000))
        time.sleep(request.get("pause", 0.005))


def burst(request: dict[str, Any], place: Path) -> int:
    return len(bytearray(request["size"]))


def sleep(request: dict[str, Any], place: Path) -> None:
    (place / "pid").write_text(str(os.getpid()))
    time.sleep(600)


def spin(request: dict[str, Any], place: Path) -> None:
    while True:
        pass


def forge(request: dict[str, Any], place: Path) -> None:
    (place / "answer.json").write_text(request["text"])
    os._exit(0)


def polars(request: dict[str, Any], place: Path) -> float:
    import polars as pl

    frame = pl.DataFrame({"a": range(100_000)})
    frame.write_parquet(place / "t.parquet")
    found = (
        pl.scan_parquet(place / "t.parquet").group_by(k=pl.col("a") % 7).agg(s=pl.col("a").sum())
    )
    return float(found.collect()["s"].sum())


def step(request: dict[str, Any], place: Path) -> dict[str, Any]:
    """Note one unit after the other until a file appears, or for good."""
    done, until = 0, Path(request["until"])
    while not until.exists():
        done += 1
        note(place, Mark(done, request["total"], "bytes"))
        time.sleep(0.01)
    return {"done": done}
