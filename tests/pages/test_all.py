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
