"""Data: a file is previewed, read as a person says, loaded, and kept in versions."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mlcore import settings as all_settings
from mlcore.data import versions
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess
from mlcore.data.read import Preview, preview, read_bytes
from mlcore.store.store import Store
from mlcore.workspace.workspace import Workspace, enter
from pages.ui import cache_sources
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


def test_F27_one_click_keeps_missing_words_as_text(space: Workspace) -> None:
    app = run("data")
    app.file_uploader[0].upload("a.csv", b"land,n\nNA,1\nxx,2\nnull,3\n").run()
    assert "Read as missing" in words(app)
    app.button(key="upload.tokens").click().run()
    assert app.dataframe[0].value["land"].tolist() == ["NA", "xx", "null"]
    app.button(key="upload.tokens").click().run()
    assert app.dataframe[0].value["land"].isna().tolist() == [True, False, True]


@pytest.mark.parametrize("page", ["explore", "train"])
def test_F03_a_table_without_rows_says_why_nothing_can_be_done(space: Workspace, page: str) -> None:
    space.keep_dataset(read_bytes(b"a,b\n", "empty.csv", space.store.objects))
    app = run(page)
    assert not app.exception
    assert any(said in words(app).lower() for said in ("no rows", "0 rows"))
    starts = [button for button in app.button if button.label.startswith(("Train ", "Tune "))]
    assert all(button.disabled for button in starts)


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


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("one.csv", "a,b\n1,x\n")
        archive.writestr("two.csv", "c,d,e\n7,8,9\n5,6,7\n")
    return stream.getvalue()


def test_the_table_in_an_archive_is_chosen(space: Workspace) -> None:
    app = run("data")
    app.file_uploader[0].upload("all.zip", zipped()).run()
    assert app.dataframe[0].value.columns.tolist() == ["a", "b"]
    entry = next(box for box in app.selectbox if box.label == "Table in the archive")
    entry.select("two.csv").run()
    assert not app.exception
    assert app.dataframe[0].value.columns.tolist() == ["c", "d", "e"]
    app.button(key="upload.load").click().run()
    opened = space.open_dataset()
    assert opened is not None
    assert (opened.name, opened.data.rows) == ("two", 2)


def test_many_files_are_each_a_data_set(space: Workspace) -> None:
    app = run("data")
    app.file_uploader[0].upload("a.csv", b"x\n1\n").upload("b.csv", b"y\n1\n2\n").run()
    assert app.button(key="upload.all").label == "Load all 2"
    app.button(key="upload.all").click().run()
    assert not app.exception
    assert {d.name for d in versions.listing(space.store, space.id)} == {"a", "b"}
    assert list((space.store.settings.home / "uploads").iterdir()) == []


def test_files_of_the_same_columns_become_one_table_or_say_why_not(space: Workspace) -> None:
    app = run("data")
    app.file_uploader[0].upload("sales-01.csv", b"x,y\n1,a\n").upload(
        "sales-02.csv", b"y,x\nb,2.5\n"
    ).upload("other.csv", b"x,z\n1,a\n").run()
    app.button(key="upload.one").click().run()
    assert "The columns do not agree: “other” has “z” and lacks “y”" in words(app)
    assert app.button(key="upload.one")  # all of them still wait
    app.selectbox(key="upload.picked").set_value(
        next(o for o in app.selectbox(key="upload.picked").options if "other" in o)
    ).run()
    app.button(key="upload.away").click().run()
    app.button(key="upload.one").click().run()
    assert not app.exception
    opened = space.needs_dataset()
    assert (opened.name, opened.data.rows) == ("sales", 2)
    assert opened.data.frame()["x"].tolist() == [1.0, 2.5]
    assert list((space.store.settings.home / "uploads").iterdir()) == []


def test_the_uploader_keeps_nothing_and_a_reload_loses_nothing(space: Workspace) -> None:
    app = run("data")
    app.file_uploader[0].upload("a.csv", b"x\n1\n").run()
    assert app.file_uploader[0].value in (None, [])
    again = run("data")
    assert again.button(key="upload.load").label == "Load 1 row"
    again.button(key="upload.away").click().run()
    assert not [button for button in again.button if button.key == "upload.load"]
    assert list((space.store.settings.home / "uploads").iterdir()) == []


def test_invisible_characters_are_removed_with_consent(space: Workspace) -> None:
    app = run("data")
    app.file_uploader[0].upload("a.csv", b"a,b\n1\x00,2\n").run()
    assert "NUL" in words(app)
    next(button for button in app.button if button.label == "Read it without them").click().run()
    assert app.button(key="upload.load").label == "Load 1 row"


def test_two_readings_stand_side_by_side_and_one_is_picked(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def doubtful(path: Any, sha: str, name: str, options: ReadOptions) -> Preview:
        seen = preview(path, options, name)
        told = Guess("header", True, 0.5, (False,))
        return replace(seen, guesses=(*seen.guesses, told)) if options.header is None else seen

    monkeypatch.setattr(cache_sources, "preview", doubtful)
    app = run("data")
    app.file_uploader[0].upload("a.csv", b"a,b\nc,d\ne,f\n").run()
    assert "Two readings fit" in words(app)
    next(button for button in app.button if button.label == "Read it so").click().run()
    assert not app.exception
    assert "Two readings fit" not in words(app)
    assert len(app.dataframe[0].value) == 3


def test_yes_and_no_kept_as_text_are_offered_as_such(space: Workspace) -> None:
    app = run("data")
    app.file_uploader[0].upload("a.csv", b"a,b\n" + b"yes,1\nno,2\n" * 9).run()
    assert "These look like yes and no, kept as text: “a”" in words(app)
    assert "**Two readings fit**: a" in words(app)
    assert "As yes or no" in words(app)
    next(button for button in app.button if button.label == "Read it so").click().run()
    assert app.dataframe[0].value["a"].head(2).tolist() == [True, False]


def test_rejected_lines_can_be_downloaded(space: Workspace) -> None:
    app = run("data")
    app.file_uploader[0].upload("a.csv", b"a,b\n1,2\n=3,4,5\n6,7\n").run()
    (button,) = app.get("download_button")
    assert button.label == "Download the lines set aside"


def test_a_file_of_an_allowed_folder_is_loaded(
    space: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "folder" not in run("data").get("button_group")[0].options
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "t.csv").write_text("a,b\n1,2\n")
    monkeypatch.setenv("LOUPE_FOLDERS", str(tmp_path / "shared"))
    enter(Store.open(all_settings.load()), None).set_control("data.source", "folder")
    app = run("data")
    next(box for box in app.selectbox if box.label == "File").select("t.csv").run()
    assert not app.exception
    app.button(key="upload.load").click().run()
    assert not app.exception
    assert "t** v1 is open" in words(app)
