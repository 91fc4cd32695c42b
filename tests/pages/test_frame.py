"""What stands around every page."""

from __future__ import annotations

import re
import time

import pytest

from mlcore.workspace.workspace import Workspace
from pages.ui import frame
from tests.pages.conftest import keep, run, words


def test_v07_who_was_at_work_is_told_of_a_restart(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(space, "tips")
    space.set_control("train.folds", 7)
    monkeypatch.setattr(frame, "STARTED", time.time() + 5)  # as if the server began just now
    app = run("train")
    assert re.search(r"The server restarted at \d\d:\d\d; nothing lost", words(app))
    assert app.number_input(key="train.folds").value == 7
    app.run()
    assert "nothing lost" in words(app)


def test_pages_that_run_without_the_server_say_so(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "make run" not in words(run("home"))
    monkeypatch.setattr("sys.argv", ["/somewhere/app.py"])
    app = run("home")
    assert "Only the pages are running" in words(app)
    assert "`make run`" in words(app)


@pytest.mark.parametrize("away", [-60.0, 7200.0])
def test_v07_others_are_not(
    trained: Workspace, monkeypatch: pytest.MonkeyPatch, away: float
) -> None:
    monkeypatch.setattr(frame, "STARTED", trained.used + away)
    assert "nothing lost" not in words(run("home"))


def test_v07_it_is_said_for_some_minutes(
    trained: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "STARTED", trained.used + 1)
    monkeypatch.setattr(frame, "TOLD", 0.0)
    assert "nothing lost" not in words(run("home"))
