"""One part of benchmarks/understand.py, in whichever environment runs this; prints JSON last."""

from __future__ import annotations

import json
import os
import pickle
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

COLUMNS, SOME, TRIAL = 50, 2_000, "lightgbm"


def table(folder: str, rows: str) -> dict[str, Any]:
    """Keep a run of two models on a made table; their out-of-fold answers are made up, too.

    What is measured afterwards is what Understand does with a run, not the training.
    """
    from mlcore.cleaning.recipe import Recipe
    from mlcore.data.read import read
    from mlcore.store.objects import Objects
    from mlcore.training.ledger import MemoryLedger, UnitResult
    from mlcore.training.problem import pose
    from mlcore.training.run import Run
    from mlcore.types import Plan, Trial

    odds = _write(Path(folder) / "table.parquet", int(rows))
    data = read(Path(folder) / "table.parquet", Objects(Path(folder) / "objects"))
    plan = Plan("y", models=("lightgbm", "logistic"), folds=5, metric="roc_auc")
    problem, ledger = pose(data, plan, Recipe()), MemoryLedger()
    rng, trials = np.random.default_rng(1), []
    for model, noise in (("lightgbm", 0.5), ("logistic", 1.0)):
        chance = 1 / (1 + np.exp(-odds - noise * rng.normal(size=len(odds))))
        for fold, (_train, test) in enumerate(problem.splits.folds):
            made = np.c_[1 - chance[test], chance[test]]
            ledger.record(UnitResult(model, fold, model, score=0.8, prediction=made))
        scores = (0.8, 0.81, 0.79, 0.8, 0.8)
        trials.append(Trial(model, model, (), scores, scores, 0.8, 0.01))
    run = Run("bench", problem, tuple(trials), ledger)
    (Path(folder) / "run.pickle").write_bytes(pickle.dumps(run))
    return {}


def _write(path: Path, rows: int) -> np.ndarray:
    """Write 44 numbers, 5 categories and the answer; return its log odds."""
    import pandas as pd

    rng = np.random.default_rng(0)
    made: dict[str, Any] = {f"n{at}": rng.normal(size=rows) for at in range(COLUMNS - 6)}
    for at in range(5):
        levels = [f"level {n}" for n in range(4 + 3 * at)]
        made[f"k{at}"] = pd.Categorical.from_codes(rng.integers(0, len(levels), rows), levels)
    odds = made["n0"] + made["n1"] * made["n2"] + (made["k1"].codes == 2) - 0.5
    made["y"] = np.where(rng.random(rows) < 1 / (1 + np.exp(-odds)), "yes", "no")
    pd.DataFrame(made).to_parquet(path)
    return np.asarray(odds)


class Clock:
    """Times parts of the work, and tells each as it is done."""

    def __init__(self) -> None:
        self.parts: dict[str, tuple[float, float]] = {}

    def __call__(self, name: str, call: Callable[[], Any]) -> Any:
        """Return what *call* returns."""
        start, worked = perf_counter(), process_time()
        value = call()
        self.parts[name] = perf_counter() - start, process_time() - worked
        told = f"{name}: {self.parts[name][1]:.2f} s of a core, peak {_peak():,.0f} MB"
        print(told, file=sys.stderr, flush=True)
        return value


def ask(folder: str) -> dict[str, Any]:
    """Time everything the page asks of a model."""
    run = pickle.loads((Path(folder) / "run.pickle").read_bytes())
    clock = Clock()
    _answers(run, clock)
    _groups(run, clock)
    _reasons(run, clock)
    return {"parts": clock.parts, "peak_mb": _peak()}


def _answers(run: Any, clock: Clock) -> None:
    from mlcore.evaluation import calibration, curves, gains
    from mlcore.evaluation import thresholds as lines
    from mlcore.evaluation.metrics import most_likely

    oof = clock("out-of-fold", lambda: run.oof(TRIAL))
    given = (oof.y, oof.prediction, run.classes)
    banded = (oof.y, oof.prediction, oof.fold, 1)
    two = (oof.y == 1, oof.prediction[:, 1], "yes")
    clock("mistakes", lambda: curves.confusion(oof.y, most_likely(oof.prediction), run.classes))
    clock("ranking", lambda: (curves.roc(*given), curves.precision_recall(*given)))
    clock("bands", lambda: (gains.roc_band(*banded), gains.precision_band(*banded)))
    clock("thresholds", lambda: lines.thresholds(*given, 1))
    for way in ("none", "isotonic", "sigmoid"):
        found = clock(
            f"correction, {way}",
            lambda way=way: calibration.recalibrated(*two[:2], oof.fold, way),
        )
        clock(f"calibration, {way}", lambda found=found: calibration.calibration(two[0], found))
    clock("gains and scores", lambda: (gains.gains(*two), gains.scores(*two)))


def _groups(run: Any, clock: Clock) -> None:
    from mlcore.evaluation import fairness
    from mlcore.training import side_by_side
    from mlcore.training.checks.catalogue import checks

    oof = run.oof(TRIAL)
    values = run.data.frame(["k0"])["k0"].iloc[oof.rows].reset_index(drop=True)
    asked = fairness.Asked(oof.y == 1, oof.prediction[:, 1], values, "yes")
    clock("worst rows", lambda: side_by_side.worst(run, TRIAL))
    clock("fairness", lambda: (fairness.fairness(asked), fairness.tradeoff(asked)))
    clock("checks", lambda: checks(run, TRIAL))
    met = clock("another model", lambda: side_by_side.compared(run, TRIAL, "logistic"))
    clock("where apart", lambda: side_by_side.where_apart(run, met))


def _reasons(run: Any, clock: Clock) -> None:
    from mlcore.evaluation.effects import accumulated, partial_dependence
    from mlcore.evaluation.interactions import interaction
    from mlcore.plots.contributions import reach_plot
    from mlcore.prediction.overall import explained
    from mlcore.training.leaning import first_fold, leaning_of

    fold = clock("fit of fold 1", lambda: first_fold(run, TRIAL))
    clock("importance", lambda: leaning_of(run, fold))

    def answer(frame: Any) -> np.ndarray:
        return np.asarray(fold.fitted.predict_raw(frame)[:, 1])

    given = (answer, fold.frame, "n0")
    clock("effects", lambda: (partial_dependence(*given), accumulated(*given)))
    clock("two columns", lambda: interaction(answer, fold.frame, ("n1", "n2")))
    value = clock("reasons", lambda: explained(run, fold, 1))
    clock("drawing", reach_plot(value, "y").figure.to_json)


def slices(simulations: str) -> dict[str, Any]:
    """Return how often the planted group is first, and how often nothing is reported rightly."""
    from mlcore.evaluation.slices import worst_slices

    first = none = 0
    for seed in range(int(simulations)):
        frame, losses = _table(seed)
        none += not worst_slices(frame, losses, seed=seed).slices
        column, value = ("ward", "c") if seed % 2 else ("sex", "f")
        bad = (frame["ward"] == "c").to_numpy(copy=True)
        where = {("ward", "c")}
        if column == "sex":
            bad &= (frame["sex"] == "f").to_numpy()
            where.add((column, value))
        found = worst_slices(frame, losses + 0.6 * bad, seed=seed).slices
        first += bool(found) and set(found[0].where) == where
    return {"first": first / int(simulations), "none": none / int(simulations)}


def _table(seed: int) -> tuple[Any, np.ndarray]:
    import pandas as pd

    rng, size = np.random.default_rng(seed), 5_000
    frame = pd.DataFrame({"age": rng.normal(50, 15, size), "visits": rng.integers(0, 30, size),
                          "ward": rng.choice(list("abcdef"), size),
                          "sex": rng.choice(["f", "m"], size)})  # fmt: skip
    for at in range(4):
        frame[f"x{at}"] = rng.normal(size=size)
    return frame, rng.exponential(1.0, size)  # skewed, as losses are


# ------------------------------------------------------------------------------- beside the peer


def prepare(folder: str) -> dict[str, Any]:
    """Train on 14 numbers; keep the fit of the first fold and its rows."""
    import pandas as pd

    from mlcore.data.read import read
    from mlcore.store.objects import Objects
    from mlcore.training.leaning import first_fold
    from mlcore.training.train import train as trained
    from mlcore.types import Plan

    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"n{at}": rng.normal(size=12_000) for at in range(14)})
    odds = frame["n0"] + frame["n1"] * frame["n2"]
    frame["y"] = np.where(rng.random(len(frame)) < 1 / (1 + np.exp(-odds)), "yes", "no")
    frame.to_parquet(Path(folder) / "table.parquet")
    data = read(Path(folder) / "table.parquet", Objects(Path(folder) / "objects"))
    plan = Plan("y", models=("hist_gradient_boosting",), folds=4)
    run = trained(data, plan, threads=1)
    fold = first_fold(run, None, SOME)
    (Path(folder) / "ours.pickle").write_bytes(pickle.dumps((run, fold)))
    fitted = fold.fitted
    rows = np.asarray(fitted.preparation.encode(fitted.recipe.transform(fold.frame)))
    train_rows = run.splits.folds[0][0]
    known = fitted.preparation.encode(fitted.recipe.transform(data.frame(rows=train_rows)))
    body = {
        "params": _plain(fitted.estimator.get_params()), "rows": rows, "y": fold.y,
        "known": np.asarray(known), "known_y": run.problem.y[train_rows],
        "answers": fitted.predict_raw(fold.frame)[:, 1],
    }  # fmt: skip
    np.savez(Path(folder) / "rows.npz", **{k: v for k, v in body.items() if k != "params"})
    (Path(folder) / "params.json").write_text(json.dumps(body["params"]))
    return {}


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    left_out = ("categorical_features", "interaction_cst", "monotonic_cst", "class_weight")
    return {k: v for k, v in params.items() if k not in left_out and not callable(v)}


def prepare_peer(folder: str) -> dict[str, Any]:
    """Fit the same model with the same settings on the same rows, and keep it."""
    import joblib
    from sklearn.ensemble import HistGradientBoostingClassifier

    kept = np.load(Path(folder) / "rows.npz")
    params = json.loads((Path(folder) / "params.json").read_text())
    known = HistGradientBoostingClassifier().get_params()
    model = HistGradientBoostingClassifier(**{k: v for k, v in params.items() if k in known})
    model.fit(kept["known"], kept["known_y"])
    joblib.dump(model, Path(folder) / "theirs.joblib")
    apart = np.abs(model.predict_proba(kept["rows"])[:, 1] - kept["answers"]).max()
    return {"apart": float(apart)}


def loupe(folder: str) -> dict[str, Any]:
    """Explain the rows by ours."""
    from mlcore.evaluation.contributions import reaches
    from mlcore.prediction.overall import Bounds, explained

    run, fold = pickle.loads((Path(folder) / "ours.pickle").read_bytes())
    value = explained(run, fold, 1, Bounds(SOME, 600.0))
    assert len(value.rows) == SOME
    first = reaches(value)[0]
    return {"seconds": _age(), "core": process_time(), "peak_mb": _peak(),
            "first": f"{first.column} {first.mean:.4f}"}  # fmt: skip


def explainerdashboard(folder: str) -> dict[str, Any]:
    """Explain the rows by explainerdashboard."""
    import joblib
    import pandas as pd
    from explainerdashboard import ClassifierExplainer

    kept = np.load(Path(folder) / "rows.npz")
    model = joblib.load(Path(folder) / "theirs.joblib")
    names = [f"n{at}" for at in range(kept["rows"].shape[1])]
    frame = pd.DataFrame(kept["rows"], columns=names)
    explainer = ClassifierExplainer(model, frame, pd.Series(kept["y"]), shap="tree")
    table = explainer.mean_abs_shap_df()
    first = table.iloc[0]
    return {"seconds": _age(), "core": process_time(), "peak_mb": _peak(),
            "first": f"{first.iloc[0]} {float(first.iloc[1]):.4f}"}  # fmt: skip


def _peak() -> float:
    text = Path("/proc/self/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) / 1024


def _age() -> float:
    """Return the seconds since this process began."""
    began = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    return float(Path("/proc/uptime").read_text().split()[0]) - began / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    warnings.simplefilter("ignore")
    done = globals()[sys.argv[1]](*sys.argv[2:])
    print(json.dumps(done))
