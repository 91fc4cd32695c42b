"""Understand on a large table, and the first explanation beside explainerdashboard.

    .venv/bin/python benchmarks/understand.py [slices|large|peer …] [--rows 1000000]
        [--simulations 200] [--environments DIR]

``slices``: a bad group planted into 5,000 rows is the first one reported in at least 9 of 10
tables, and at least 95 of 100 tables without one report none (skewed losses).
``large``: everything the page asks of one model of 1,000,000 × 50 rows, in a fresh process;
promised are 60 s and 1 GB at the peak. ``peer``: from a cold process with the model and 2,000 rows
on disk to the mean SHAP values of these rows, in turn; promised is a fifth of seconds and memory.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import _peers

CHILD = Path(__file__).with_name("_understand_child.py")
PACKAGES = ("explainerdashboard", "joblib", "setuptools<81")
MOST_SECONDS, MOST_MEGABYTES, SHARE = 60, 1024, 0.2


def main() -> None:
    """Print the tables that the command line asks for."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("parts", nargs="*", default=["slices", "large", "peer"])
    words.add_argument("--simulations", type=int, default=200)
    words.add_argument("--rows", type=int, default=1_000_000)
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--environments", type=Path)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for part in asked.parts:
            {"slices": slices, "large": large, "peer": peer}[part](asked, Path(folder) / part)


def slices(asked: argparse.Namespace, folder: Path) -> None:
    """Count the tables in which the planted group is first, and those that report nothing."""
    folder.mkdir()
    found = child(sys.executable, "slices", str(asked.simulations))
    first, none = found["first"], found["none"]
    print(f"\nWorst rows, {asked.simulations} tables of 5,000 × 8 each\n")
    print("| what | share | |\n|---|---:|---|")
    print(f"| planted group first (promised 90%) | {first:.1%} | {_kept(first >= 0.9)} |")
    print(f"| none where there is none (promised 95%) | {none:.1%} | {_kept(none >= 0.95)} |",
          flush=True)  # fmt: skip


def large(asked: argparse.Namespace, folder: Path) -> None:
    """Make a run, then ask for everything in a process of its own."""
    folder.mkdir()
    child(sys.executable, "table", str(folder), str(asked.rows))
    found = child(sys.executable, "ask", str(folder))
    print(f"\nUnderstand, {asked.rows:,} × 50, load {os.getloadavg()[0]:.1f}\n", flush=True)
    print("| part | seconds | of a core |\n|---|---:|---:|")
    for name, (seconds, worked) in found["parts"].items():
        print(f"| {name} | {seconds:.2f} | {worked:.2f} |")
    total, work = (sum(one[at] for one in found["parts"].values()) for at in (0, 1))
    peak, limit = found["peak_mb"], f"promised {MOST_SECONDS} s"
    print(f"| **all** ({limit}) | {total:.1f} | {work:.1f} {_kept(work <= MOST_SECONDS)} |")
    print(f"| **peak** (promised {MOST_MEGABYTES} MB) | {peak:,.0f} MB | "
          f"{_kept(peak <= MOST_MEGABYTES)} |", flush=True)  # fmt: skip


def peer(asked: argparse.Namespace, folder: Path) -> None:
    """Explain the same rows of the same model, in turn."""
    folder.mkdir()
    place = (asked.environments or folder) / "explainer"
    other = str(_peers.environment(place, PACKAGES))
    child(sys.executable, "prepare", str(folder))
    same = child(other, "prepare_peer", str(folder))
    print(f"\nsame model: answers at most {same['apart']:.1e} apart", flush=True)
    seen: dict[str, list[dict[str, Any]]] = {"loupe": [], "explainerdashboard": []}
    for _ in range(asked.rounds):
        seen["loupe"].append(child(sys.executable, "loupe", str(folder)))
        seen["explainerdashboard"].append(child(other, "explainerdashboard", str(folder)))
    first = {name: one[0]["first"] for name, one in seen.items()}
    print(f"\nFirst explanation, 2,000 rows × 14, load {os.getloadavg()[0]:.1f}; "
          f"furthest column: {first}\n")  # fmt: skip
    print("| who | seconds | of a core | peak MB |\n|---|---:|---:|---:|")
    middle = {
        name: [median(one[key] for one in ones) for key in ("seconds", "core", "peak_mb")]
        for name, ones in seen.items()
    }
    for name, (seconds, core, peak) in middle.items():
        print(f"| {name} | {seconds:.2f} | {core:.2f} | {peak:,.0f} |")
    ratios = [a / b for a, b in zip(*middle.values(), strict=True)]
    told = [f"{ratio:.2f} {_kept(ratio <= SHARE)}" for ratio in ratios]
    print(f"| ratio (promised {SHARE}) | {told[0]} | {told[1]} | {told[2]} |", flush=True)


def child(python: str, *words: str) -> dict[str, Any]:
    """Run a part in a process of its own and return what it says."""
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [python, CHILD, *words], check=True, stdout=subprocess.PIPE, text=True, env=env
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _kept(kept: bool) -> str:
    return "kept" if kept else "**missed**"


if __name__ == "__main__":
    main()
