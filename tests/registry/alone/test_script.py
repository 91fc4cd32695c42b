"""``predict.py`` answers as REST does, with no Loupe to import; what was changed is refused."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from mlcore import settings
from mlcore.errors import LoupeError
from mlcore.registry.alone.script import files, zipped
from mlcore.registry.registry import Registry
from mlcore.serving import tokens
from mlcore.serving.app import create_app
from mlcore.store.store import Store
from tests.api.conftest import BASE
from tests.environments import environment
from tests.prediction import making
from tests.prediction.test_parity import json_rows, raw_rows

QUICK = ("plain", "booleans", "missing", "gaps")
SLOW = ("dates", "unicode", "texts", "classes", "rare", "cleaned", "light", "margins", "network")
EACH = (*QUICK, *(pytest.param(case, marks=pytest.mark.slow) for case in SLOW))


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    opened = Store.open(settings.load())
    yield opened
    opened.close()


def laid_out(registry: Registry, ref: str, folder: Path) -> Path:
    for name, data in files(registry, ref).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def ran(folder: Path, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the script in a Python that finds nothing of this project."""
    command = [sys.executable, "-I", "predict.py", *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, **options
    )


def rest(store: Store, name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    token = tokens.create(store, "default").token
    client = TestClient(create_app(store, store.settings), base_url=BASE)
    reply = client.post(
        f"/v1/models/{name}/predict",
        headers={"Authorization": f"Bearer {token}"},
        json={"rows": rows},
    )
    assert reply.status_code == 200, reply.text
    found: list[dict[str, Any]] = reply.json()["predictions"]
    return found


@pytest.mark.parametrize("case", EACH)
def test_the_script_answers_as_rest_does(store: Store, tmp_path: Path, case: str) -> None:
    registry = Registry(store)
    registry.register(making.model(case), case)
    folder = laid_out(registry, case, tmp_path / "alone")
    assert "mlcore" not in {
        line.split()[1].split(".")[0]
        for line in (folder / "predict.py").read_text().splitlines()
        if line.startswith(("import ", "from "))
    }
    rows = json.loads(json.dumps(json_rows(raw_rows(case))))  # unseen levels, values out of range
    (folder / "rows.json").write_text(json.dumps(rows))
    done = ran(folder, "rows.json")
    assert done.returncode == 0, done.stderr[-2000:]
    for mine, theirs in zip(json.loads(done.stdout), rest(store, case, rows), strict=True):
        if "probabilities" in theirs:
            assert mine["value"] == theirs["value"]
            assert mine["probabilities"] == pytest.approx(theirs["probabilities"], abs=1e-9)
        else:
            assert mine["value"] == pytest.approx(theirs["value"], rel=1e-9)
            assert mine["interval"] == pytest.approx(
                theirs["interval"] if isinstance(theirs["interval"], list)
                else [theirs["interval"]["low"], theirs["interval"]["high"]], rel=1e-9
            )  # fmt: skip


def test_a_threshold_goes_along_and_bad_rows_say_why(store: Store, tmp_path: Path) -> None:
    registry = Registry(store)
    registry.register(making.model("booleans"), "sold")
    registry.with_threshold("sold", 1, "True", 0.01)
    folder = laid_out(registry, "sold:2", tmp_path / "alone")
    rows = [*making.model("booleans").golden.rows[:3], {"size": "big"}]
    done = ran(folder, "-", input=json.dumps({"rows": rows}))
    found = json.loads(done.stdout)
    answers = registry.load("sold:2").codes
    assert answers is not None
    for answer in found[:3]:
        assert answer["value"] is (answer["probabilities"]["True"] >= 0.01)
    assert found[3]["value"] is None
    assert any("needs a number" in problem for problem in found[3]["error"])


def refused_in_words(folder: Path) -> None:
    (folder / "empty.csv").write_text("")
    (folder / "ragged.csv").write_text("a,b\n1,2\n3\n")
    (folder / "broken.json").write_text("[{")
    for words, said in (
        (("none.csv",), "No such file or directory: none.csv"),
        (("empty.csv",), "empty.csv is empty"),
        (("ragged.csv",), "line 3 has 1 cells instead of 2"),
        (("broken.json",), "Expecting"),
        (("broken.json", "-o", "x.csv"), "error: "),
    ):
        done = ran(folder, *words)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
        assert said in done.stderr


def test_a_table_and_http(store: Store, tmp_path: Path) -> None:
    registry = Registry(store)
    registry.register(making.model("plain"), "m")
    folder = laid_out(registry, "m", tmp_path / "alone")
    rows = list(making.model("plain").golden.rows[:4])
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    (folder / "rows.csv").write_text(text.getvalue())
    assert ran(folder, "rows.csv", "-o", "out.json").returncode == 0
    values = [answer["value"] for answer in json.loads((folder / "out.json").read_text())]
    assert values == pytest.approx([answer["value"] for answer in rest(store, "m", rows)], rel=1e-9)
    assert ran(folder, "rows.csv", "-o", "out.csv").returncode == 0
    with (folder / "out.csv").open(newline="") as file:
        written = list(csv.DictReader(file))
    assert [float(row["prediction"]) for row in written] == pytest.approx(values)
    with (folder / "rows.csv").open(newline="") as file:
        for mine, theirs in zip(written, csv.DictReader(file), strict=True):
            assert mine.items() >= theirs.items()
            assert float(mine["low"]) < float(mine["prediction"]) < float(mine["high"])
    refused_in_words(folder)
    command = [sys.executable, "-I", "predict.py", "--serve", "0"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            port = server.stderr.readline().split()[-1]
            address = f"http://127.0.0.1:{port}/predict"
            request = urllib.request.Request(address, json.dumps(rows).encode())
            with urllib.request.urlopen(request, timeout=30) as reply:
                served = json.loads(reply.read())["predictions"]
        finally:
            server.terminate()
    assert [answer["value"] for answer in served] == pytest.approx(values)


def test_a_changed_model_is_refused(store: Store, tmp_path: Path) -> None:
    registry = Registry(store)
    registry.register(making.model("plain"), "m")
    folder = laid_out(registry, "m", tmp_path / "alone")
    path = folder / "model" / "model.skops"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    done = ran(folder, "-", input="[]")
    assert done.returncode == 1
    assert done.stderr == "error: model.skops was changed since it was exported\n"


def test_the_zip_holds_what_a_container_needs(store: Store) -> None:
    registry = Registry(store)
    registry.register(making.model("plain"), "m")
    with zipfile.ZipFile(io.BytesIO(zipped(registry, "m"))) as made:
        docker = made.read("Dockerfile").decode()
        pins = made.read("requirements.txt").decode().split()
        copied = [line.split()[1] for line in docker.splitlines() if line.startswith("COPY")]
        assert all(any(n.startswith(name) for n in made.namelist()) for name in copied)
    assert f"FROM python:{sys.version_info.major}.{sys.version_info.minor}-slim" in docker
    assert {pin.split("==")[0] for pin in pins} >= {"scikit-learn", "skops", "numpy", "pandas"}
    assert not any(pin.startswith(("streamlit", "loupe")) for pin in pins)
    with pytest.raises(LoupeError, match="no version 9"):
        zipped(registry, "m:9")


@pytest.mark.slow
def test_an_environment_of_its_own_is_enough(store: Store, tmp_path: Path) -> None:
    registry = Registry(store)
    registry.register(making.model("plain"), "m")
    folder = laid_out(registry, "m", tmp_path / "alone")
    rows = list(making.model("plain").golden.rows)
    python = environment(folder, "-r", "requirements.txt")
    done = subprocess.run(
        [python, "-I", "predict.py"], cwd=folder, input=json.dumps(rows),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    values = [answer["value"] for answer in json.loads(done.stdout)]
    assert values == pytest.approx([answer["value"] for answer in rest(store, "m", rows)], rel=1e-9)
