"""The exported script, run where Loupe is not: every number of the leaderboard comes back."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from mlcore.catalog.models import suitable
from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.store.objects import Objects
from mlcore.training.export.bundle import files, write, zipped
from mlcore.training.export.script import script
from mlcore.training.ledger import MemoryLedger
from mlcore.training.problem import pose
from mlcore.training.run import Run
from mlcore.training.train import assemble, train
from mlcore.types import Plan
from tests.cleaning.tables import SPECS
from tests.cleaning.tables import mixed as cells
from tests.training import small as small_models
from tests.training.tables import dataset, mixed, only

Keeper = Callable[..., Dataset]
pytestmark = pytest.mark.timeout(300)
Reproduced = dict[str, tuple[Run, dict[str, list[float]]]]
RUNNER = """
import contextlib, io, json, sys, types
from pathlib import Path
sys.modules["mlcore"] = None  # the scripts must do without us
for number, job in enumerate(json.loads(Path(sys.argv[1]).read_text())):
    script = types.ModuleType(f"script{number}")
    sys.modules[script.__name__] = script  # where data classes look for their module
    exec(compile(Path(job["script"]).read_text("utf-8"), job["script"], "exec"), script.__dict__)
    table = script.read_table(
        job["table"], script.TYPES, script.CSV, script.NAMES, script.GAPS
    )
    assert script.data_hash(table) == script.DATA_SHA256, job
    found = script.cross_validated(
        table, script.ROWS, script.BOARD, script.TASK, script.JOINT
    )
    Path(job["script"] + ".json").write_text(json.dumps(found))
"""


def scripted(folder: Path, runs: list[Run]) -> list[dict[str, list[float]]]:
    """Return the fold scores of each run's script, all run in one process without mlcore."""
    jobs = []
    for number, run in enumerate(runs):
        path = folder / f"train{number}.py"
        path.write_text(script(run), "utf-8")
        table = folder / f"{number}.parquet"
        table.write_bytes(run.data.objects.get(run.data.object))
        jobs.append({"script": str(path), "table": str(table)})
    (folder / "jobs.json").write_text(json.dumps(jobs))
    (folder / "runner.py").write_text(RUNNER)
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "runner.py"), str(folder / "jobs.json")],
        check=False, capture_output=True, text=True, timeout=240, cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(Path(f"{job['script']}.json").read_text()) for job in jobs]


def assert_reproduced(run: Run, found: dict[str, list[float]]) -> None:
    best = {str(name): run.trial(str(name)) for name in run.leaderboard["trial"]}
    finished = {name: trial for name, trial in best.items() if trial.score is not None}
    assert found.keys() == finished.keys()
    for name, trial in finished.items():
        near = 1e-12 if _exact(trial.model) else 1e-9
        np.testing.assert_allclose(found[name], trial.fold_scores, rtol=near, atol=near)


def _exact(model: str) -> bool:
    return model in ("dummy", "tree", "forest", "extra_trees", "lightgbm", "hist_gradient_boosting")


RECIPE = (
    Recipe()
    .drop("since")
    .impute("age", "median", indicator=True)
    .step("group_rare", ("colour",), share=0.2)
    .drop_duplicates("size", "age")
)


PLANS = {
    "repeated": Plan("yes", folds=3, repeats=2),
    "by time": Plan("yes", folds=3, split="time:since", gap=2, holdout=0.2),
    "by group": Plan("yes", folds=3, split="group:colour"),
    "weights": Plan("yes", folds=2, weight="weight", balance="weights"),
    "over": Plan("yes", folds=2, balance="over", seed=7, metric="neg_log_loss"),
    "under": Plan("yes", folds=2, balance="under", metric="f1_macro", holdout=0.3),
    "costs": Plan("yes", folds=2, metric="cost:0,1;7.5,0"),
    "searched": Plan("yes", folds=2, tune=True, trials=3, metric="neg_brier_score"),
}
TARGETS = ("price", "yes", "kind3")
STEPS = {spec.name: spec for spec in reversed(SPECS)}
"""One of each kind of step."""


def _of_every_model(made: Keeper, target: str) -> Run:
    data = made(only(mixed(120), target))
    task = pose(data, Plan(target), Recipe()).plan.task
    assert task is not None
    names = tuple(model.name for model in suitable(task))
    run = train(data, Plan(target, models=names, folds=2), RECIPE, threads=1)
    assert len(run.finished) == len(names), [t.failure for t in run.trials]
    return run


def _of_every_plan(made: Keeper) -> dict[str, Run]:
    frame = only(mixed(), "yes")
    frame["weight"] = np.random.default_rng(1).integers(1, 4, len(frame))
    data, models = made(frame), ("dummy", "logistic", "tree")
    return {n: train(data, replace(p, models=models), threads=1) for n, p in PLANS.items()}


def _of_every_step(made: Keeper) -> dict[str, Run]:
    frame = cells()
    frame["y"] = np.random.default_rng(5).normal(size=len(frame)) + frame["größe"]
    data, plan, runs = made(frame), Plan("y", models=("ridge",), folds=2), {}
    for name, spec in STEPS.items():
        try:
            runs[name] = train(data, plan, Recipe((spec,)), threads=1)
        except LoupeError:  # a step of all columns would use the target
            continue
        assert runs[name].finished, runs[name].trials[0].failure
    return runs


def _of_a_renamed_target(made: Keeper) -> Run:
    frame = only(mixed(100), "price")
    frame.loc[:9, "price"] = np.nan
    recipe = Recipe().rename({"price": "cost"}).convert("note", "text")
    return train(made(frame), Plan("cost", models=("dummy", "ridge"), folds=2), recipe)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Keeper:
    objects = Objects(tmp_path_factory.mktemp("objects"))
    return lambda frame, name="table": dataset(frame, objects, name)


@pytest.fixture(scope="module")
def reproduced(made: Keeper, tmp_path_factory: pytest.TempPathFactory) -> Reproduced:
    """Return every run with the fold scores of its script; all scripts ran in one process."""
    with pytest.MonkeyPatch.context() as patch:
        small_models.put(patch, scripted=True)
        runs = {target: _of_every_model(made, target) for target in TARGETS}
        runs |= _of_every_plan(made) | _of_every_step(made)
        runs |= {"renamed": _of_a_renamed_target(made)}
        found = scripted(tmp_path_factory.mktemp("scripts"), list(runs.values()))
    return {name: (run, f) for (name, run), f in zip(runs.items(), found, strict=True)}


@pytest.mark.parametrize("target", TARGETS)
def test_every_model_of_a_task_is_reproduced(reproduced: Reproduced, target: str) -> None:
    assert_reproduced(*reproduced[target])


@pytest.mark.parametrize("name", [*PLANS, "renamed"])
def test_splits_weights_and_searches_are_reproduced(reproduced: Reproduced, name: str) -> None:
    assert_reproduced(*reproduced[name])


def test_every_step_is_learnt_anew_in_each_fold(reproduced: Reproduced) -> None:
    steps = [name for name in STEPS if name in reproduced]
    assert len(steps) >= len(STEPS) - 3
    for name in steps:
        assert_reproduced(*reproduced[name])


def test_an_ensemble_of_a_search_brings_the_trials_it_may_be_made_of(
    made: Keeper, tmp_path: Path
) -> None:
    plan = Plan("price", models=("ridge", "tree", "greedy"), folds=3, tune=True, trials=5, seed=2)
    run = train(made(only(mixed(120), "price")), plan, threads=1)
    assert "Not among them" not in script(run)
    (found,) = scripted(tmp_path, [run])
    listed = set(run.leaderboard["trial"])
    assert found.keys() > listed  # trials behind the leaderboard, too
    assert found["greedy"] == pytest.approx(run.trial("greedy").fold_scores, rel=1e-9)


# ------------------------------------------------------------------- as a person runs it


@pytest.fixture(scope="module")
def small(made: Keeper) -> Run:
    data = made(only(mixed(), "price"), 'my "table"\\')
    return train(data, Plan("price", models=("dummy", "ridge", "tree"), folds=2))


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "train.py", *arguments]
    return subprocess.run(
        command, cwd=folder, check=False, capture_output=True, text=True, timeout=120
    )


def test_the_zip_runs_by_itself_and_prints_the_leaderboard(small: Run, tmp_path: Path) -> None:
    zipfile.ZipFile(BytesIO(zipped(small))).extractall(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "requirements.txt", "table.parquet", "train.py",
    ]  # fmt: skip
    done = _run(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == list(small.leaderboard["trial"])
    assert "rows set aside" in lines[4]
    assert zipped(small) == zipped(small)


def test_another_table_and_another_number_are_told(small: Run, tmp_path: Path) -> None:
    for name, data in files(small).items():
        (tmp_path / name).write_bytes(data)
    frame = small.data.frame()
    frame.loc[0, "size"] = 99.0
    frame.to_parquet(tmp_path / "other.parquet")
    done = _run(tmp_path, "other.parquet")
    assert done.returncode == 1
    assert done.stderr.startswith("This is not the table")
    text = (tmp_path / "train.py").read_text("utf-8")
    one = repr(small.trial("ridge").fold_scores[0])
    (tmp_path / "train.py").write_text(text.replace(one, repr(float(one) + 1e-6)), "utf-8")
    done = _run(tmp_path)
    assert done.returncode == 1
    assert "Some numbers differ" in done.stderr
    assert done.stdout.count("!") == 1


def test_it_imports_public_libraries_only_and_says_which(small: Run) -> None:
    text = script(small)
    tree = ast.parse(text)
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    roots = {name.split(".")[0] for name in imported} - {"__future__"} - sys.stdlib_module_names
    assert roots == {"numpy", "pandas", "sklearn"}
    assert f"libraries only: {', '.join(sorted(roots))}." in text
    for name in ("numpy", "pandas", "scikit-learn", "scipy", "pyarrow", "joblib"):
        assert f'#   "{name}==' in text
    names = [n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))]
    assert len(names) == len(set(names))
    assert "mlcore" not in text
    assert small.data.fingerprint[:16] in text


def test_threads_are_pinned_before_numpy_is_imported(small: Run) -> None:
    text = script(small)
    assert text.index("OMP_NUM_THREADS") < text.index("import numpy")


def test_what_failed_is_named_and_nothing_finished_is_refused(small: Run, tmp_path: Path) -> None:
    half = MemoryLedger()
    for (trial, fold), result in small.ledger.finished().items():
        if trial != "tree" or fold == 0:
            half.record(result)
    text = script(assemble(small.problem, half))
    assert "Not among them: tree (not finished)." in text
    with pytest.raises(LoupeError) as caught:
        script(assemble(small.problem, MemoryLedger()))
    assert caught.value.code == "no_model_finished"
    assert write(small, tmp_path / "train.py") == ("train.py",)
    with pytest.raises(LoupeError) as caught:
        write(small, tmp_path / "train.py" / "deeper" / "x.zip")
    assert caught.value.code == "cannot_write"
