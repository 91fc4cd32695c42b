"""The same plan in threads of one process and on a Dask cluster of two processes, alternately.

    .venv/bin/python benchmarks/cluster.py [--rounds 3] [--rows 39073]

The table is made up, of the size and shape of adult; the cluster is there before the clock starts,
and both have ranked a few rows first. What is promised is the cluster's wall as a multiple of one
machine's; processor seconds stand beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
PIN = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
MODELS = ("dummy", "logistic", "ridge", "naive_bayes", "tree", "forest", "lightgbm")
BAR, WARM = 1.25, 400
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print the table."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--rows", type=int, default=39_073)
    asked = words.parse_args()
    for name, value in PIN.items():
        if os.environ.get(name) != value:
            os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **PIN})
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as place:
        tables = _tables(Path(place), asked.rows)
        from distributed import LocalCluster

        with LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1",
            dashboard_address=None,
        ) as made:  # fmt: skip
            show(measure(tables, made.scheduler_address, asked.rounds))


def _tables(place: Path, rows: int) -> list[Any]:
    """Return a few rows and all of them as data sets of ours."""
    import _adult

    from mlcore.data.read import read
    from mlcore.store.objects import Objects

    frame, made = _adult.table(rows), []
    for count in (WARM, rows):
        frame.head(count).to_parquet(place / f"{count}.parquet")
        made.append(read(place / f"{count}.parquet", Objects(place / "objects")))
    return made


def measure(tables: list[Any], address: str, rounds: int) -> dict[str, list[dict[str, float]]]:
    """Return wall and processor seconds of both, in rounds that alternate."""
    from mlcore.training.train import train
    from mlcore.types import Plan

    found: dict[str, list[dict[str, float]]] = {"here": [], "there": []}
    plan = Plan("income", "binary", "roc_auc", folds=5, holdout=0.0, models=MODELS)
    bits = set()
    for table, counts in ((tables[0], False), *[(tables[1], True)] * rounds):
        for where, scheduler in (("here", ""), ("there", address)):
            os.environ["LOUPE_SCHEDULER"] = scheduler
            wall, cpu = perf_counter(), _cpu()
            run = train(table, plan, threads=2)
            took = {"seconds": perf_counter() - wall, "cpu": _cpu() - cpu}
            if counts:
                found[where].append(took)
                bits.add(tuple(trial.fold_scores for trial in run.trials))
    if len(bits) != 1:
        raise SystemExit("The cluster gave other numbers.")
    return found


def _cpu() -> float:
    """Return what this process and its descendants have used, those that ended included."""
    told = subprocess.run(
        ["ps", "-o", "pid=,ppid=", "-A"], capture_output=True, text=True, check=True
    ).stdout
    parents = {int(pid): int(parent) for pid, parent in map(str.split, told.splitlines())}
    mine, ticks = {os.getpid()}, 0
    while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
        mine |= more
    for pid in mine:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / TICKS


def show(found: dict[str, list[dict[str, float]]]) -> None:
    """Print both and their ratio."""
    load, rounds = os.getloadavg()[0], len(found["here"])
    print(f"\n{len(MODELS)} models × 5 folds, {rounds} rounds, load {load:.1f}\n")
    print("| where | seconds | processor seconds |\n|---|---:|---:|")
    for where, name in (("here", "two threads of one process"), ("there", "Dask, two processes")):
        cells = (f"{median(one[key] for one in found[where]):.1f}" for key in ("seconds", "cpu"))
        print(f"| {name} | {' | '.join(cells)} |")
    for key, bar in (("seconds", BAR), ("cpu", None)):
        pairs = [b[key] / a[key] for a, b in zip(found["here"], found["there"], strict=True)]
        share = median(pairs)
        promised = f" (≤ {bar}: {'kept' if share <= bar else '**missed**'})" if bar else ""
        print(f"\n{key}, Dask / here: {share:.2f} [{min(pairs):.2f}–{max(pairs):.2f}]{promised}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
