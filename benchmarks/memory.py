"""What a training was promised to need in memory, and what it needed.

    .venv/bin/python benchmarks/memory.py [CASE …]

Cases: small (4,000 × 15), adult (39,073 × 15, fourteen models), limited (the same with a time
limit, each fit in a process of its own), texts (20,000 rows with a column of sentences), wide
(200,000 × 57, six categories of up to 1,000 levels). The peak is that of the whole session, shared
pages counted once. Promised is that the peak stays below what was told before the start, and that
no less than a quarter of it is needed: else trainings would be refused that hold.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
LEAST = 0.25
ALL = (
    "dummy", "logistic", "ridge", "lasso", "elastic_net", "naive_bayes", "linear_svm", "knn",
    "tree", "forest", "extra_trees", "adaboost", "hist_gradient_boosting", "lightgbm", "greedy",
)  # fmt: skip
FAST = ("dummy", "logistic", "ridge", "naive_bayes", "tree", "hist_gradient_boosting", "lightgbm")
CASES: dict[str, tuple[int, tuple[str, ...], float | None]] = {
    "small": (4_000, ALL, None),
    "adult": (39_073, ALL, None),
    "limited": (39_073, ("dummy", "logistic", "hist_gradient_boosting", "lightgbm"), 15.0),
    "texts": (20_000, FAST, None),
    "wide": (200_000, FAST, None),
}


def main() -> None:
    """Measure the cases and print a table."""
    from leaderboard import child

    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("cases", nargs="*", choices=(*CASES, []), default=[])
    asked = words.parse_args().cases or list(CASES)
    print(f"\nload {os.getloadavg()[0]:.1f}\n\n| table | promised MB | peak MB | peak / promised |")
    print("|---|---:|---:|---:|")
    for name in asked:
        with tempfile.TemporaryDirectory() as place:
            child(sys.executable, "prepare", name, place, script=Path(__file__))
            found = child(sys.executable, "measure", name, place, script=Path(__file__))
        share = found["peak_mb"] / found["promised_mb"]
        kept = "kept" if LEAST <= share <= 1 else "**missed**"
        cells = f"{found['promised_mb']:,.0f} | {found['peak_mb']:,.0f} | {share:.2f} ({kept})"
        print(f"| {name} | {cells} |", flush=True)


def table(name: str, rows: int) -> pd.DataFrame:
    """Return the table of a case."""
    import _adult
    from leaderboard import wide

    if name == "wide":
        return wide(rows).rename(columns={"answer": "income"})
    frame = _adult.table(rows)
    if name == "texts":
        words = np.array([f"word{i}" for i in range(3000)], object)
        drawn = np.random.default_rng(0).zipf(1.3, (rows, 12)) % len(words)
        frame["remark"] = [" ".join(words[row]) for row in drawn]
    return frame


def prepare(name: str, place: str) -> dict[str, Any]:
    """Keep the table as a data set of ours: making and reading it need memory of their own."""
    from mlcore.data.read import read
    from mlcore.store.objects import Objects

    path = Path(place) / "table.parquet"
    table(name, CASES[name][0]).to_parquet(path)
    data = read(path, Objects(Path(place) / "objects"))
    (Path(place) / "data.pickle").write_bytes(pickle.dumps(data))
    return {}


def measure(name: str, place: str) -> dict[str, Any]:
    """Train, and return what was promised before."""
    from mlcore.cleaning.recipe import Recipe
    from mlcore.training.memory import check_memory
    from mlcore.training.problem import pose
    from mlcore.training.train import train
    from mlcore.types import Plan

    _, models, seconds = CASES[name]
    data = pickle.loads((Path(place) / "data.pickle").read_bytes())
    plan = Plan("income", "binary", "roc_auc", holdout=0.0, models=models, seconds=seconds)
    promised = check_memory(pose(data, plan, Recipe()), threads=2)
    train(data, plan, threads=2)
    return {"promised_mb": promised.total / 2**20}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if sys.argv[1:2] in (["measure"], ["prepare"]):
        print(json.dumps({"measure": measure, "prepare": prepare}[sys.argv[1]](*sys.argv[2:])))
    else:
        main()
