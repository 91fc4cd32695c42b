"""One row through a model on 14 mixed columns: Loupe against scikit-learn's own pipeline.

``python benchmarks/prediction.py [ROUNDS]`` trains gradient boosting on a table of eight numbers
and six categories, once by Loupe and once as a scikit-learn Pipeline of ColumnTransformer and
HistGradientBoosting, and asks both for one row at a time, in turn. Loupe's time includes the check
of the row against the signature and the interval. Promised: a median of at most 1 ms.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import _project  # noqa: F401  (the project's packages are found)
import numpy as np
import pandas as pd
from _figures import Figure, show
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder, StandardScaler

from mlcore.data.read import read
from mlcore.prediction.answer import answer
from mlcore.prediction.model import Model
from mlcore.prediction.package import package
from mlcore.store.objects import Objects
from mlcore.training.train import train
from mlcore.types import Plan

ROWS, NUMBERS, CATEGORIES = 5_000, 8, 6
LIMIT = 1e-3


def table(rows: int = ROWS) -> pd.DataFrame:
    """Return a made table of eight numbers, six categories and the answer."""
    rng = np.random.default_rng(0)
    made = {f"number_{at}": rng.normal(size=rows).round(4) for at in range(NUMBERS)}
    made |= {
        f"kind_{at}": rng.choice([f"level {n}" for n in range(3 + 4 * at)], rows)
        for at in range(CATEGORIES)
    }
    frame = pd.DataFrame(made)
    slope = sum((at + 1) * frame[f"number_{at}"] for at in range(NUMBERS))
    bump = 5 * (frame["kind_1"] == "level 2") - 3 * (frame["kind_4"] == "level 7")
    return frame.assign(answer=(slope + bump + rng.normal(size=rows)).round(4))


def loupe(frame: pd.DataFrame, model: str, folder: Path) -> Model:
    """Return Loupe's packaged model of *frame*."""
    frame.to_csv(folder / "table.csv", index=False)
    data = read(folder / "table.csv", Objects(folder / "objects"))
    return package(train(data, Plan(target="answer", models=("dummy", model), folds=3), threads=1))


def stock(frame: pd.DataFrame) -> Any:
    """Return scikit-learn's usual pipeline of the same table, fitted."""
    inputs = frame.drop(columns="answer")
    numbers = [name for name in inputs if name.startswith("number")]
    kinds = [name for name in inputs if name.startswith("kind")]
    unknown = {"handle_unknown": "use_encoded_value", "unknown_value": -1}
    columns = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
            ("kinds", OrdinalEncoder(**unknown), kinds),
        ]
    )
    return make_pipeline(columns, HistGradientBoostingRegressor()).fit(inputs, frame["answer"])


def timed(call: Callable[[], Any]) -> float:
    """Return the seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main(rounds: int = 300) -> None:
    """Print the table."""
    warnings.simplefilter("ignore")
    frame = table()
    with TemporaryDirectory() as name:
        models = {at: loupe(frame, at, Path(name)) for at in ("hist_gradient_boosting", "lightgbm")}
    peer, inputs = stock(frame), frame.drop(columns="answer")
    rows = inputs.to_dict("records")
    seconds: dict[str, list[float]] = {at: [] for at in (*models, "scikit-learn")}
    for at in range(rounds + 5):
        row = rows[at % len(rows)]
        for title, model in models.items():
            seconds[title].append(timed(lambda m=model, r=row: answer(m, [r])))  # type: ignore[misc]
        seconds["scikit-learn"].append(timed(lambda r=row: peer.predict(pd.DataFrame([r]))))  # type: ignore[misc]
    for title, model in models.items():
        found = [one.value for one in answer(model, rows[:99])]
        apart = np.abs(np.array(found) - model.fitted.predict_raw(inputs.head(99))).max()
        print(f"{title}: form {model.meta.quick!r}, at most {apart:.1e} from the estimator")
    figures = [
        Figure(title, taken[5:], None if title == "scikit-learn" else LIMIT, "median")
        for title, taken in seconds.items()
    ]
    show(f"One row, 14 mixed columns, {rounds} rounds, load {os.getloadavg()[0]:.1f}", figures)
    for figure in figures[:-1]:
        times = figures[-1].median / figure.median
        print(
            f"{figure.name}: {figure.median * 1000:.3f} ms, {times:.0f} × as quick as the pipeline"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
