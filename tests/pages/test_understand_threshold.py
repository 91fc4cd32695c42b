"""The threshold studio: three ways in, and a saved threshold that answers."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mlcore import settings as all_settings
from mlcore.evaluation.thresholds import Payoff, best, outcomes_at
from mlcore.store.store import Store
from mlcore.training import runs
from mlcore.training.run import OutOfFold
from mlcore.workspace.workspace import Workspace, enter
from tests.pages.conftest import run, train, words


@pytest.fixture(scope="module")
def _binary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("binary") / "home"
    made = enter(Store.open(all_settings.load({}, home=folder)), None)
    train(made, "titanic", "survived", ("dummy", "logistic"))
    return folder


@pytest.fixture
def binary(_binary: Path, home: Path) -> Workspace:
    """Return a workspace with a model of two classes."""
    shutil.copytree(_binary, home)
    return enter(Store.open(all_settings.load()), None)


def _opened() -> AppTest:
    app = run("understand")
    app.get_by_key("understand.view.b").set_value("threshold").run()
    assert not app.exception
    assert "did not foresee" not in words(app)
    return app


def _run_id(space: Workspace) -> str:
    return runs.listing(space.store, space.id)[0].id


def _oof(space: Workspace) -> OutOfFold:
    return runs.load(space.store, space.id, _run_id(space)).oof()


def _facts(app: AppTest) -> str:
    return " ".join(str(cell) for cell in np.ravel(app.table[0].value.to_numpy()))


def test_what_is_worth_most_is_saved_and_answers(binary: Workspace) -> None:
    app, run_id = _opened(), _run_id(binary)
    app.get_by_key(f"understand.way.{run_id}").set_value("worth").run()
    app.number_input(key=f"understand.miss.{run_id}").set_value(-4.0).run()
    oof = _oof(binary)
    expected = best(oof.y, oof.prediction, Payoff(1, -4, -1, 0))
    seen = outcomes_at(oof.y, oof.prediction, expected)
    assert f"{int(seen.alarms):,}" in _facts(app)
    app.button(key="understand.save").click().run()
    assert "Saved as version 2" in words(app)
    name = binary.registry.models()[0].name
    newest = binary.registry.versions(name)[0]
    assert newest.meta.threshold == (
        runs.load(binary.store, binary.id, run_id).classes[1],
        expected,
    )
    assert newest.parent == 1
    assert newest.aliases == ()


def test_capacity_keeps_to_what_can_be_acted_on(binary: Workspace) -> None:
    app, run_id = _opened(), _run_id(binary)
    app.get_by_key(f"understand.way.{run_id}").set_value("capacity").run()
    app.number_input(key=f"understand.capacity.{run_id}").set_value(50).run()
    oof = _oof(binary)
    chances = np.sort(oof.prediction[:, 1])[::-1]
    flagged = 50 if chances[49] > chances[50] else int((chances > chances[50]).sum())
    assert f" {flagged} " in f" {_facts(app)} "


def test_the_other_class_can_be_looked_for(binary: Workspace) -> None:
    app, run_id = _opened(), _run_id(binary)
    first = runs.load(binary.store, binary.id, run_id).classes[0]
    app.selectbox(key=f"understand.positive.{run_id}").select(first).run()
    app.number_input(key=f"understand.threshold.{run_id}").set_value(0.8).run()
    oof = _oof(binary)
    seen = outcomes_at(oof.y, oof.prediction, 0.8, positive=0)
    assert f"{int(seen.alarms):,}" in _facts(app)
    assert f"rows are answered {first}" in words(app).replace("\\", "")


def test_what_was_chosen_is_there_after_a_reload(binary: Workspace) -> None:
    app, run_id = _opened(), _run_id(binary)
    app.number_input(key=f"understand.threshold.{run_id}").set_value(0.35).run()
    again = run("understand")
    assert again.number_input(key=f"understand.threshold.{run_id}").value == 0.35


def test_several_classes_have_no_threshold(trained: Workspace) -> None:
    app = run("understand")
    assert "threshold" not in app.get_by_key("understand.view.c").options
