"""Understand on a small and an awkward table: every view says something that is so."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from mlcore import settings as all_settings
from mlcore.data.read import read
from mlcore.jobs.inline import run_inline
from mlcore.store.store import Store
from mlcore.types import Plan
from mlcore.workspace.workspace import Workspace, enter
from tests.pages.conftest import run, words

ODD = re.compile(r"(?<![a-z])(nan|inf|did not foresee)(?![a-z])")


def small() -> pd.DataFrame:
    """Two classes in 24 rows, told apart by one column."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.normal(size=24).round(2), "g": rng.choice(["p", "q"], 24)})
    frame["y"] = np.where(frame["x"] > 0, "in", "out")
    return frame


def uneven() -> pd.DataFrame:
    """Four classes with spaces and brackets, one of three rows; a constant column."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"x": rng.normal(size=200).round(2), "z": rng.normal(size=200).round(2)})
    frame["same"] = 7
    frame["what kind"] = np.where(frame["x"] > 0.5, "very good", "so so")
    frame.loc[frame["x"] < -1.3, "what kind"] = "bad  (x)"
    frame.loc[:2, "what kind"] = "rare thing"
    return frame


def dated() -> pd.DataFrame:
    """A number that follows the days."""
    rng = np.random.default_rng(2)
    when = pd.date_range("2023-01-01", periods=120, freq="2D")
    return pd.DataFrame({"when": when, "x": rng.normal(size=120), "y": when.month * 3.0})


TABLES = {"small": (small, "y"), "uneven": (uneven, "what kind"), "dated": (dated, "y")}
MODELS = {"dated": ("dummy", "ridge")}


@pytest.fixture(scope="module")
def _awkward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("awkward") / "home"
    store = Store.open(all_settings.load({}, home=folder))
    space = enter(store, None)
    for name, (make, target) in TABLES.items():
        make().to_csv(folder / f"{name}.csv", index=False)
        space.keep_dataset(read(folder / f"{name}.csv", store.objects, settings=store.settings))
        models = MODELS.get(name, ("dummy", "logistic", "tree"))
        job = space.train(Plan(target, models=models, folds=3), name)
        assert run_inline(store, job).state == "done"
    store.close()
    return folder


@pytest.fixture
def awkward(_awkward: Path, home: Path) -> Workspace:
    shutil.copytree(_awkward, home)
    return enter(Store.open(all_settings.load()), None)


def _view(app: AppTest, view: str, classes: str) -> str:
    app.selectbox(key=f"understand.view.{classes}").set_value(view).run()
    assert not app.exception
    said = words(app).replace("\\", "")
    assert not ODD.search(said), ODD.search(said)
    return said


def _run_of(space: Workspace, name: str) -> str:
    from mlcore.training.runs import listing

    found = next(one for one in listing(space.store, space.id) if one.dataset_name == name)
    space.set_control("understand.run", found.id)
    return found.id


def test_a_table_too_small_for_groups_says_so(awkward: Workspace) -> None:
    run_id = _run_of(awkward, "small")
    awkward.set_control(f"understand.trial.{run_id}", "logistic")
    app = run("understand")
    assert "No column parts these 24 rows into groups" in _view(app, "slices", "b")
    assert "There are not two groups with enough rows" in _view(app, "fairness", "b")
    assert set(app.table[0].value.iloc[:, 0]) == {"–"}, "no difference is known, not 0%"
    for view in ("mistakes", "ranking", "probabilities", "leaning", "other", "checks"):
        _view(app, view, "b")


def test_each_of_several_classes_is_read_by_its_own_name(awkward: Workspace) -> None:
    run_id = _run_of(awkward, "uneven")
    awkward.set_control(f"understand.trial.{run_id}", "tree")
    app = run("understand")
    _view(app, "readable", "c")
    leaves = "\n".join(str(code.value) for code in app.code)
    assert all(f"→ {name}: " in leaves for name in ("very good", "so so", "bad  (x)"))
    said = _view(app, "mistakes", "c")
    assert "rare thing is the hardest:" in said
    assert "none of its 2 rows are found." in said
    app.selectbox(key=f"understand.trial.{run_id}").set_value("logistic").run()
    _view(app, "readable", "c")
    for name in ("very good", "so so"):
        app.selectbox(key=f"understand.class.{run_id}").set_value(name).run()
        assert f"log odds of {name}" in words(app)


def test_the_parts_of_a_date_are_read_together(awkward: Workspace) -> None:
    _run_of(awkward, "dated")
    app = run("understand")
    assert "when** stands in several weights that go together" in _view(app, "readable", "n")
    assert "each row keeps its time of day" in _view(app, "effects", "n")
