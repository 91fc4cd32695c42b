"""How often intervals and sets hold the truth: 15 data sets, 20 random splits, three levels.

``python benchmarks/coverage_levels.py [SPLITS]`` trains a linear and a boosted model on the other
four fifths of each table, takes the limits from their out-of-fold answers as packaging does, and
counts on the fifth set aside. Promised: the mean over the splits is within 3 points of the level.
Tables below 500 rows are split five times as often, since the mean over twenty fifths of 150 rows
is itself off by up to 3 points; the largest standard error is told.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import _project  # noqa: F401  (the project's packages are found)
import numpy as np
import pandas as pd

from mlcore.data.dataset import Dataset
from mlcore.data.read import read
from mlcore.data.samples import sample
from mlcore.evaluation.task import propose_task
from mlcore.prediction import conformal
from mlcore.prediction.limits import limits_of
from mlcore.store.objects import Objects
from mlcore.training.pipeline import fit_pipeline
from mlcore.training.train import train
from mlcore.types import Plan

LEVELS = np.array(conformal.LEVELS)
NEAR = 0.03
SPLITS = 20
FEW, FEW_TIMES = 500, 5
MOST_ROWS = 3_000
"""Of a table; the first ones of a shuffled order are taken."""


@dataclass(frozen=True)
class Asked:
    """A table and what is predicted of it: a sample's name, or a function that returns it."""

    target: str
    source: str | Callable[[], pd.DataFrame]


def _iris() -> pd.DataFrame:
    from plotly.data import iris

    return pd.DataFrame(iris()).drop(columns="species_id")


def _gapminder() -> pd.DataFrame:
    from plotly.data import gapminder

    return pd.DataFrame(gapminder())[["continent", "year", "lifeExp", "pop", "gdpPercap"]]


OURS = (
    "bike_hours", "breast_cancer", "card_default", "cars", "diabetes", "digits", "movies",
    "penguins", "seattle_weather", "solar_flares", "tips", "titanic", "wine",
)  # fmt: skip
TABLES: dict[str, Asked] = {name: Asked(sample(name).target, name) for name in OURS} | {
    "iris": Asked("species", _iris),
    "gapminder": Asked("lifeExp", _gapminder),
}


@cache
def table(asked: Asked) -> Dataset:
    """Return the table, at most ``MOST_ROWS`` of it, rows without an answer left out."""
    folder = Path(mkdtemp(prefix="loupe-coverage-"))
    objects = Objects(folder / "objects")
    if isinstance(asked.source, str):
        frame = read(f"sample:{asked.source}", objects).frame()
    else:
        frame = asked.source()
    frame = frame.dropna(subset=[asked.target]).sample(frac=1, random_state=0)
    frame.head(MOST_ROWS).to_csv(folder / "table.csv", index=False)
    return read(folder / "table.csv", objects)


def covered(asked: Asked, model: str, seed: int) -> np.ndarray:
    """Return the share of set-aside rows whose interval or set holds the truth, by level."""
    plan = Plan(target=asked.target, models=("dummy", model), folds=5, seed=seed, holdout=0.2)
    run = train(table(asked), plan, threads=1)
    trial = next(trial for trial in run.trials if trial.model == model)
    frame = run.problem.frame()
    fitted = fit_pipeline(run.problem, run.splits.train_rows, trial, frame)
    rows = run.splits.holdout_rows
    y, said = run.problem.y[rows], fitted.predict_raw(frame.iloc[rows].reset_index(drop=True))
    if run.problem.classes:
        pairs, count = limits_of(run, trial, frame)["sets"], conformal.covered_by_sets
    else:
        pairs, count = limits_of(run, trial, frame)["widths"], conformal.coverage_of
    limits = [conformal.limit_for(pairs, level) for level in conformal.LEVELS]
    return np.array([np.nan if limit is None else count(y, said, limit) for limit in limits])


def _linear(asked: Asked) -> str:
    values = table(asked).frame([asked.target])[asked.target]
    return "ridge" if propose_task(values) == "regression" else "logistic"


def main(splits: int = SPLITS) -> None:
    """Print the table."""
    warnings.simplefilter("ignore")
    print(f"{'data set':16} {'model':24} rows    80 %    90 %    95 %")
    far = 0
    for name, asked in TABLES.items():
        for model in (_linear(asked), "hist_gradient_boosting"):
            try:
                often = splits * (FEW_TIMES if table(asked).rows < FEW else 1)
                found = [covered(asked, model, seed) for seed in range(often)]
            except Exception as error:  # a table that one model cannot take is said, not hidden
                print(f"{name:16} {model:24} failed: {error}", flush=True)
                continue
            means = np.mean(found, axis=0)
            off = bool((np.abs(means - LEVELS) > NEAR).any())
            far += off
            shown = " ".join(f"{mean:7.1%}" for mean in means)
            error = (np.std(found, axis=0, ddof=1) / np.sqrt(often)).max()
            mark = "  more than 3 points off" if off else ""
            print(
                f"{name:16} {model:24} {table(asked).rows:5} {shown}  ± {error:.1%}{mark}",
                flush=True,
            )
    print(f"{far} of {2 * len(TABLES)} rows are more than 3 points off")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
