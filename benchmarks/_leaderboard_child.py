"""One leaderboard by one library, in whichever environment runs this.

    python _leaderboard_child.py split FILE TARGET FOLDER   80% to train on, 20% to score at the end
    python _leaderboard_child.py prepare FOLDER             the training part as a data set of ours
    python _leaderboard_child.py WHO FOLDER SECONDS         one JSON line about one leaderboard

Imports are left out: everybody ranks a few rows first. SECONDS is a budget, for those with one.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
WARM = 400
MODELS = {
    "binary": (
        "dummy", "logistic", "ridge", "lasso", "elastic_net", "naive_bayes", "linear_svm", "knn",
        "tree", "forest", "extra_trees", "adaboost", "hist_gradient_boosting", "lightgbm",
    ),
    "regression": (
        "dummy", "linear", "ridge", "lasso", "elastic_net", "huber", "linear_svm", "knn",
        "tree", "forest", "extra_trees", "adaboost", "hist_gradient_boosting", "lightgbm",
    ),
}  # fmt: skip
METRIC = {"binary": "roc_auc", "regression": "neg_root_mean_squared_error"}
Answer = dict[str, Any]


class Clock:
    """Seconds since it was made: on the wall, and of all processors by this whole session."""

    def __init__(self) -> None:
        self._wall, self._cpu = perf_counter(), _cpu()

    def read(self) -> Answer:
        return {"seconds": perf_counter() - self._wall, "cpu": _cpu() - self._cpu}


def _cpu() -> float:
    """Return what the living processes of this session have used, and those they waited for."""
    ticks, mine = 0, os.getsid(0)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == mine:
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def split(path: str, target: str, folder: str) -> None:
    """Write ``train.parquet``, ``test.parquet`` and ``task.json``."""
    import pandas as pd
    from sklearn.model_selection import train_test_split

    frame = pd.read_parquet(path)
    task = "regression" if pd.api.types.is_numeric_dtype(frame[target]) else "binary"
    strata = None if task == "regression" else frame[target]
    parts = train_test_split(frame, test_size=0.2, random_state=0, stratify=strata)
    for name, part in zip(("train", "test"), parts, strict=True):
        part.reset_index(drop=True).to_parquet(Path(folder) / f"{name}.parquet")
    (Path(folder) / "task.json").write_text(json.dumps({"target": target, "task": task}))


def prepare(folder: str) -> None:
    """Keep the training part as data sets of ours, so that no ranking pays for reading it."""
    from mlcore.data.read import read
    from mlcore.store.objects import Objects

    place, sets = Path(folder), []
    objects = Objects(place / "objects")
    frame, _, _ = _parts(folder)
    for name, part in (("warm", frame.head(WARM)), ("whole", frame)):
        path = place / f"{name}.parquet"
        part.to_parquet(path)
        sets.append(read(path, objects))
    (place / "sets.pickle").write_bytes(pickle.dumps(sets))


def _parts(folder: str) -> tuple[Any, Any, Answer]:
    import pandas as pd

    place = Path(folder)
    told = json.loads((place / "task.json").read_text())
    return pd.read_parquet(place / "train.parquet"), pd.read_parquet(place / "test.parquet"), told


def _plan(told: Answer, models: tuple[str, ...]) -> Any:
    from mlcore.types import Plan

    task = told["task"]
    return Plan(told["target"], task, METRIC[task], folds=5, holdout=0.0, models=models)


def loupe(folder: str, ensemble: tuple[str, ...] = ("greedy",)) -> Answer:
    """Ours: all models in one plan, two threads, results kept in a database as a job keeps them."""
    from mlcore.training.train import train

    warm, data = pickle.loads((Path(folder) / "sets.pickle").read_bytes())
    told = json.loads((Path(folder) / "task.json").read_text())
    models = (*MODELS[told["task"]], *ensemble)
    train(warm, _plan(told, models), threads=2)
    rows = _Rows()
    with tempfile.TemporaryDirectory() as home:
        ledger, clock = _ledger(home, data, _plan(told, models)), Clock()
        rows.begun = perf_counter()
        run = train(data, _plan(told, models), emit=rows, ledger=ledger, threads=2)
        took = clock.read()
        scores = {trial.model: trial.score for trial in run.trials}
        units = {trial.model: trial.fit_seconds for trial in run.trials}
        held = _held(run, folder)
    first, fifth = rows.at(1), rows.at(5)
    return {
        **took,
        "first": first,
        "fifth": fifth,
        "scores": scores,
        "fits": units,
    } | held


class _Rows:
    """Notes when each model had all its folds."""

    def __init__(self) -> None:
        self.begun, self._folds, self._done = 0.0, {}, []  # type: ignore[var-annotated]

    def __call__(self, event: Any) -> None:
        if type(event).__name__ != "UnitFinished":
            return
        self._folds[event.trial] = self._folds.get(event.trial, 0) + 1
        if self._folds[event.trial] == 5:
            self._done.append(perf_counter() - self.begun)

    def at(self, rows: int) -> float:
        return self._done[rows - 1]


def _ledger(home: str, data: Any, plan: Any) -> Any:
    from mlcore import settings
    from mlcore.cleaning.recipe import Recipe
    from mlcore.data import versions
    from mlcore.store.store import Store
    from mlcore.training import runs
    from mlcore.training.storeledger import StoreLedger

    store = Store.open(settings.load({}, home=home))
    versions.save(store, "default", data)
    return StoreLedger(store, runs.create(store, "default", data, plan, Recipe()))


def _held(run: Any, folder: str) -> Answer:
    """Fit the best single model and the ensemble on all rows and score them on the rest."""
    from mlcore.evaluation.metrics import metric

    _, test, told = _parts(folder)
    target, measure = told["target"], metric(METRIC[told["task"]])
    codes = {name: code for code, name in enumerate(run.classes)}
    y = test[target].map(str).map(codes).to_numpy() if codes else test[target].to_numpy(float)
    single = next(trial for trial in run.finished if trial.model in MODELS[told["task"]])
    found = {"holdout": single.id, "holdout of the ensemble": "greedy"}
    known = {trial.id for trial in run.finished}
    return {
        name: measure.score(y, run.fit(run.splits.train_rows, trial).predict_raw(test))
        for name, trial in found.items()
        if trial in known
    }


def loop(folder: str) -> Answer:
    """The same estimators and folds, each in a scikit-learn pipeline, one after another."""
    from sklearn.model_selection import cross_validate

    from mlcore.training.problem import pose

    warm, data = pickle.loads((Path(folder) / "sets.pickle").read_bytes())
    told = json.loads((Path(folder) / "task.json").read_text())
    from mlcore.cleaning.recipe import Recipe

    splits = pose(data, _plan(told, ("dummy",)), Recipe()).splits.folds
    task = told["task"]
    for frame, cv in ((warm.frame(), 2), (data.frame(), list(splits))):
        y, clock, scores = frame[told["target"]], Clock(), {}
        X = frame.drop(columns=told["target"])
        for name in MODELS[task]:
            found = cross_validate(
                _pipe(name, task, X), X, y, scoring=METRIC[task], cv=cv, n_jobs=2
            )
            scores[name] = float(found["test_score"].mean())
    return {**clock.read(), "scores": scores}


def _pipe(name: str, task: Any, X: Any) -> Any:
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

    from mlcore.catalog.models import build, entry

    numbers = [column for column in X if X[column].dtype.kind in "iuf"]
    words = [column for column in X if column not in numbers]
    estimator, kind = build(name, task), entry(name).preparation
    if kind in ("tree", "native"):
        ordinal = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
        parts = [("n", "passthrough", numbers), ("c", ordinal, words)]
        if kind == "native":
            flags = [False] * len(numbers) + [True] * len(words)
            estimator.set_params(categorical_features=_mask(flags))
    else:
        scaled = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
        hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
        parts = [("n", scaled, numbers), ("c", hot, words)]
    return make_pipeline(ColumnTransformer(parts), estimator)


def _mask(flags: list[bool]) -> Any:
    import numpy as np

    return np.array(flags)


def pycaret(folder: str) -> Answer:
    """PyCaret's ``compare_models`` as it comes: its own list of quick models, two processes."""
    train, test, told = _parts(folder)
    if told["task"] == "binary":
        from pycaret.classification import compare_models, predict_model, pull, setup

        score, sign = "AUC", 1
    else:
        from pycaret.regression import compare_models, predict_model, pull, setup

        score, sign = "RMSE", -1

    def rank(part: Any, rest: Any, **words: Any) -> tuple[Any, Any]:
        setup(
            part, target=told["target"], test_data=rest, index=False, fold=5, session_id=0,
            n_jobs=2, html=False, verbose=False,
        )  # fmt: skip
        return compare_models(sort=score, verbose=False, **words), pull()

    rank(train.head(WARM), test.head(WARM), include=["dummy", "lightgbm"])
    clock = Clock()
    best, table = rank(train, test)
    took = clock.read()
    predict_model(best, verbose=False)
    scores = {name: sign * float(value) for name, value in table[score].items()}
    return {**took, "scores": scores, "holdout": sign * float(pull()[score].iloc[0])}


def flaml(folder: str, budget: float) -> Answer:
    """FLAML's AutoML for a budget in seconds."""
    import flaml as library

    train, test, told = _parts(folder)
    task = "classification" if told["task"] == "binary" else "regression"
    X, y = train.drop(columns=told["target"]), train[told["target"]]
    made = library.AutoML()
    words = {
        "task": task,
        "metric": "roc_auc" if task[0] == "c" else "rmse",
        "n_jobs": 2,
        "seed": 0,
    }
    clock = Clock()
    made.fit(X, y, time_budget=budget, eval_method="cv", n_splits=5, verbose=0, **words)
    return {**clock.read(), "scores": {}, "holdout": _scored(made, test, told)}


def autogluon(folder: str, budget: float) -> Answer:
    """AutoGluon's medium quality for a budget in seconds."""
    from autogluon.tabular import TabularPredictor

    train, test, told = _parts(folder)
    metric = "roc_auc" if told["task"] == "binary" else "root_mean_squared_error"
    with tempfile.TemporaryDirectory() as place:
        made = TabularPredictor(told["target"], eval_metric=metric, path=place, verbosity=0)
        clock = Clock()
        made.fit(train, time_limit=budget, presets="medium_quality", num_cpus=2)
        return {**clock.read(), "scores": {}, "holdout": _scored(made, test, told)}


def _scored(made: Any, test: Any, told: Answer) -> float:
    from sklearn.metrics import mean_squared_error, roc_auc_score

    X, y = test.drop(columns=told["target"]), test[told["target"]]
    if told["task"] == "binary":
        found = made.predict_proba(X)
        return float(
            roc_auc_score(y == sorted(y.unique())[1], getattr(found, "values", found)[:, 1])
        )
    return -float(mean_squared_error(y, made.predict(X)) ** 0.5)


WHO: dict[str, Callable[..., Answer]] = {
    "loupe": lambda folder, _: loupe(folder),
    "loop": lambda folder, _: loop(folder),
    "pycaret": lambda folder, _: pycaret(folder),
    "flaml": flaml,
    "autogluon": autogluon,
}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    what, *words = sys.argv[1:]
    if what in ("split", "prepare"):
        {"split": split, "prepare": prepare}[what](*words)
    else:
        print(json.dumps(WHO[what](words[0], float(words[1]))))
