"""One search by one library, in whichever environment runs this; prints one JSON line.

    python _tuning_child.py WHO FOLDER SECONDS

FOLDER is what ``_leaderboard_child.py`` has split and prepared. Imports are left out: everybody
searches a few rows for a moment first.
"""

from __future__ import annotations

import json
import pickle
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _leaderboard_child import Clock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
WARM = 400
Answer = dict[str, Any]


def loupe(folder: str, budget: float) -> Answer:
    """Ours, results kept in a database as a job keeps them."""
    from mlcore import settings
    from mlcore.cleaning.recipe import Recipe
    from mlcore.data import versions
    from mlcore.store.store import Store
    from mlcore.training import runs
    from mlcore.training.storeledger import StoreLedger
    from mlcore.training.train import train

    warm, data = pickle.loads((Path(folder) / "sets.pickle").read_bytes())
    train(warm, _plan(1.0), threads=2)
    with tempfile.TemporaryDirectory() as home:
        store = Store.open(settings.load({}, home=home))
        versions.save(store, "default", data)
        ledger = StoreLedger(store, runs.create(store, "default", data, _plan(budget), Recipe()))
        clock = Clock()
        run = train(data, _plan(budget), ledger=ledger, threads=2)
        took = clock.read()
        fitted = run.fit(run.splits.train_rows)
        _, test = _parts(folder)
        found = fitted.predict_raw(test)[:, 1]
        endings = [trial.ending for trial in run.trials]
        return {
            **took,
            "trials": len(run.trials) - endings.count("cut"),
            "whole": len(run.finished),
            "score": run.best.score,
            "holdout": _auc(test, found),
        }


def _plan(seconds: float) -> Any:
    from mlcore.types import Plan

    models = ("lightgbm",)
    return Plan(
        "income", "binary", "roc_auc", folds=5, holdout=0.0, models=models, tune=True,
        seconds=seconds,
    )  # fmt: skip


def optuna(folder: str, budget: float) -> Answer:
    """Plain Optuna: the same booster, space and number of folds, one pipeline per fit."""
    import numpy as np
    import optuna as library
    from sklearn.model_selection import StratifiedKFold, cross_val_score

    from mlcore.catalog.models import entry
    from mlcore.training.tuning.proposals import optuna_distribution

    library.logging.set_verbosity(library.logging.ERROR)
    train, test = _parts(folder)
    X, y = train.drop(columns="income"), (train["income"] == ">50K").astype(int)
    space = {name: optuna_distribution(d) for name, d in entry("lightgbm").space("binary")}
    folds = StratifiedKFold(5, shuffle=True, random_state=0)

    def objective(trial: Any) -> float:
        params = {name: trial._suggest(name, d) for name, d in space.items()}
        made = _pipe(X, params)
        return float(np.mean(cross_val_score(made, X, y, scoring="roc_auc", cv=folds, n_jobs=2)))

    cross_val_score(_pipe(X, {}), X.head(WARM), y.head(WARM), cv=folds, n_jobs=2)
    study = library.create_study(direction="maximize", sampler=library.samplers.TPESampler(seed=0))
    clock = Clock()
    study.optimize(objective, timeout=budget)
    took = clock.read()
    best = _pipe(X, study.best_params).fit(X, y)
    found = best.predict_proba(test.drop(columns="income"))[:, 1]
    done = len(study.trials)
    return {
        **took, "trials": done, "whole": done, "score": study.best_value,
        "holdout": _auc(test, found),
    }  # fmt: skip


def _pipe(X: Any, params: Answer) -> Any:
    import numpy as np
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OrdinalEncoder

    from mlcore.catalog.models import build

    numbers = [column for column in X if X[column].dtype.kind in "iuf"]
    words = [column for column in X if column not in numbers]
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    columns = ColumnTransformer([("n", "passthrough", numbers), ("c", codes, words)])
    booster = build("lightgbm", "binary", params)
    booster.set_params(categorical_features=np.array([False] * len(numbers) + [True] * len(words)))
    return make_pipeline(columns, booster)


def flaml(folder: str, budget: float) -> Answer:
    """FLAML on LightGBM alone, with the same number of folds."""
    import flaml as library

    train, test = _parts(folder)
    X, y = train.drop(columns="income"), (train["income"] == ">50K").astype(int)
    words = {
        "task": "classification", "metric": "roc_auc", "estimator_list": ["lgbm"],
        "eval_method": "cv", "n_splits": 5, "n_jobs": 2, "seed": 0, "verbose": 0,
    }  # fmt: skip
    library.AutoML().fit(X.head(WARM), y.head(WARM), time_budget=1, **words)
    with tempfile.TemporaryDirectory() as scratch:
        log, made = Path(scratch) / "log.jsonl", library.AutoML()
        clock = Clock()
        made.fit(X, y, time_budget=budget, log_file_name=str(log), log_type="all", **words)
        took = clock.read()
        trials = sum('"record_id"' in line for line in log.read_text().splitlines())
    found = made.predict_proba(test.drop(columns="income"))
    return {
        **took, "trials": trials, "whole": trials, "score": 1 - made.best_loss,
        "holdout": _auc(test, getattr(found, "values", found)[:, 1]),
    }  # fmt: skip


def _parts(folder: str) -> tuple[Any, Any]:
    import pandas as pd

    return tuple(pd.read_parquet(Path(folder) / f"{name}.parquet") for name in ("train", "test"))  # type: ignore[return-value]


def _auc(test: Any, found: Any) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(test["income"] == ">50K", found))


WHO: dict[str, Callable[[str, float], Answer]] = {"loupe": loupe, "optuna": optuna, "flaml": flaml}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    who, folder, budget = sys.argv[1:]
    print(json.dumps(WHO[who](folder, float(budget))))
