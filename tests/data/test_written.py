"""Cells as they stand in the file, whatever they were read as."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from mlcore.data.read import read
from mlcore.data.source import fetch
from mlcore.data.written import as_written
from mlcore.store.objects import Objects

TEXT = 'rooms,size,when,name\n1,1.50,2020-01-01,"a, b"\n2.5,,2020-01-02,NA\n-3,1e3,2020-01-03, x\n'


def test_every_cell_is_the_file_s_own(tmp_path: Path, objects: Objects) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TEXT)
    data = read(path, objects)
    assert data.column("rooms").kind == "number"
    found = as_written(fetch(path), data)
    header, *rows = list(csv.reader(io.StringIO(TEXT)))
    assert found is not None
    assert list(found.columns) == header
    assert found.fillna("").to_numpy().tolist() == rows


def test_lines_that_were_set_aside_are_not_among_them(tmp_path: Path, objects: Objects) -> None:
    path = tmp_path / "t.csv"
    path.write_text("exported by the ward;;\n;;\na;b;c\n1,5;2;x\n1;2;y\n3;4;z;extra\n5;6;w\n")
    data = read(path, objects)
    found = as_written(fetch(path), data)
    assert found is not None
    assert found["a"].tolist() == ["1,5", "1", "5"]
    assert len(found) == data.rows


@pytest.mark.parametrize("suffix", ["parquet", "json"])
def test_cells_with_types_of_their_own_have_no_writing(
    tmp_path: Path, objects: Objects, suffix: str
) -> None:
    path = tmp_path / f"t.{suffix}"
    frame = pd.DataFrame({"a": [1.0, 2.5]})
    getattr(frame, f"to_{suffix}")(path)
    assert as_written(fetch(path), read(path, objects)) is None


def test_a_file_that_changed_meanwhile_gives_nothing(tmp_path: Path, objects: Objects) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    data = read(path, objects)
    path.write_text("a,b\n1,2\n")
    assert as_written(fetch(path), data) is None
