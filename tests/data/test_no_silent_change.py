"""The first promise: each cell of a dirty CSV is read exactly, or the change is told, or the line
is set aside. Counted over a corpus of generated files, whose tables are known."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pandas as pd
import pytest

from mlcore.data import writing
from mlcore.data.dataset import Dataset
from mlcore.data.options import ReadOptions
from mlcore.data.read import read_bytes
from mlcore.store.objects import Objects
from tests.data.polluter import COLUMNS, POLLUTIONS, Cell, Polluted, polluted

FILES = 360


def read(dirty: Polluted, objects: Objects) -> Dataset:
    return read_bytes(dirty.content, "t.csv", objects, ReadOptions(**dirty.draft.options))


def same(cell: Cell, value: Any) -> bool:
    """Tell whether *value* is the cell as written, or what it means."""
    if (
        value is None
        or value is pd.NaT
        or value is pd.NA
        or (isinstance(value, float) and math.isnan(value))
    ):
        return cell.meaning is None
    if isinstance(value, str):
        return value == cell.writing
    if isinstance(cell.meaning, datetime.date):
        return pd.Timestamp(value) == pd.Timestamp(cell.meaning)
    meaning = cell.meaning
    return not isinstance(meaning, str) and meaning is not None and bool(value == meaning)


def silent(dirty: Polluted, data: Dataset) -> list[str]:
    """Return the differences between the table and what was read of which nobody was told."""
    draft = dirty.draft
    if len(data.columns) != len(draft.names):
        return [f"{len(data.columns)} columns instead of {len(draft.names)}"]
    told = {name for notice in data.warnings for name in notice.columns}
    frame = data.frame().astype(object)
    found = {str(row[0]): row for row in frame.itertuples(index=False, name=None)}
    aside = " ".join(reject.text for reject in data.rejects)
    wrong = []
    for cells in draft.rows:
        row = found.pop(cells[0].writing, None)
        if row is None:
            wrong += [] if cells[0].writing in aside else [f"row {cells[0].writing} is gone"]
            continue
        wrong += [
            f"{cells[0].writing} {name}: {cell.writing!r} read as {value!r}"
            for cell, value, name in zip(cells, row, data.names, strict=True)
            if not same(cell, value) and name not in told
        ]
    wrong += [f"a row too many: {row}" for row in found.values()]
    codes = {notice.code for notice in data.warnings}
    if draft.expected and not draft.expected & codes:
        wrong.append(f"none of {sorted(draft.expected)} told")
    return wrong


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Objects:
    return Objects(tmp_path_factory.mktemp("objects"))


def test_the_corpus_has_every_kind_of_dirt() -> None:
    done = {name for seed in range(FILES) for name in polluted(seed).how}
    assert done == {thing.__name__ for thing in (*COLUMNS, *POLLUTIONS)}


@pytest.mark.parametrize(
    "start", [0, *(pytest.param(at, marks=pytest.mark.slow) for at in range(60, FILES, 60))]
)
def test_no_difference_is_silent(start: int, objects: Objects) -> None:
    wrong = {}
    for seed in range(start, start + 60):
        dirty = polluted(seed)
        differences = silent(dirty, read(dirty, objects))
        if differences:
            wrong[seed, dirty.how] = differences[:3]
    assert wrong == {}


def test_an_open_quote_among_cells_over_several_lines(objects: Objects) -> None:
    """With two bars between cells this mixture once gave columns that do not exist."""
    dirty = polluted(454)
    assert {"double_bars", "open_quote", "lines"} <= set(dirty.how)
    assert silent(dirty, read(dirty, objects)) == []


def test_the_count_can_fail(objects: Objects, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers that drop leading zeros, or glue lines at a quote, are caught."""
    with monkeypatch.context() as patch:
        patch.setattr(writing, "INTEGER", r"^-?\d+$")
        assert any(silent(dirty, read(dirty, objects)) for dirty in map(polluted, range(80)))
    with monkeypatch.context() as patch:
        patch.setattr("mlcore.data.rows.regular", lambda *_: True)
        assert any(silent(dirty, read(dirty, objects)) for dirty in map(polluted, range(80)))
