"""One booster tuned for some seconds: ours, plain Optuna and FLAML, alternately, in the same run.

    .venv/bin/python benchmarks/tuning.py [--seconds 60] [--rounds 3] [--who WHO …]
                                          [--environments DIR]

The table is adult, as in benchmarks/leaderboard.py; a fifth of its rows is left out and scored at
the end. WHO: optuna (the same LightGBM, space and folds in a scikit-learn pipeline, TPE, no
pruning) and flaml (in an environment of its own, made with uv in a temporary folder or in DIR).
What counts is finished trials as a ratio of ours to plain Optuna's (a trial that was given up
between folds is finished; whole ones are told apart), the hold-out, and the overrun of the limit.
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

from leaderboard import PIN, ChildFailed, environment, table

CHILD = Path(__file__).with_name("_tuning_child.py")
RANKED = Path(__file__).with_name("_leaderboard_child.py")
BAR, OVERRUN = 2.5, 0.03
Runs = dict[str, list[dict[str, Any]]]


def main() -> None:
    """Measure and print the table."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--seconds", type=float, default=60)
    words.add_argument("--who", nargs="*", default=["optuna", "flaml"])
    words.add_argument("--environments", type=Path)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder, places = Path(scratch) / "adult", asked.environments or Path(scratch)
        folder.mkdir()
        table("adult", folder / "all.parquet", places)
        _said(sys.executable, RANKED, "split", str(folder / "all.parquet"), "income", str(folder))
        _said(sys.executable, RANKED, "prepare", str(folder))
        found: Runs = {who: [] for who in ("loupe", *asked.who)}
        for _ in range(asked.rounds):
            for who, runs in found.items():
                ours = who in ("loupe", "optuna")
                try:
                    python = sys.executable if ours else environment(who, places)
                    runs.append(_said(python, CHILD, who, str(folder), str(asked.seconds)))
                except (ChildFailed, subprocess.CalledProcessError) as error:
                    print(f"**{who} failed**, and is left out of this round: {error}", flush=True)
        if not found["loupe"]:
            raise SystemExit("Loupe itself failed in every round.")
        show({who: runs for who, runs in found.items() if runs}, asked.seconds)


def _said(python: str | Path, script: Path, *words: str) -> dict[str, Any]:
    """Run a child and return the JSON of its last line."""
    quiet = {**os.environ, **PIN, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [python, script, *words], env=quiet, capture_output=True, text=True, check=False,
        cwd=tempfile.gettempdir(), start_new_session=True,
    )  # fmt: skip
    if done.returncode:
        raise ChildFailed(f"{words}: {done.stderr[-3000:]}")
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    found: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    return found


def show(found: Runs, seconds: float) -> None:
    """Print who finished how many trials, and what came of it."""
    load = os.getloadavg()[0]
    print(
        f"\none LightGBM on adult, {seconds:g} s, {len(found['loupe'])} rounds, load {load:.1f}\n"
    )
    heads = ("who", "trials (whole)", "ours / theirs", "CPU s a trial", "best CV AUC")
    print(f"| {' | '.join(heads)} | hold-out AUC | overrun |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for who, runs in found.items():
        over = max(run["seconds"] for run in runs) - seconds
        kept = f" (≤ {OVERRUN:.0%} or 1 s: {_kept(over <= max(1.0, OVERRUN * seconds))})"
        cells = (
            f"{_middle(runs, 'trials'):.0f} ({_middle(runs, 'whole'):.0f})",
            "" if who == "loupe" else _ratio(found["loupe"], runs, who),
            f"{median(run['cpu'] / max(1, run['trials']) for run in runs):.2f}",
            f"{_middle(runs, 'score'):.4f}",
            f"{_middle(runs, 'holdout'):.4f}",
            f"{over:.1f} s{kept if who == 'loupe' else ''}",
        )
        print(f"| {who} | {' | '.join(cells)} |")


def _ratio(ours: list[dict[str, Any]], theirs: list[dict[str, Any]], who: str) -> str:
    pairs = [one["trials"] / other["trials"] for one, other in zip(ours, theirs, strict=False)]
    share = _middle(ours, "trials") / _middle(theirs, "trials")
    bar = f" (≥ {BAR}: {_kept(share >= BAR)})" if who == "optuna" else ""
    return f"{share:.1f} [{min(pairs):.1f}–{max(pairs):.1f}]{bar}"


def _kept(kept: bool) -> str:
    return "kept" if kept else "**missed**"


def _middle(runs: list[dict[str, Any]], key: str) -> float:
    return median(run[key] for run in runs)


if __name__ == "__main__":
    main()
