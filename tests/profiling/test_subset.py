"""A part of a table: the rows of a bar are those the bar counts, and they keep their numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.profiling.profile import profile
from mlcore.profiling.subset import Condition, positions, subset
from tests.profiling.tables import dataset

RANDOM = np.random.default_rng(0)
FRAME = pd.DataFrame(
    {
        "number": RANDOM.normal(50, 10, 700),
        "whole": RANDOM.integers(0, 5, 700),
        "*": RANDOM.choice(["a", "b", None], 700),
        "flag": RANDOM.random(700) < 0.3,
        "day": pd.Timestamp("2020-01-01") + pd.to_timedelta(RANDOM.integers(0, 900, 700), "D"),
    }
)
FRAME.loc[:20, "number"] = np.nan


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return dataset(FRAME, tmp_path_factory.mktemp("subset"))


def test_every_bar_has_the_rows_it_counts(data: Dataset) -> None:
    for column in profile(data).columns:
        if column.histogram is not None:
            edges, counts = column.histogram.edges, column.histogram.counts
            for i, rows in enumerate(counts):
                last = i + 1 == len(counts)
                part = Condition(column.name, edges[i], edges[i + 1], closed=last)
                assert len(positions(data, part)) == rows, (column.name, i)
        for value, rows in column.top:
            found = positions(data, Condition(column.name, values=(value,)))
            assert len(found) == rows, (column.name, value)


def test_the_part_is_a_table_with_its_own_counts(data: Dataset) -> None:
    part = subset(data, Condition("*", values=("a", "b")))
    expected = FRAME[FRAME["*"].notna()]
    assert part.positions.tolist() == expected.index.tolist()
    assert part.data.rows == len(expected)
    frame = part.data.frame()
    assert frame["number"].tolist() == pytest.approx(expected["number"].tolist(), nan_ok=True)
    assert frame.dtypes.tolist() == data.frame().dtypes.tolist()
    assert part.data.column("*").missing == 0
    assert part.data.column("number").missing == expected["number"].isna().sum()
    assert part.data.column("whole").unique == 5
    assert part.data.fingerprint != data.fingerprint
    assert data.rows == 700  # nothing happened to the whole


def test_nothing_is_written_before_the_rows_are_asked_for(
    data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    part = subset(data, Condition("whole", 1, 2))
    assert part.rows == FRAME["whole"].isin([1, 2]).sum()
    assert not list(tmp_path.iterdir())
    assert part.data.rows == part.rows
    assert list(tmp_path.iterdir()) == [part.folder]
    assert part.data is part.data


def test_the_file_goes_with_the_part(data: Dataset) -> None:
    part = subset(data, Condition("whole", 1, 2))
    folder = part.folder
    assert folder.exists()
    del part
    assert not folder.exists()


def test_an_unknown_column_is_named(data: Dataset) -> None:
    with pytest.raises(LoupeError):
        positions(data, Condition("nowhere", 1, 2))
