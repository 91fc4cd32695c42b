"""``watch`` and ``feedback`` on the command line: what the page says, as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mlcore import settings
from mlcore.commands.line import main
from mlcore.monitoring import log
from mlcore.monitoring.recorder import Recorder
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from tests.monitoring.traffic_of import KEY, houses, served
from tests.prediction import making


@pytest.fixture
def store() -> Store:
    """Return a store in which ``houses`` was asked 120 rows, one of which is not to be found."""
    import time

    opened, model = Store.open(settings.load(log_rows_second=10_000)), making.model("plain")
    Registry(opened).register(model, "houses")
    told = Recorder(opened)
    for at in range(3):
        told.record(served(model, houses(40, at), f"r{at}", at=time.time()))
    told.close()
    return opened


def said(capsys: pytest.CaptureFixture[str], *line: str) -> Any:
    assert main([*line, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_watch_tells_traffic_drift_and_scores(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    found = said(capsys, "watch", "show", "houses")
    assert (found["version"], found["requests"], found["rows"]) == (1, 3, 120)
    assert found["drift"]["state"] == "none"
    assert found["estimated"] < 0
    assert (found["real"], found["alerts"]) == (None, [])
    assert said(capsys, "watch", "check", "houses")["alerts"] == []
    assert main(["watch", "show", "houses"]) == 0
    assert "drift: none (120 rows, 100 needed)" in capsys.readouterr().out


def test_feedback_from_a_file(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "labels.csv"
    file.write_text("request_id,row,label\nr0,1,210.5\nr0,2,180\nnobody,1,5\n")
    done = said(capsys, "feedback", "houses", str(file))
    assert done == {"rows": 2, "changed": 0, "unknown": ["nobody"]}
    assert [row.label for row in log.of_request(store, "default", "r0")[:3]] == [210.5, 180.0, None]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("request_id,label\nr0,abc\n", "abc"),
        ("request_id,label\nr0,5\n", "different rows"),
        ("id,label\nr0,5\n", "request_id"),
    ],
)
def test_feedback_that_fits_nothing_is_refused(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    file = tmp_path / "labels.csv"
    file.write_text(text)
    assert main(["feedback", "houses", str(file)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert words in error


def test_a_request_is_forgotten(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "watch", "forget", "r1") == {"request_id": "r1", "rows": 40}
    assert log.size(store, KEY) == 80
    assert main(["watch", "forget", "r1"]) == 2
    assert "r1" in capsys.readouterr().err


def test_without_fresh_data_there_is_nothing_to_train_on(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["watch", "retrain", "houses"]) == 2
    assert "nothing newer" in capsys.readouterr().err
