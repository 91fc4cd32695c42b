"""Many tables, each tool the same seconds on each; every result is kept, so it may go on later."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import pandas as pd

PEERS = ("autogluon", "flaml", "mljar", "pycaret")
CHILD = Path(__file__).with_name("_sets_child.py")
SAMPLES = Path(__file__).parents[1] / "sample_data"
Table = tuple[pd.DataFrame, str, str]
"""Rows, target, task."""


def _sample(name: str, target: str, task: str, date: str = "") -> Callable[[], Table]:
    def made() -> Table:
        frame = pd.read_csv(SAMPLES / f"{name}.csv", parse_dates=[date] if date else False)
        return frame.dropna(subset=target), target, task

    return made


def _friedman() -> Table:
    """Return a curved answer to 5 of 10 numbers (Friedman, 1991): 20,000 rows."""
    from sklearn.datasets import make_friedman1

    X, y = make_friedman1(20_000, noise=1.0, random_state=0)
    return pd.DataFrame(X).add_prefix("x").assign(y=y), "y", "regression"


def _hastie() -> Table:
    """Return two classes divided by a sphere in 10 dimensions: 12,000 rows."""
    from sklearn.datasets import make_hastie_10_2

    X, y = make_hastie_10_2(12_000, random_state=0)
    return pd.DataFrame(X).add_prefix("x").assign(y=y > 0), "y", "binary"


def _categories() -> Table:
    """Return three classes told by five categories of 20 to 1,000 levels: 20,000 rows."""
    rng, rows = np.random.default_rng(1), 20_000
    columns: dict[str, Any] = {f"n{i}": rng.normal(size=rows) for i in range(4)}
    signal = rng.gumbel(size=(rows, 3))
    for i, levels in enumerate((1000, 400, 150, 60, 20)):
        codes = np.minimum(rng.geometric(5 / levels, rows) - 1, levels - 1)
        signal += rng.normal(0, 0.7, (levels, 3))[codes]
        columns[f"c{i}"] = np.array([f"level {code}" for code in range(levels)], object)[codes]
    signal[:, 0] += columns["n0"]
    return pd.DataFrame(columns).assign(y=signal.argmax(axis=1)), "y", "multiclass"


def _gaps() -> Table:
    """Return two classes told by numbers and words, a third of the cells missing: 10,000 rows."""
    rng, rows = np.random.default_rng(2), 10_000
    X = rng.normal(size=(rows, 12))
    words = rng.integers(0, 6, (rows, 4))
    signal = X[:, 0] * X[:, 1] + np.abs(X[:, 2]) - X[:, 3] + rng.normal(size=6)[words[:, 0]]
    y = signal + rng.logistic(size=rows) > 1
    frame = pd.DataFrame(np.where(rng.random(X.shape) < 0.33, np.nan, X)).add_prefix("n")
    for i in range(4):
        column = np.array(["red", "green", "blue", "black", "white", "grey"], object)[words[:, i]]
        frame[f"w{i}"] = np.where(rng.random(rows) < 0.33, None, column)
    return frame.assign(y=y), "y", "binary"


def _long() -> Table:
    """Return a number told by 15 numbers and 5 categories of up to 500 levels: 200,000 rows."""
    rng, rows = np.random.default_rng(3), 200_000
    columns: dict[str, Any] = {f"n{i}": rng.normal(size=rows) for i in range(15)}
    y = np.sin(columns["n0"]) + columns["n1"] * columns["n2"] + 0.5 * columns["n3"]
    for i, levels in enumerate((500, 100, 30, 10, 4)):
        codes = rng.integers(0, levels, rows)
        y = y + rng.normal(0, 0.4, levels)[codes]
        columns[f"c{i}"] = np.array([f"level {code}" for code in range(levels)], object)[codes]
    return pd.DataFrame(columns).assign(y=y + rng.normal(size=rows)), "y", "regression"


SETS: dict[str, Callable[[], Table]] = {
    "titanic": _sample("titanic", "survived", "binary"),
    "cars": _sample("cars", "miles_per_gallon", "regression"),
    "bike_hours": _sample("bike_hours", "riders", "regression"),
    "card_default": _sample("card_default", "default", "binary"),
    "penguins": _sample("penguins", "sex", "binary"),
    "seattle_weather": _sample("seattle_weather", "weather", "multiclass", "date"),
    "breast_cancer": _sample("breast_cancer", "diagnosis", "binary"),
    "solar_flares": _sample("solar_flares", "moderate_flare", "binary"),
    "diabetes": _sample("diabetes", "progression", "regression"),
    "digits": _sample("digits", "digit", "multiclass"),
    "friedman": _friedman,
    "hastie": _hastie,
    "categories": _categories,
    "gaps": _gaps,
    "long": _long,
}


def write(name: str, folder: Path) -> None:
    """Write a table in two parts, a fifth of the rows set aside, as ``_sets_child.py`` wants it."""
    from sklearn.model_selection import train_test_split

    frame, target, task = SETS[name]()
    if task != "regression":
        frame[target] = pd.factorize(frame[target], sort=True)[0]
    folder.mkdir(parents=True, exist_ok=True)
    strata = None if task == "regression" else frame[target]
    parts = train_test_split(frame, test_size=0.2, random_state=0, stratify=strata)
    for part, rows in zip(("train", "test"), parts, strict=True):
        rows.reset_index(drop=True).to_parquet(folder / f"{part}.parquet")
    (folder / "task.json").write_text(json.dumps({"target": target, "kind": task}))


@dataclass(frozen=True)
class Contest:
    """Who is compared on what, for how long, and where tables and results are kept.

    Parameters
    ----------
    tools, tables : tuple of str
        Ours is the first tool.
    places : Path
        A folder that stays.
    seconds : float
        For each tool on each table.
    """

    tools: tuple[str, ...]
    tables: tuple[str, ...]
    places: Path
    seconds: float

    def folder(self, table: str) -> Path:
        """Return where a table and its results are."""
        return self.places / "sets" / table

    def kept(self, table: str, tool: str) -> Path:
        """Return the file of a result."""
        return self.folder(table) / f"{tool}-{self.seconds:g}.json"

    def found(self, table: str, tool: str) -> dict[str, Any]:
        """Return a kept result; nothing where there is none."""
        path = self.kept(table, tool)
        told: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        return told


def compare(
    contest: Contest, run: Callable[..., dict[str, Any]], python: Callable[[str], Path]
) -> None:
    """Run every tool on every table that has no kept result yet, then print the table.

    Parameters
    ----------
    contest : Contest
        Who is compared on what.
    run : callable
        Runs a child with an interpreter and arguments.
    python : callable
        A tool's interpreter.
    """
    for name in contest.tables:
        folder = contest.folder(name)
        if not (folder / "task.json").exists():
            write(name, folder)
        for tool in contest.tools:
            kept, load = contest.kept(name, tool), os.getloadavg()[0]
            if kept.exists():
                continue
            words = (tool, str(folder), str(contest.seconds))
            try:
                found = {**run(python(tool), *words, script=CHILD), "load": load}
                kept.write_text(json.dumps(found))
                print(f"{name}, {tool}: {found}", flush=True)
            except Exception as error:  # it has no score there, and is tried again next time
                print(f"{name}: **{tool} failed**: {str(error)[-800:]}", flush=True)
    show(contest)


def show(contest: Contest) -> None:
    """Print hold-out scores and ranks; a tool without a score is last."""
    tools = contest.tools
    print(f"\nhold-out after {contest.seconds:g} s each: ROC AUC (of several classes: each against")
    print("the rest), or minus RMSE; rank; load when measured.\n")
    print(f"| table | {' | '.join(tools)} |")
    print(f"|---|{'---:|' * len(tools)}")
    ranks: dict[str, list[float]] = {tool: [] for tool in tools}
    took: dict[str, list[float]] = {tool: [] for tool in tools}
    for name in contest.tables:
        found = {tool: contest.found(name, tool) for tool in tools}
        scores = pd.Series({tool: one.get("score") for tool, one in found.items()}, dtype=float)
        places = scores.rank(ascending=False, na_option="bottom")
        for tool, one in found.items():
            ranks[tool].append(float(places[tool]))
            took[tool] += [one["seconds"]] if one else []
        cells = [_cell(found[tool], float(places[tool])) for tool in tools]
        print(f"| {name} | {' | '.join(cells)} |")
    print(f"| **mean rank** | {' | '.join(f'**{mean(ranks[tool]):.2f}**' for tool in tools)} |")
    longest = [f"{max(took[tool]):.0f}" if took[tool] else "–" for tool in tools]
    print(f"| longest, s until it answers | {' | '.join(longest)} |")
    sys.stdout.flush()


def _cell(found: dict[str, Any], place: float) -> str:
    return f"{found['score']:.4f} ({place:g}; load {found['load']:.0f})" if found else "failed"
