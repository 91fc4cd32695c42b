"""V12, V13: strings that break programs, as names and categories of a table, on every page."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from mlcore import settings as all_settings
from mlcore.data.read import read_bytes
from mlcore.store.store import Store
from mlcore.workspace.workspace import enter
from tests.naughty import STRINGS
from tests.pages.conftest import run, words

HELD = 400
"""Columns of one table; the strings take as many tables as they need."""
PARTS = [STRINGS[at : at + HELD] for at in range(0, len(STRINGS), HELD)]


@pytest.fixture(scope="module", params=range(len(PARTS)))
def _hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose open table has strings as columns' names and as categories."""
    folder = tmp_path_factory.mktemp("hostile") / "home"
    strings = PARTS[request.param]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["target of mine", "level of mine", *strings])
    for i in range(len(strings)):
        writer.writerow([i % 2, strings[i], *((i + j) % 7 for j in range(len(strings)))])
    store = Store.open(all_settings.load({}, home=folder))
    data = read_bytes(
        text.getvalue().encode(), "![x](y) :red[z].csv", store.objects, settings=store.settings
    )
    enter(store, None).keep_dataset(data)
    assert len(data.columns) == len(strings) + 2
    store.close()
    return folder


@pytest.fixture
def hostile(_hostile: Path, home: Path) -> None:
    """Put that home where the pages look."""
    shutil.copytree(_hostile, home)


@pytest.mark.parametrize("name", ["home", "data", "explore", "clean", "train"])
def test_v12_any_name_is_literal_text_on_every_page(hostile: None, name: str) -> None:
    app = run(name)
    assert not app.exception
    said = words(app)
    assert "did not foresee" not in said
    assert "![x](" not in said
    assert ":red[z]" not in said
    assert "<script>" not in said.replace("\\<script\\>", "")
