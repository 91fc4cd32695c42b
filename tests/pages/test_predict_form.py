"""The form of Predict at 5, 50 and 200 inputs: what stands open, and how it is filled."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from mlcore import settings as all_settings
from mlcore.data.read import read
from mlcore.prediction.answer import answer
from mlcore.prediction.package import package
from mlcore.store.store import Store
from mlcore.training.train import train
from mlcore.types import Plan
from mlcore.workspace.workspace import Workspace, enter
from pages.ui.predict_form import FIRST, FOUND
from pages.ui.predict_start import typical
from tests.pages.conftest import run, words

WIDE = {"five": 5, "fifty": 50, "many": 200}


def table(columns: int, rows: int = 90) -> pd.DataFrame:
    """Return numbers, a category and a yes or no with gaps, and an answer that leans on few."""
    rng = np.random.default_rng(columns)
    made = {f"n{at}": rng.normal(10, 3, rows).round(2) for at in range(columns - 2)}
    frame = pd.DataFrame(made)
    frame["kind"] = rng.choice(["ash", "beech", "cedar", "dogwood", "elm"], rows)
    frame["wet"] = pd.array(rng.random(rows) < 0.5, dtype="boolean")
    frame["wet"] = frame["wet"].mask(rng.random(rows) < 0.2)
    frame["kind"] = frame["kind"].mask(rng.random(rows) < 0.1)
    frame["n1"] = frame["n1"].mask(rng.random(rows) < 0.1)
    frame["y"] = 5 * frame["n0"] + 3 * (frame["kind"] == "elm") + rng.normal(0, 1, rows).round(2)
    return frame


@pytest.fixture(scope="module")
def _wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wide") / "home"
    store = Store.open(all_settings.load({}, home=folder))
    space = enter(store, None)
    for name, columns in WIDE.items():
        path = folder / f"{name}.csv"
        table(columns).to_csv(path, index=False)
        data = read(path, store.objects, settings=store.settings)
        done = train(data, Plan("y", models=("ridge",), folds=2), threads=1)
        space.registry.register(package(done), name)
    store.close()
    return folder


@pytest.fixture
def wide(_wide: Path, home: Path) -> Workspace:
    shutil.copytree(_wide, home)
    return enter(Store.open(all_settings.load()), None)


def ask(name: str) -> AppTest:
    app = run("predict")
    if app.selectbox(key="predict.model").value != name:
        app.selectbox(key="predict.model").select(name).run()
    assert not app.exception
    return app


def fields(app: AppTest, name: str) -> list[str]:
    """Return the keys of the drawn fields."""
    widgets = [*app.number_input, *app.selectbox, *app.text_input, *app.button_group]
    own = (f"predict.{name}.rows", f"predict.{name}.row", f"predict.{name}.follow")
    keys = [str(widget.key) for widget in widgets if str(widget.key).startswith(f"predict.{name}.")]
    return [key for key in keys if key not in own]


@pytest.mark.parametrize("name", WIDE)
def test_the_most_important_ten_stand_open_and_the_page_answers(wide: Workspace, name: str) -> None:
    app = ask(name)
    model = wide.registry.load(name)
    assert len(fields(app, name)) == min(FIRST, WIDE[name])
    assert f"predict.{name}.n0" in fields(app, name), "what the answer leans on most"
    value = answer(model, [typical(model)])[0].value
    assert isinstance(value, float)
    assert float(app.header[0].value.replace("\\", "")) == pytest.approx(value, rel=0.01)
    folded = [box.label for box in app.expander if "typical values" in box.label]
    rest = f"{WIDE[name] - FIRST} more fields at typical values"
    assert folded == ([] if name == "five" else [rest])


def test_folded_fields_are_found_by_name_and_said_when_changed(wide: Workspace) -> None:
    app = run("predict")
    app.selectbox(key="predict.model").select("many").run()
    app.session_state["predict.more"] = True
    app.run()
    assert len(fields(app, "many")) == FIRST + FOUND
    least = min(wide.registry.load("many").signature.fields, key=lambda field: field.importance)
    app.text_input(key="predict.find").set_value(least.name).run()
    shown = fields(app, "many")[FIRST:]
    assert f"predict.many.{least.name}" in shown
    assert len(shown) < FOUND
    if least.kind == "number":
        app.number_input(key=f"predict.many.{least.name}").set_value(12.5).run()
        assert "1 changed" in next(box.label for box in app.expander if "changed" in box.label)


def test_unknown_is_a_choice_of_its_own_where_training_had_it(wide: Workspace) -> None:
    app = ask("five")
    app.selectbox(key="predict.five.kind").select("ash").run()
    before = app.header[0].value
    app.selectbox(key="predict.five.kind").select("elm").run()
    assert app.header[0].value != before
    app.selectbox(key="predict.five.kind").select("__not_measured__").run()
    app.button_group(key="predict.five.wet").set_value("__not_measured__").run()
    app.number_input(key="predict.five.n1").set_value(None).run()
    said = words(app)
    assert "are empty. The model reads them as *not measured*, not as zero" in said
    model = wide.registry.load("five")
    row = {**typical(model), "kind": None, "wet": None, "n1": None}
    value = answer(model, [row])[0].value
    assert isinstance(value, float)
    assert float(app.header[0].value.replace("\\", "")) == pytest.approx(value, rel=0.01)


def test_a_row_of_the_data_is_found_and_filled_in(wide: Workspace) -> None:
    app = ask("five")
    app.text_input(key="predict.five.rows").set_value("kind = elm, n0 > 11").run()
    places = app.selectbox(key="predict.five.row")
    app.button(key="predict.five.take").click().run()
    row = dict(zip(
        wide.registry.load("five").signature.names,
        wide.registry.load("five").sample.rows[places.value], strict=True,
    ))  # fmt: skip
    assert row["kind"] == "elm"
    assert row["n0"] > 11
    assert app.number_input(key="predict.five.n0").value == row["n0"]
    assert app.selectbox(key="predict.five.kind").value == "elm"
    app.text_input(key="predict.five.rows").set_value("height > 2").run()
    assert "no input called" in words(app)


def test_a_random_row_is_one_of_training_and_typical_values_come_back(wide: Workspace) -> None:
    app = ask("five")
    model = wide.registry.load("five")
    app.button(key="predict.random").click().run()
    names = model.signature.names
    known = {row[names.index("n0")] for row in model.sample.rows}
    assert app.number_input(key="predict.five.n0").value in known
    app.button(key="predict.typical").click().run()
    assert app.number_input(key="predict.five.n0").value == typical(model)["n0"]


@pytest.fixture
def bounded(home: Path) -> Workspace:
    """A model of numbers that have ends, one of them with gaps."""
    space = enter(Store.open(all_settings.load()), None)
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({
        "hour": rng.integers(0, 24, 90), "humidity_pct": rng.uniform(10, 95, 90).round(1),
        "share": rng.uniform(0, 1, 90).round(2), "length_mm": rng.normal(50, 9, 90).round(1),
    })  # fmt: skip
    frame["y"] = frame["hour"] + frame["humidity_pct"] + rng.normal(size=90)
    frame["share"] = frame["share"].mask(frame.index % 9 == 0)
    path = space.store.settings.home / "bounded.csv"
    frame.to_csv(path, index=False)
    data = read(path, space.store.objects, settings=space.store.settings)
    done = train(data, Plan("y", models=("ridge",), folds=2), threads=1)
    space.registry.register(package(done), "bounded")
    return space


def test_a_number_with_ends_is_a_slider_and_help_has_the_unit(bounded: Workspace) -> None:
    app = run("predict")
    assert not app.exception
    hour, wet = (app.slider(key=f"predict.bounded.{name}") for name in ("hour", "humidity_pct"))
    assert (hour.min, hour.max, wet.min, wet.max) == (0, 23, 0.0, 100.0)
    open_, gaps = (app.number_input(key=f"predict.bounded.{n}") for n in ("length_mm", "share"))
    assert " mm. Seen in training" in open_.help
    assert gaps.value is not None, "one that may be missing stays a field that can be emptied"
    hour.set_value(22).run()
    model = bounded.registry.load("bounded")
    value = answer(model, [{**typical(model), "hour": 22}])[0].value
    assert isinstance(value, float)
    assert float(app.header[0].value.replace("\\", "")) == pytest.approx(value, rel=0.01)
    again = run("predict")
    assert again.slider(key="predict.bounded.hour").value == 22
    again.button(key="predict.typical").click().run()
    assert again.slider(key="predict.bounded.hour").value == typical(model)["hour"]


def test_a_value_beyond_the_ends_is_set_back_and_said(bounded: Workspace) -> None:
    bounded.set_control("predict.bounded.hour", 31)
    app = run("predict")
    assert not app.exception
    assert app.slider(key="predict.bounded.hour").value == 23
    assert "is more than fits here; now 23" in words(app)
