from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from mlcore.commands.line import main
from mlcore.store.objects import Objects


def aged(home: Path, data: bytes, days: float) -> str:
    objects = Objects(home / "objects")
    sha = objects.put(data)
    then = time.time() - days * 86_400
    os.utime(objects.path(sha), (then, then))
    return sha


def swept(home: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, int]:
    assert main(["--home", str(home), "sweep", *more, "--json"]) == 0
    answer: dict[str, int] = json.loads(capsys.readouterr().out)
    return answer


def test_old_objects_without_a_name_go(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.mkdir(parents=True)
    aged(home, b"ten days", 10)
    aged(home, b"two days", 2)
    now = aged(home, b"now", 0)
    assert swept(home, capsys) == {"objects": 1, "bytes": 8, "models": 0}
    assert swept(home, capsys, "--older-than", "0") == {"objects": 1, "bytes": 8, "models": 0}
    assert list(Objects(home / "objects").names()) == [now]
    assert main(["--home", str(home), "sweep"]) == 0
    assert capsys.readouterr().out.strip() == "0 objects removed, 0.0 MB"
