"""Reading by blocks gives what reading the whole gives: the table, and what is told about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mlcore.data.blocks import engine
from mlcore.data.dataset import Dataset
from mlcore.data.options import ReadOptions
from mlcore.data.read import read_bytes
from mlcore.store.objects import Objects
from tests.data.polluter import polluted

Both = Callable[..., Dataset]
SIZE = 3000


@pytest.fixture
def by_blocks(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Read everything by small blocks; the list says for each file whether that was possible."""
    done: list[bool] = []
    read = engine.read

    def counted(*given: Any) -> engine.Large:
        done.append(False)
        made = read(*given)
        done[-1] = True
        return made

    monkeypatch.setattr(engine, "LARGE", 0)
    monkeypatch.setattr(engine, "SIZE", SIZE)
    monkeypatch.setattr(engine, "read", counted)
    return done


def same(data: bytes, objects: Objects, **options: Any) -> None:
    chosen = ReadOptions(**options)
    made = read_bytes(data, "t.csv", objects, chosen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "LARGE", len(data) + 1)
        whole = read_bytes(data, "t.csv", objects, chosen)
    assert made.columns == whole.columns
    assert made.rejects == whole.rejects
    assert made.warnings == whole.warnings
    assert (made.rows, made.fingerprint, made.lineage) == (
        whole.rows,
        whole.fingerprint,
        whole.lineage,
    )
    assert made.frame().equals(whole.frame())


@pytest.mark.parametrize("start", range(0, 360, 60))
def test_dirty_files_come_out_the_same(start: int, objects: Objects, by_blocks: list[bool]) -> None:
    for seed in range(start, start + 60):
        dirty = polluted(seed)
        same(dirty.content, objects, **dirty.draft.options)
    assert sum(by_blocks) > 20
