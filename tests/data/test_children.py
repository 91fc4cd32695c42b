"""Files are decoded by a limited child: its end, however it comes, is told in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mlcore.data import children
from mlcore.data.children import PARSING, QUERYING, Task, done
from mlcore.data.made import Made
from mlcore.data.options import ReadOptions
from mlcore.data.read import preview, read, read_bytes
from mlcore.errors import LoupeError
from mlcore.process import limited
from mlcore.process.limited import Runner
from mlcore.settings import Settings, load
from mlcore.store.objects import Objects

REAL_CHILDREN = True
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _finds_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Replace the shared server by one that has nothing preloaded and finds the tests."""
    monkeypatch.setattr(limited, "LOOK", 0.05)  # its end is waited for as long
    made = Runner(())
    monkeypatch.setattr(children, "RUNNER", made)
    yield made
    made.close()


def test_a_table_is_the_same_whoever_decodes_it(objects: Objects, tmp_path: Path) -> None:
    data = b"id,when,x\n007,2026-01-02,1\n008,,2.5\n009,2026-01-04,?\n1,2,3,4\n"
    made = read_bytes(data, "a.csv", objects)
    request = {"path": str(tmp_path / "a.csv"), "filename": "a.csv", "label": "a.csv",
               "options": {}, "settings": children.plain(load())}  # fmt: skip
    (tmp_path / "a.csv").write_bytes(data)
    from mlcore.data.reading import whole

    here = Made.from_json(whole(request, tmp_path))
    assert (made.columns, made.rows, made.rejects) == (here.columns, here.rows, here.rejects)
    assert made.warnings == here.notices
    assert made.frame().equals(here.frame(tmp_path))
    assert made.frame()["id"].tolist() == ["007", "008", "009"]


def test_nothing_is_left_behind(objects: Objects, home: Path) -> None:
    read_bytes(b"a\n1\n", "a.csv", objects)
    preview(b"a\n1\n", filename="a.csv")
    with pytest.raises(LoupeError):
        read_bytes(b"", "a.csv", objects)
    assert list((home / "scratch").iterdir()) == []


def test_a_file_is_read_where_it_lies_by_a_relative_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n2\n")
    monkeypatch.chdir(tmp_path)
    assert read("a.csv").frame()["a"].tolist() == [1, 2]


def test_a_refusal_arrives_with_its_place(objects: Objects) -> None:
    with pytest.raises(LoupeError) as caught:
        read_bytes(b'[{"a": 1},\n{"a": 2},,]', "a.json", objects)
    assert caught.value.code == "not_json"
    assert caught.value.where[0].line == 2


def test_options_survive_the_way(objects: Objects) -> None:
    options = ReadOptions(separator=";", decimal=",", missing=("-9",), kinds=(("a", "text"),))
    made = read_bytes(b"a;b\n1;2,5\n2;-9\n", "a.csv", objects, options)
    assert made.frame()["a"].tolist() == ["1", "2"]
    assert made.frame()["b"].tolist()[0] == 2.5
    assert made.column("b").missing == 1


@pytest.mark.parametrize("ends", [PARSING, QUERYING], ids=["parse", "query"])
@pytest.mark.parametrize(
    ("name", "request_", "code"),
    [
        ("crash", {"signal": 11}, "crashed"),
        ("fail", {}, "crashed"),
        ("hog", {}, "memory"),
        ("burst", {"size": 10**11}, "memory"),
        ("sleep", {}, "time"),
    ],
)
@pytest.mark.usefixtures("runner")
def test_every_end_has_its_words(
    home: Path, ends: Any, name: str, request_: dict[str, Any], code: str
) -> None:
    settings = Settings(home=home, parse_mb=300, parse_seconds=1 if name == "sleep" else 60)
    task = Task(f"tests.process.rehearsal:{name}", request_, "t.csv", ends)
    with pytest.raises(LoupeError) as caught, done(task, settings):
        pass
    kind = "parse" if ends is PARSING else "query"
    assert caught.value.code == f"{kind}_{code}"
    assert caught.value.to_dict()["where"] == [{"file": "t.csv"}]
    assert "hunter2" not in str(caught.value)
    assert list((home / "scratch").iterdir()) == []


def test_the_database_url_does_not_reach_a_child(home: Path) -> None:
    settings = Settings(home=home, database="postgresql://me:hunter2@h/db", max_rows=7)
    said = children.plain(settings)
    assert "hunter2" not in str(said)
    assert children.settings_of({"settings": said}) == replace(settings, database="")


def test_limits_of_the_settings_reach_the_child(objects: Objects, home: Path) -> None:
    with pytest.raises(LoupeError) as caught:
        read_bytes(b"a\n1\n2\n3\n", "a.csv", objects, settings=Settings(home=home, max_rows=2))
    assert caught.value.code == "table_too_long"
