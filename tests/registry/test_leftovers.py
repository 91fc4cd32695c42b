"""Folders that a crash in the middle of a deletion left are found and removed, others never."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from mlcore.prediction.model import Model
from mlcore.registry import leftovers
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from mlcore.workspace import deletion
from mlcore.workspace.workspace import enter


def aged(path: Path) -> Path:
    then = time.time() - leftovers.HOUR - 1
    os.utime(path, (then, then))
    return path


def test_only_old_folders_without_a_row_go(home: Path, store: Store) -> None:
    models = home / "models"
    assert leftovers.sweep(store) == 0
    for name in ("old", "young"):
        (models / name).mkdir(parents=True)
        (models / name / "meta.json").write_text("{}")
    aged(models / "old")
    assert leftovers.sweep(store) == 1
    assert [path.name for path in models.iterdir()] == ["young"]


def test_what_a_killed_deletion_leaves_goes_and_a_living_model_stays(
    home: Path, store: Store, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, stays = enter(store, None), Registry(store, "other")
    for registry in (Registry(store, gone.id), stays):
        registry.register(model, "houses")
    monkeypatch.setattr(deletion, "gone", lambda *_: None)  # killed before this
    deletion.delete_workspace(gone)
    monkeypatch.undo()
    monkeypatch.setenv("LOUPE_HOME", str(home))
    folders = [aged(path) for path in (home / "models").iterdir()]
    assert (len(folders), leftovers.sweep(store)) == (2, 1)
    assert stays.load("houses")
