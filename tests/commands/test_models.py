"""The registry on the command line: moved, marked, compared, deleted, taken along, told."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlcore import settings
from mlcore.commands.line import main
from mlcore.data.read import read
from mlcore.jobs import queue
from mlcore.jobs.inline import run_inline
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from mlcore.types import Plan
from mlcore.workspace.workspace import enter
from tests.prediction import making

Call = Callable[..., Any]


@pytest.fixture
def call(home: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Return ``call(*words, code=0)``: the JSON of a command, or its error."""
    registry = Registry(Store.open(settings.load()))
    for case in ("plain", "gaps"):
        registry.register(making.model(case), "m")

    def run(*words: object, code: int = 0) -> Any:
        assert main(["models", *map(str, words), "--json"]) == code
        said = capsys.readouterr()
        return json.loads(said.out) if code == 0 else said.err

    return run


def test_promote_with_evidence_and_back(call: Call) -> None:
    tried = call("try", "m", 2)
    assert tried["evidence"]["replay"]["source"] == "golden rows"
    assert call("show", "m")["versions"][1]["aliases"] == ["champion"]
    moved = call("promote", "m", 2)
    assert (moved["name"], moved["alias"], moved["version"]) == ("m", "champion", 2)
    assert moved["evidence"]["champion"] == 1
    assert call("rollback", "m")["version"] == 1
    assert call("promote", "m", 2, "--alias", "nightly")["alias"] == "nightly"
    assert call("drop", "m", "nightly")["alias"] == "nightly"
    assert "no champion" in call("drop", "m", "champion", code=2)


def test_a_gate_closes_and_force_opens(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOUPE_GATE_ROWS", "500")
    assert "at least 500 are wanted" in call("promote", "m", 2, code=2)
    assert call("promote", "m", 2, "--force")["version"] == 2


def test_a_challenger_is_tried_and_ended(call: Call) -> None:
    assert call("challenge", "m")["version"] is None
    Registry(Store.open(settings.load())).register(making.model("unicode"), "m")
    tried = call("challenge", "m", 2, "--share", 5, "--shadow")
    assert (tried["version"], tried["share"], tried["shadow"]) == (2, 5.0, True)
    assert tried["trial"]["champion"]["version"] == 1
    again = call("challenge", "m", "--no-shadow")
    assert (again["share"], again["shadow"]) == (5.0, False)
    assert call("challenge", "m", "--share", 0)["share"] == 0.0
    assert "from 0 to 50" in call("challenge", "m", "--share", 80, code=2)
    assert "other inputs" in call("challenge", "m", 3, "--share", 5, code=2)
    assert "no model" in call("challenge", "nobody", code=2)


def test_what_is_said_of_a_challenger_can_be_read(
    call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "challenge", "m", "2", "--shadow"]) == 0
    said = capsys.readouterr().out
    assert "m: version 2 is tried: shadow" in said
    assert "champion" in said
    assert "unheard: 0 rows" in said


def test_marks_search_and_differences(call: Call) -> None:
    marked = call("mark", "m", 2, "--tag", "winter", "--tag", "ward 7", "--note", "tried")
    assert (marked["tags"], marked["note"]) == (["winter", "ward 7"], "tried")
    assert [(row["name"], row["version"]) for row in call("search", "ward winter")] == [("m", 2)]
    parts = {row["part"] for row in call("compare", "m", 1, 2)}
    assert {"model", "inputs", "data"} <= parts


def test_a_file_goes_out_and_in(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "m.zip"
    assert call("export", "m:2", out)["version"] == 2
    assert call("import", out, "again") == {"name": "again", "version": 1}
    out.write_bytes(b"\x80\x04.")
    assert "pickle" in call("import", out, "evil", code=2)
    assert "no such file" in call("import", tmp_path / "none.zip", "x", code=2)
    assert "cannot be written" in call("export", "m", tmp_path / "no" / "m.zip", code=2)


def test_a_script_goes_out(call: Call, tmp_path: Path) -> None:
    call("export", "m", tmp_path / "alone", "--script")
    names = {path.name for path in (tmp_path / "alone").rglob("*") if path.is_file()}
    expected = {"predict.py", "requirements.txt", "Dockerfile", "model.skops", "signature.json"}
    assert names == expected
    assert "something in it" in call("export", "m", tmp_path / "alone", "--script", code=2)
    call("export", "m", tmp_path / "alone.zip", "--script")
    assert (tmp_path / "alone.zip").read_bytes().startswith(b"PK")


def test_r12_a_version_is_trained_again_and_waits(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    space = enter(Store.open(settings.load()), None)
    space.keep_dataset(read("sample:tips", space.store.objects, settings=space.store.settings))
    space.train(Plan("tip", models=("dummy", "ridge"), folds=2), "tips")
    assert run_inline(space.store, queue.listing(space.store, space.id)[0].id).state == "done"
    assert main(["models", "retrain", "tips", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"name": "tips", "version": 2, "of": 1}
    first, second = (space.registry.meta("tips", number) for number in (1, 2))
    assert (second.plan, second.recipe, second.score) == (first.plan, first.recipe, first.score)
    assert space.registry.resolve("tips")[1] == 1  # until somebody promotes the other
    for name, version, said in (("tips", "7", "no version 7"), ("nobody", "1", "no model")):
        assert main(["models", "retrain", name, version]) == 2
        assert said in capsys.readouterr().err.lower()


def test_deleting_says_what_points(call: Call) -> None:
    assert "it is champion" in call("delete", "m", 1, code=2)
    assert call("delete", "m", 2) == {"name": "m", "version": 2}
    assert call("delete", "m", 1, "--force")["version"] == 1
    assert call("list") == []


@pytest.mark.parametrize("words", [("list",), ("list", "--json")])
def test_who_reads_no_further_hears_no_complaint(
    call: Call, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: Any
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert main(["models", *words]) == 0
    assert capsys.readouterr().err == ""


def test_the_audit_log(call: Call) -> None:
    call("promote", "m", 2)
    call("promote", "m", 9, code=2)
    told = call("audit", "--last", 2)
    assert (told["records"], told["whole"], told["breaches"]) == (4, True, [])
    assert [(r["who"], r["result"]) for r in told["last"]] == [
        ("command line", "unknown_version"),
        ("command line", "done"),
    ]
    assert call("audit", "--accept")["records"] == 4


@pytest.mark.parametrize(
    "words", [("list",), ("show", "m"), ("audit",), ("try", "m", "2"), ("search", "m")]
)
def test_people_read_lines(
    call: Call, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", *words]) == 0
    assert capsys.readouterr().out.strip()
