"""Data: a file is previewed, read as a person says, loaded, and kept in versions."""

from __future__ import annotations

import pytest

from mlcore.data import versions
from mlcore.workspace.workspace import Workspace
from tests.pages.conftest import keep, run, words

SEMICOLON = "größe;preis\n1;2,5\n2;3,5\n3;4,5\n"


def test_a_file_is_previewed_and_loaded(space: Workspace) -> None:
    app = run("data")
    app.file_uploader[0].upload("häuser.csv", SEMICOLON.encode()).run()
    assert not app.exception
    preview = app.dataframe[0].value
    assert preview.columns.tolist() == ["größe", "preis"]
    assert preview["preis"].tolist() == [2.5, 3.5, 4.5]
    assert app.button(key="upload.load").label == "Load 3 rows"
    app.button(key="upload.load").click().run()
    opened = space.open_dataset()
    assert opened is not None
    assert (opened.name, opened.data.rows) == ("häuser", 3)
    assert "häuser** v1 is open" in words(app)


def test_another_reading_gives_another_preview(space: Workspace) -> None:
    app = run("data")
    app.file_uploader[0].upload("a.csv", b"1,2\n3,4\n5,6\n").run()
    header = next(box for box in app.selectbox if box.label == "Column names")
    header.select(False).run()
    assert len(app.dataframe[0].value) == 3


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.csv", b"", "empty"),
        ("page.csv", b"<html><body>log in</body></html>", "web page"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "PNG"),
    ],
)
def test_what_is_no_table_gets_a_card_and_loses_nothing(
    space: Workspace, name: str, data: bytes, said: str
) -> None:
    keep(space, "tips")
    app = run("data")
    app.file_uploader[0].upload(name, data).run()
    assert not app.exception
    assert said in words(app)
    assert "request" in words(app)
    opened = space.open_dataset()
    assert opened is not None
    assert opened.name == "Restaurant tips"


def test_rejected_lines_are_shown(space: Workspace) -> None:
    app = run("data")
    app.file_uploader[0].upload("a.csv", b"a,b\n1,2\n3,4,5\n6,7\n").run()
    assert not app.exception
    assert any("1 line set aside" in expander.label for expander in app.expander)


def test_the_open_table_its_columns_and_versions_are_shown(trained: Workspace) -> None:
    app = run("data")
    head, schema, listed = (element.value for element in app.dataframe)
    assert len(head) == 100
    assert head.index[0] == 1
    assert "species" in schema["Column"].tolist()
    assert listed["Data set"].tolist() == ["Penguins", "Restaurant tips"]


def test_names_that_are_markup_stay_text(space: Workspace) -> None:
    app = run("data")
    evil = '![x](https://evil.example/a.png),"<img src=x onerror=alert(1)>",:red[c]\n1,2,3\n4,5,6\n'
    app.file_uploader[0].upload("![f](https://evil.example).csv", evil.encode()).run()
    app.button(key="upload.load").click().run()
    assert not app.exception
    assert "![" not in words(app).replace("\\[", "").replace("!\\[", "")
    assert len(versions.listing(space.store, space.id)) == 1
