"""Pages run from the entry script, on a small real workspace."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from mlcore import settings as all_settings
from mlcore.data.read import read
from mlcore.data.samples import sample
from mlcore.jobs import queue
from mlcore.jobs.inline import run_inline
from mlcore.store.store import Store
from mlcore.types import Plan
from mlcore.workspace.workspace import Workspace, enter
from pages.ui import fold
from pages.ui.table import page

APP = str(Path(__file__).parents[2] / "app.py")


@pytest.fixture(scope="session", autouse=True)
def _components_found_once() -> Iterator[None]:
    """Each AppTest reads what every installed package says of itself: 0.2 seconds."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(autouse=True)
def _fresh_caches() -> None:
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def _all_in_view(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page as tall as it needs: what is drawn when a reader comes near is drawn at once."""
    monkeypatch.setattr(fold, "near", lambda key: True)


@pytest.fixture
def space(home: Path) -> Workspace:
    """Return the workspace of this test, empty."""
    return enter(Store.open(all_settings.load()), None)


def keep(space: Workspace, name: str) -> None:
    """Open a sample."""
    store = space.store
    data = read(f"sample:{name}", store.objects, name=sample(name).title, settings=store.settings)
    space.keep_dataset(data)


def train(space: Workspace, name: str, target: str, models: tuple[str, ...]) -> str:
    """Open a sample, train on it at once, and return the job's id."""
    keep(space, name)
    job = space.train(Plan(target, models=models, folds=3), sample(name).title)
    assert run_inline(space.store, job).state == "done"
    return job


@pytest.fixture(scope="session")
def _trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two models: penguins (classes) and tips (a number)."""
    folder = tmp_path_factory.mktemp("trained") / "home"
    store = Store.open(all_settings.load({}, home=folder))
    made = enter(store, None)
    train(made, "tips", "tip", ("dummy", "ridge", "tree"))
    train(made, "penguins", "species", ("dummy", "logistic"))
    assert {model.name for model in made.registry.models()} == {"Restaurant tips", "Penguins"}
    return folder


@pytest.fixture
def trained(_trained: Path, home: Path) -> Workspace:
    """Return a workspace with data, runs and models; Penguins is open."""
    shutil.copytree(_trained, home)
    return enter(Store.open(all_settings.load()), None)


def run(name: str, **query: str) -> AppTest:
    """Run the app on the page *name*, as a person who goes there from home."""
    app = AppTest.from_file(APP, default_timeout=30)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    if name != "home":
        app.switch_page(page(name).script).run()
    return app


def words(app: AppTest) -> str:
    """Return everything the page says, in order of kinds."""
    texts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption]
    return "\n".join(str(element.value) for element in texts)


def jobs_of(space: Workspace) -> int:
    """Return how many jobs there are."""
    return len(queue.listing(space.store, space.id))
