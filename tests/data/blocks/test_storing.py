"""A Parquet file by row groups: columns put in their places later, schema column by column."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.data.blocks import storing
from mlcore.data.kinds import spec_of_column, specs_of_columns

COLUMNS = st.one_of(
    st.lists(st.none() | st.integers(-3, 3)).map(lambda v: pl.Series("x", v, dtype=pl.Int64)),
    st.lists(st.none() | st.sampled_from([0.0, -0.0, 1.5, float("inf")])).map(
        lambda v: pl.Series("x", v, dtype=pl.Float64)
    ),
    st.lists(st.none() | st.booleans()).map(lambda v: pl.Series("x", v, dtype=pl.Boolean)),
    st.lists(st.none() | st.datetimes()).map(lambda v: pl.Series("x", v, dtype=pl.Datetime("us"))),
    st.lists(st.none() | st.text(max_size=3), max_size=60).map(
        lambda v: pl.Series("x", v, dtype=pl.String)
    ),
)


@given(COLUMNS)
def test_a_long_column_is_described_as_a_short_one(column: pl.Series) -> None:
    assert (spec_of_column(column),) == specs_of_columns([column])


def test_columns_are_put_in_their_places(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    with storing.Store(path) as store:
        for start in (0, 10, 20):
            part = {"a.b": [str(start + i) for i in range(10)], "*": list(range(10))}
            store.add(pa.table(part))
    storing.replace(path, {0: pa.array(range(30))})
    assert pq.ParquetFile(path).num_row_groups == 3
    assert storing.column(path, 0).to_list() == list(range(30))
    assert storing.column(path, 1).to_list() == [*range(10)] * 3
    found = storing.specs(lambda place: storing.column(path, place), ("a.b", "*"), {})
    assert [(spec.name, spec.unique) for spec in found] == [("a.b", 30), ("*", 10)]
    assert [found.name for found in tmp_path.iterdir()] == ["t.parquet"]


@pytest.mark.parametrize("most", [0, 400, 10**6])
def test_values_are_the_same_from_memory_as_from_the_file(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "KEPT", most)
    with storing.Store(tmp_path / "t.parquet") as store:
        for start in (0, 10, 20):
            words = [f"w{start + i}" if i else None for i in range(10)]
            store.add(pa.table({"^a$": words, "*": [i % 3 == 0 for i in range(10)]}))
    for place in (0, 1):
        values, stored = store.column(place), storing.column(tmp_path / "t.parquet", place)
        assert (values.name, values.to_list()) == (stored.name, stored.to_list())
