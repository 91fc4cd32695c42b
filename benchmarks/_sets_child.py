"""One tool given some seconds on one table; prints one JSON line: how long it took, its hold-out.

    python _sets_child.py WHO FOLDER SECONDS

FOLDER is what ``_sets.py`` has written: ``train.parquet``, ``test.parquet`` and ``task.json``. The
answers of classes are numbers from 0 on. Reading is left out; what a tool imports when it begins,
and what it does after its budget until it can answer, is not.
"""

from __future__ import annotations

import json
import sys
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
LARGE, SAMPLE = 60_000, 20_000
"""Rows above which ours ranks the models on a sample first, and how many these are."""


@dataclass(frozen=True)
class Task:
    """A table in two parts, what is asked of it, and for how long."""

    train: Any
    test: Any
    target: str
    kind: str
    seconds: float

    @property
    def inputs(self) -> Any:
        return self.train.drop(columns=self.target)

    @property
    def y(self) -> Any:
        return self.train[self.target]

    @property
    def asked(self) -> Any:
        return self.test.drop(columns=self.target)


def loupe(task: Task) -> Any:
    """Ours as its page proposes it: the advised models, tuned within the time, and ensembles."""
    from mlcore.catalog.advice import Table, advise
    from mlcore.data.read import read
    from mlcore.store.objects import Objects
    from mlcore.training.train import train
    from mlcore.types import Plan

    metric = {
        "binary": "roc_auc", "multiclass": "roc_auc_ovr",
        "regression": "neg_root_mean_squared_error",
    }[task.kind]  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "table.parquet"
        task.train.to_parquet(path)
        data = read(path, Objects(Path(place) / "objects"))
        inputs = [column for column in data.columns if column.name != task.target]
        numbers = sum(column.kind in ("integer", "number", "date") for column in inputs)
        about = Table(task.kind, data.rows, len(inputs), numbers)  # type: ignore[arg-type]
        models = tuple(one.model.name for one in advise(about) if one.chosen)
        plan = Plan(
            task.target, task.kind, metric, folds=5, holdout=0.0, models=models, tune=True,  # type: ignore[arg-type]
            seconds=task.seconds, sample=SAMPLE if data.rows > LARGE else 0,
        )  # fmt: skip
        begun = perf_counter()
        run = train(data, plan, threads=2)
        best = run.fit(run.splits.train_rows)
        took = perf_counter() - begun
        found = best.predict_raw(task.test)
    if task.kind == "regression":
        return took, found
    return took, found[:, [run.classes.index(str(code)) for code in sorted(task.y.unique())]]


def autogluon(task: Task) -> Any:
    """AutoGluon's medium quality."""
    from autogluon.tabular import TabularPredictor

    metric = {
        "binary": "roc_auc", "multiclass": "roc_auc_ovr", "regression": "root_mean_squared_error",
    }[task.kind]  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        made = TabularPredictor(task.target, problem_type=task.kind, eval_metric=metric, path=place,
                                verbosity=0)  # fmt: skip
        begun = perf_counter()
        made.fit(task.train, time_limit=task.seconds, presets="medium_quality", num_cpus=2)
        took = perf_counter() - begun
        if task.kind == "regression":
            return took, made.predict(task.asked).to_numpy()
        found = made.predict_proba(task.asked)
        return took, found[sorted(found.columns)].to_numpy()


def flaml(task: Task) -> Any:
    """FLAML's AutoML, cross-validated like the others."""
    import flaml as library

    made = library.AutoML()
    begun = perf_counter()
    made.fit(
        task.inputs, task.y, time_budget=task.seconds, eval_method="cv", n_splits=5, n_jobs=2,
        task="regression" if task.kind == "regression" else "classification", seed=0, verbose=0,
        metric={"binary": "roc_auc", "multiclass": "roc_auc_ovr", "regression": "rmse"}[task.kind],
    )  # fmt: skip
    took = perf_counter() - begun
    if task.kind == "regression":
        return took, made.predict(task.asked)
    return took, made.predict_proba(task.asked)


def mljar(task: Task) -> Any:
    """MLJAR's AutoML in its mode for production."""
    from supervised.automl import AutoML

    kind = {"binary": "binary_classification", "multiclass": "multiclass_classification"}
    with tempfile.TemporaryDirectory() as place:
        made = AutoML(
            results_path=f"{place}/made", mode="Perform", total_time_limit=int(task.seconds),
            ml_task=kind.get(task.kind, "regression"), n_jobs=2, verbose=0, random_state=0,
            eval_metric={"binary": "auc", "multiclass": "logloss"}.get(task.kind, "rmse"),
        )  # fmt: skip
        begun = perf_counter()
        made.fit(task.inputs, task.y)
        took = perf_counter() - begun
        if task.kind == "regression":
            return took, made.predict(task.asked)
        return took, made.predict_proba(task.asked)


def pycaret(task: Task) -> Any:
    """PyCaret's ``compare_models`` with a budget; its best is then fitted on all rows."""
    if task.kind == "regression":
        from pycaret import regression as library

        score = "RMSE"
    else:
        from pycaret import classification as library

        score = "AUC"
    begun = perf_counter()
    library.setup(
        task.train, target=task.target, test_data=task.test.head(50), index=False, fold=5,
        session_id=0, n_jobs=2, html=False, verbose=False,
    )  # fmt: skip
    best = library.compare_models(sort=score, budget_time=task.seconds / 60, verbose=False)
    took = perf_counter() - begun
    if task.kind == "regression":
        found = library.predict_model(best, data=task.asked, verbose=False)
        return took, found["prediction_label"].to_numpy()
    found = library.predict_model(best, data=task.asked, raw_score=True, verbose=False)
    codes = sorted(task.y.unique())
    return took, found[[f"prediction_score_{code}" for code in codes]].to_numpy()


def scored(task: Task, found: Any) -> float:
    """Return the hold-out score, greater is better: ROC AUC, or minus RMSE."""
    import numpy as np
    from sklearn.metrics import mean_squared_error, roc_auc_score

    found, y = np.asarray(found, dtype=float), task.test[task.target]
    if task.kind == "regression":
        return -float(mean_squared_error(y, found) ** 0.5)
    if task.kind == "binary":
        return float(roc_auc_score(y, found[:, 1]))
    shares = found / found.sum(axis=1, keepdims=True)
    return float(roc_auc_score(y, shares, multi_class="ovr"))


WHO: dict[str, Callable[[Task], Any]] = {
    "loupe": loupe, "autogluon": autogluon, "flaml": flaml, "mljar": mljar, "pycaret": pycaret,
}  # fmt: skip


def main() -> None:
    """Run one tool on one table."""
    import pandas as pd

    who, folder, seconds = sys.argv[1:]
    told = json.loads((Path(folder) / "task.json").read_text())
    parts = (pd.read_parquet(Path(folder) / f"{name}.parquet") for name in ("train", "test"))
    task = Task(*parts, told["target"], told["kind"], float(seconds))
    took, found = WHO[who](task)
    print(json.dumps({"seconds": took, "score": scored(task, found)}))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
