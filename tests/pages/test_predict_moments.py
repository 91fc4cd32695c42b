"""What a plain field would lose: times of day, and whole numbers beyond what browsers count."""

from __future__ import annotations

import datetime as dt
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
from pages.ui.predict_start import row_of, typical
from tests.pages.conftest import run, words

KEY = "predict.rides.when"


@pytest.fixture(scope="module")
def _rides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a model whose answers hang on the hour."""
    folder = tmp_path_factory.mktemp("rides") / "home"
    store = Store.open(all_settings.load({}, home=folder))
    space = enter(store, None)
    rng = np.random.default_rng(0)
    when = pd.date_range("2024-01-01 00:00", periods=400, freq="97min")
    riders = 10 + 5 * when.hour + rng.normal(0, 1, 400)
    path = folder / "rides.csv"
    ticket = 2**53 + rng.integers(0, 1000, 400)
    pd.DataFrame({"when": when, "ticket": ticket, "riders": riders}).to_csv(path, index=False)
    data = read(path, store.objects, settings=store.settings)
    done = train(data, Plan("riders", models=("tree",), folds=2), threads=1)
    space.registry.register(package(done), "rides")
    store.close()
    return folder


@pytest.fixture
def rides(_rides: Path, home: Path) -> Workspace:
    shutil.copytree(_rides, home)
    return enter(Store.open(all_settings.load()), None)


def said(app: AppTest) -> float:
    return float(app.header[0].value.replace("\\", "").replace(",", ""))


def test_the_time_of_day_is_asked_for_and_answers(rides: Workspace) -> None:
    app, model = run("predict"), rides.registry.load("rides")
    start = typical(model)
    assert said(app) == pytest.approx(float(answer(model, [start])[0].value), rel=0.01)  # type: ignore[arg-type]
    for hour in (2, 22):
        moment = dt.datetime(2024, 1, 12, hour, 15)
        app.datetime_input(key=KEY).set_value(moment).run()
        given = answer(model, [{**start, "when": moment.isoformat()}])[0].value
        assert said(app) == pytest.approx(float(given), rel=0.01)  # type: ignore[arg-type]
    assert "2024-01-12 22:" in words(app).replace("\\", "")
    again = run("predict")
    assert again.datetime_input(key=KEY).value == dt.datetime(2024, 1, 12, 22, 15)


def test_a_training_row_keeps_its_time_of_day(
    rides: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda most: 5)
    app, model = run("predict"), rides.registry.load("rides")
    app.button(key="predict.random").click().run()
    kept = row_of(model, 5)
    assert app.datetime_input(key=KEY).value == kept["when"]
    assert said(app) == pytest.approx(float(answer(model, [kept])[0].value), rel=0.01)  # type: ignore[arg-type]


def test_what_would_bring_another_number_is_said(rides: Workspace) -> None:
    app = run("predict")
    app.session_state["predict.turn"] = True
    app.run()
    app.number_input(key="predict.rides.wanted").set_value(110.0).run()
    assert not app.exception
    assert "The answer would be" in words(app)
    app.number_input(key="predict.rides.wanted").set_value(1e6).run()
    assert "brings the answer there" in words(app)


def test_a_long_whole_number_is_typed_and_keeps_every_digit(
    rides: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda most: 7)
    app, model = run("predict"), rides.registry.load("rides")
    app.button(key="predict.random").click().run()
    box = app.text_input(key="predict.rides.ticket")
    assert int(box.value) == row_of(model, 7)["ticket"] > 2**53
    assert "did not foresee" not in words(app)
    box.set_value(f"{2**53 + 5:,}").run()
    assert app.header, "commas are no harm"
    app.text_input(key="predict.rides.ticket").set_value("many").run()
    assert "The answer waits for" in words(app)
    assert "needs a number" in words(app)
