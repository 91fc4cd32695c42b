"""Every page opens: in an empty workspace, and in one with work; always inside the app's frame."""

from __future__ import annotations

import pytest

from mlcore.workspace.workspace import Workspace
from pages.ui.table import PAGES, PageEntry
from tests.pages.conftest import run, words


def test_the_table_names_pages_once_and_urls_differ_from_files() -> None:
    assert len({entry.name for entry in PAGES}) == len({entry.url for entry in PAGES}) == len(PAGES)
    assert all(entry.url != entry.name for entry in PAGES)


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.name)
def test_every_page_opens_when_there_is_nothing(space: Workspace, entry: PageEntry) -> None:
    app = run(entry.name)
    assert not app.exception
    assert len(app.title) == 1
    assert "Workspace · saved" in words(app)  # the frame of app.py is there
    assert "did not foresee" not in words(app)


NEEDS = {
    "explore": ("No data set is open", "Load data"),
    "clean": ("No data set is open", "Load data"),
    "train": ("No data set is open", "Load data"),
    "understand": ("No finished model yet", "Load data"),
    "predict": ("No model yet", "Train models"),
    "models": ("No model is registered yet", "Train models"),
    "serve": ("No model is in service yet", "Train models"),
}


@pytest.mark.parametrize("name", NEEDS)
def test_v09_a_page_that_lacks_something_says_what_and_leads_there(
    space: Workspace, name: str
) -> None:
    app = run(name)
    missing, label = NEEDS[name]
    assert any(missing in heading.value for heading in app.subheader)
    way = next(b for b in app.button if (b.key or "").startswith("empty.") and label in b.label)
    after = way.click().run()
    assert not after.exception
    assert after.title[0].value != app_title(name)


def app_title(name: str) -> str:
    return next(entry.title for entry in PAGES if entry.name == name)


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.name)
def test_every_page_opens_when_there_is_work(trained: Workspace, entry: PageEntry) -> None:
    app = run(entry.name)
    assert not app.exception
    assert len(app.title) == 1
    assert "did not foresee" not in words(app)
    primary = [button for button in app.button if button.proto.type == "primary"]
    assert len(primary) <= 1  # one primary button a page


def test_the_workspace_stands_in_the_url(space: Workspace) -> None:
    assert run("home").query_params["workspace"] == "default"
    assert run("data").query_params["workspace"] == "default"
