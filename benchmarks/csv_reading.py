"""Reading a large CSV: seconds against pandas 2.3 in its own environment, and memory.

``python benchmarks/csv_reading.py [ROWS] [ROUNDS]``; 2,000,000 rows of 20 columns are about 600 MB.
Both read the same file in turn and parse its dates; ours also checks that no cell changes, counts
distinct values and stores the table as Parquet.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import _project  # noqa: F401  (the project's packages are found)
import numpy as np
import polars as pl
from _peers import environment

PEER = """
import sys, time, pandas
start = time.perf_counter()
pandas.read_csv(sys.argv[1], engine="c", parse_dates=["when", "day"])
print(time.perf_counter() - start)
"""
LIMIT = 0.35
MEGABYTES = 400


def table(rows: int, path: Path) -> None:
    """Write *rows* × 20: numbers, decimals, dates, categories, codes, words; some gaps."""
    rng = np.random.default_rng(0)
    start = np.datetime64("2020-01-01T00:00:00", "ms")
    columns: dict[str, object] = {"id": np.arange(rows) + 10_000_000}
    columns["when"] = start + rng.integers(0, 10**8, rows) * np.timedelta64(1000, "ms")
    columns["day"] = start + rng.integers(0, 8000, rows) * np.timedelta64(86_400_000, "ms")
    columns |= {f"whole {i}": rng.integers(-(10**6), 10**9, rows) for i in range(5)}
    columns |= {f"decimal {i}": rng.normal(0, 1000, rows) for i in range(6)}
    columns |= {f"price {i}": rng.gamma(2, 50, rows).round(2) for i in range(2)}
    columns["category"] = rng.choice([f"category {i} of many" for i in range(200)], rows)
    columns["code"] = [f"K-{i}" for i in rng.integers(0, 10**6, rows)]
    columns["flag"] = rng.random(rows) < 0.3
    columns["words"] = [f"some words and the number {i}" for i in rng.integers(0, 10**7, rows)]
    frame = pl.DataFrame(columns).with_columns(pl.col("day").cast(pl.Date))
    gap = pl.Series(rng.random(rows) < 0.05)
    gaps = (pl.when(~gap).then(pl.col(name)).alias(name) for name in ("whole 0", "decimal 0"))
    frame.with_columns(*gaps).write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S")


def theirs(python: Path, path: Path) -> float:
    said = subprocess.run([python, "-c", PEER, path], check=True, capture_output=True, text=True)
    return float(said.stdout)


def resident(process: int | str = "self") -> float:
    """Return the memory of *process*, in MB; 0 when it is gone."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def children(process: int) -> list[int]:
    """Return the processes that *process* and its children started."""
    try:
        lists = Path(f"/proc/{process}/task").glob("*/children")
        own = [int(child) for found in lists for child in found.read_text("ascii").split()]
    except OSError:
        return []
    return own + [below for child in own for below in children(child)]


@dataclass
class Highest:
    """The largest memory seen, in MB: of this process, and of the largest it started."""

    own: float = field(default_factory=resident)
    child: float = 0.0

    def look(self) -> None:
        self.own = max(self.own, resident())
        self.child = max([self.child, *map(resident, children(os.getpid()))])


@contextmanager
def highest() -> Iterator[Highest]:
    """Yield the largest memory seen while the block runs."""
    seen, done = Highest(), threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            seen.look()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def ours(path: Path, folder: Path) -> tuple[float, float, float]:
    """Return the seconds of a read into a store, how much this process grew, its child's MB."""
    from mlcore.data.read import read
    from mlcore.settings import Settings
    from mlcore.store.objects import Objects

    with tempfile.TemporaryDirectory(dir=folder) as home, highest() as memory:
        start, before = time.perf_counter(), resident()
        read(path, Objects(Path(home) / "objects"), settings=Settings(home=Path(home)))
        return time.perf_counter() - start, memory.own - before, memory.child


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "large.csv"
        table(rows, path)
        table(10_000, path.with_name("small.csv"))
        python = environment(folder / "peer", ("pandas==2.3.*", "numpy<2.4"))
        print(f"{path.stat().st_size / 1e6:,.0f} MB, load {os.getloadavg()[0]:.1f}")
        ratios, grown = [], []
        ours(path.with_name("small.csv"), folder)  # starts the server of the children
        for _ in range(rounds):
            other = theirs(python, path)
            seconds, growth, child = ours(path, folder)
            ratios.append(seconds / other)
            grown.append(growth)
            load = f"child {child:.0f} MB, load {os.getloadavg()[0]:.1f}"
            print(f"pandas 2.3 {other:.2f} s, Loupe {seconds:.2f} s, grew {growth:.0f} MB, {load}")
    told = "kept" if median(ratios) <= LIMIT else "missed"
    print(f"ratio {median(ratios):.2f} (promised {LIMIT}: {told})")
    told = "kept" if max(grown) <= MEGABYTES else "missed"
    print(f"memory {max(grown):.0f} MB (promised {MEGABYTES}: {told})")


if __name__ == "__main__":
    main()
