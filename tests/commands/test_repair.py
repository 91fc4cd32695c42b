"""``repair`` on the command line: nothing to do, a lost file, a damaged one."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mlcore import settings
from mlcore.commands.line import main
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from tests.prediction import making


def repaired(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["repair", "--json"]) == 0
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def lose(home: Path) -> None:
    """Delete the database; a connection still open may write into the file that is gone only."""
    for end in ("", "-wal", "-shm"):
        (home / f"loupe.db{end}").unlink(missing_ok=True)


def test_r20_what_was_lost_is_named_again(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store.open(settings.load())
    Registry(store).register(making.model("plain"), "houses")
    store.close()
    nothing = {"aside": None, "versions": [], "unknown": [], "lost": []}
    assert repaired(capsys) == nothing
    lose(home)
    assert repaired(capsys) == {**nothing, "versions": ["houses:1"]}
    lose(home)
    (home / "loupe.db").write_bytes(os.urandom(9_000))
    assert main(["models", "list"]) == 2
    assert "mlcore repair" in capsys.readouterr().err
    assert main(["repair"]) == 0
    said = capsys.readouterr().out
    assert "1 version named again" in said
    assert "damaged file is kept as loupe.db.damaged-" in said
    assert main(["models", "list"]) == 0
    assert "houses" in capsys.readouterr().out
