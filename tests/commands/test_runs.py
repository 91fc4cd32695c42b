"""``runs``: the trainings there are, and one of them as a script."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mlcore.commands.line import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    words = ["train", "sample:tips", "--target", "tip", "--models", "dummy,ridge", "--folds", "2"]
    assert main(["--home", str(folder), *words, "--json"]) == 0
    return folder


def said(home: Path, capsys: Capture, *words: str) -> object:
    capsys.readouterr()
    assert main(["--home", str(home), *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_runs_are_listed(home: Path, capsys: Capture) -> None:
    assert said(home, capsys, "runs", "list") == [
        {"run": 1, "data": "tips", "target": "tip", "metric": "neg_root_mean_squared_error",
         "models": 2}
    ]  # fmt: skip


def test_a_run_leaves_as_a_script_that_reproduces_it(
    home: Path, capsys: Capture, tmp_path: Path
) -> None:
    out = tmp_path / "train.zip"
    answer = said(home, capsys, "runs", "export", "last", str(out))
    assert answer == {
        "run": 1, "models": 2, "file": str(out),
        "holds": ["train.py", "requirements.txt", "table.parquet"],
    }  # fmt: skip
    zipfile.ZipFile(out).extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", "train.py"], cwd=tmp_path, check=False, capture_output=True,
        text=True, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_a_run_nobody_made_is_refused(home: Path, capsys: Capture, tmp_path: Path) -> None:
    assert main(["--home", str(home), "runs", "export", "7", str(tmp_path / "x.py")]) == 2
    assert capsys.readouterr().err.startswith("error: There is no such training run")
    assert main(["--home", str(home), "runs", "export", "1", str(tmp_path / "no" / "x.py")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_two_runs_are_compared(home: Path, capsys: Capture) -> None:
    words = ["train", "sample:tips", "--target", "tip", "--models", "dummy,ridge", "--folds", "3"]
    assert main(["--home", str(home), *words, "--json"]) == 0
    answer = said(home, capsys, "runs", "compare", "1", "last")
    assert isinstance(answer, dict)
    assert answer["comparable"] is True
    assert answer["changes"] == [{"part": "plan", "what": "folds", "before": "2", "after": "3"}]
    assert answer["how"] == "rows"
    assert {model["title"] for model in answer["models"]} == {"Ridge", "Baseline"}
    assert main(["--home", str(home), "runs", "compare", "1", "2"]) == 0
    assert "plan folds: 2 → 3" in capsys.readouterr().out


def test_a_curve_and_the_steps_are_told_in_words(home: Path, capsys: Capture) -> None:
    curve = said(home, capsys, "runs", "curve", "1", "--model", "ridge", "--setting", "alpha")
    assert isinstance(curve, dict)
    assert curve["present"] in [point["at"] for point in curve["points"]]
    assert main(["--home", str(home), "runs", "curve", "1", "--model", "ridge"]) == 0
    told = capsys.readouterr()
    assert "Training rows" in told.out
    assert "of 12" in told.err
    assert main(["--home", str(home), "runs", "steps", "1"]) == 0
    assert "no steps" in capsys.readouterr().out
    assert main(["--home", str(home), "runs", "curve", "1", "--setting", "nothing"]) == 2


def test_a_report_and_a_card_are_written(home: Path, capsys: Capture, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    answer = said(home, capsys, "runs", "report", "1", str(out), "--model", "ridge")
    assert answer == {"run": 1, "model": "ridge", "file": str(out)}
    assert "Plotly.newPlot" in out.read_text("utf-8")
    words = ["train", "sample:tips", "--target", "tip", "--models", "dummy", "--folds", "2"]
    said(home, capsys, *words, "--name", "tips")
    card = said(home, capsys, "models", "card", "tips")
    assert isinstance(card, dict)
    assert card["title"] == "tips, version 1"
    for name, begins in (("card.md", "# tips, version 1"), ("card.html", "<!doctype html>")):
        said(home, capsys, "models", "card", "tips:1", "-o", str(tmp_path / name))
        assert (tmp_path / name).read_text("utf-8").startswith(begins)
    assert main(["--home", str(home), "models", "card", "tips", "-o", str(tmp_path / "x.pdf")]) == 2
    assert "error: " in capsys.readouterr().err
