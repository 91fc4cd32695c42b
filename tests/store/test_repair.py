"""A damaged database file is found out without writing, and put aside."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mlcore import settings
from mlcore.errors import LoupeError
from mlcore.store import repair
from mlcore.store.store import Store


def test_a_sound_file_stays(home: Path) -> None:
    chosen = settings.load()
    assert not repair.damaged(chosen)  # there is none yet
    Store.open(chosen).close()
    assert not repair.damaged(chosen)
    assert repair.put_aside(chosen) == ""
    assert repair.path_of(chosen).is_file()


@pytest.mark.parametrize("damage", ["nonsense", "a page"])
def test_r20_a_damaged_file_is_kept_under_another_name(home: Path, damage: str) -> None:
    chosen = settings.load()
    Store.open(chosen).close()
    path = repair.path_of(chosen)
    data = bytearray(path.read_bytes())
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    data[:100] = b"x" * 100 if damage == "nonsense" else data[:100]
    data[4_096 : 4_096 * 3] = b"\xff" * 4_096 * 2
    path.write_bytes(data)
    assert repair.damaged(chosen)
    aside = repair.put_aside(chosen)
    assert aside.startswith("loupe.db.damaged-")
    assert path.with_name(aside).read_bytes() == data
    assert not path.exists()
    Store.open(chosen).close()
    assert not repair.damaged(chosen)


def test_a_server_is_not_repaired_from_here(home: Path) -> None:
    with pytest.raises(LoupeError) as caught:
        repair.put_aside(settings.load(database="postgresql://nobody@127.0.0.1/none"))
    assert caught.value.code == "database_not_a_file"


@pytest.mark.parametrize("folder", ["100% sure", "a#b", "who?"])
def test_a_sound_file_stays_whatever_its_folder_is_called(tmp_path: Path, folder: str) -> None:
    chosen = settings.load(home=tmp_path / folder)
    Store.open(chosen).close()
    assert repair.put_aside(chosen) == ""
    assert repair.path_of(chosen).is_file()


def test_a_file_that_somebody_locks_is_not_damaged(home: Path) -> None:
    chosen = settings.load()
    Store.open(chosen).close()
    other = sqlite3.connect(repair.path_of(chosen), isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LoupeError) as caught:
        repair.put_aside(chosen)
    other.close()
    assert caught.value.code == "database_unavailable"
    assert repair.path_of(chosen).is_file()
