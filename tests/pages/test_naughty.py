"""V12, V13: strings that break programs, as names and categories of a table, on every page."""

from __future__ import annotations

import csv
import io

import pytest

from mlcore.data.read import read_bytes
from mlcore.workspace.workspace import Workspace
from tests.pages.conftest import run, words
from tests.pages.test_shared import NAUGHTY

MORE = (
    "undefined", "null", "NaN", "None", "true", "nil", "__proto__", "__class__", "index", "0", "-0",
    "1e400", "0x7f", "${7*7}", "{{7*7}}", "%s%n%x", "{0}", "{name.__class__}", "%(x)s",
    "../../etc/passwd", "C:\\con", "a" * 500, "  padded  ", "\u202ertl\u202c", "Z̴̡̢a̷l̸g̶o̵",
    "\u200bzero", "\ufeffbom", "ÅÅÅ", "ﷺ", "👾🙇💁🙅", "1,000", "½", "٠١٢", "'", '"', "''",
    '"; alert(1)', "\\", "\\n", "$HOME", "`id`", "$(id)", "=1+1", "@SUM(1)", "+cmd", "Scunthorpe",
    "loupe.controls", "workspace", "prediction", "low", "<script>alert(1)</script>", "&amp;",
    "</div>", "javascript:alert(1)", "http://a/%%30%30", "Powerلُلُصّبُلُلصّبُررً ॣ ॣh ॣ ॣ冗", "",
)  # fmt: skip
STRINGS = tuple(dict.fromkeys((*NAUGHTY, *MORE)))


@pytest.fixture
def hostile(space: Workspace) -> Workspace:
    """Return a workspace whose table has every string as a column's name and as a category."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["target", "level", *STRINGS])
    for i in range(2 * len(STRINGS)):
        writer.writerow([i % 2, STRINGS[i // 2], *((i + j) % 7 for j in range(len(STRINGS)))])
    store = space.store
    data = read_bytes(
        text.getvalue().encode(), "![x](y) :red[z].csv", store.objects, settings=store.settings
    )
    space.keep_dataset(data)
    assert len(data.columns) == len(STRINGS) + 2
    return space


@pytest.mark.parametrize("name", ["home", "data", "explore", "clean", "train"])
def test_v12_any_name_is_literal_text_on_every_page(hostile: Workspace, name: str) -> None:
    app = run(name)
    assert not app.exception
    said = words(app)
    assert "did not foresee" not in said
    assert "![x](" not in said
    assert ":red[z]" not in said
    assert "<script>" not in said.replace("\\<script\\>", "")
