from __future__ import annotations

import datetime
import decimal
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mlcore.errors import LoupeError
from mlcore.settings import Settings
from tests.data.conftest import Load
from tests.data.test_files import codes, columns


def parquet(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def test_types_are_taken_over_without_loss(load: Load) -> None:
    day = datetime.date(2026, 1, 31)
    table = pa.table(
        {
            "big": pa.array([2**63 - 1, None], pa.int64()),
            "huge": pa.array([2**64 - 1, 1], pa.uint64()),
            "small": pa.array([1, 2], pa.int8()),
            "float": pa.array([1.5, float("nan")], pa.float32()),
            "exact": pa.array([decimal.Decimal("1.25"), None]),
            "long": pa.array([decimal.Decimal("1.2345678901234567890"), None]),
            "flag": pa.array([True, None]),
            "word": pa.array(["a", None]).dictionary_encode(),
            "day": pa.array([day, None]),
            "zone": pa.array([datetime.datetime(2026, 1, 31), None], pa.timestamp("ns", "UTC")),
            "list": pa.array([[1, 2], None]),
            "bytes": pa.array([b"hi", b"\xff"]),
            "none": pa.nulls(2),
        }
    )
    data = load(parquet(table), "t.parquet")
    found = columns(data)
    assert found["big"] == [2**63 - 1, None]
    assert found["huge"] == [str(2**64 - 1), "1"]
    assert found["small"] == [1, 2]
    assert found["float"] == [1.5, None]
    assert found["exact"] == [1.25, None]
    assert found["long"] == ["1.2345678901234567890", None]
    assert found["word"] == ["a", None]
    assert found["day"][0] == datetime.datetime(2026, 1, 31)
    assert found["zone"][0] == datetime.datetime(2026, 1, 31)
    assert found["list"] == ["[1, 2]", None]
    assert found["bytes"] == ["hi", "ff"]
    assert data.column("none").missing == 2
    assert {"nested", "time_zone"} <= codes(data)


def test_texts_of_a_typed_file_are_texts(load: Load) -> None:
    data = load(parquet(pa.table({"a": ["1", "2"], "b": ["NA", "x"]})), "t.parquet")
    assert columns(data) == {"a": ["1", "2"], "b": ["NA", "x"]}


def test_equal_names_are_numbered(load: Load) -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    assert columns(load(parquet(table), "t.parquet")) == {"a": [1], "a (2)": [2]}


@pytest.mark.parametrize("keep", [6, 50, -1, -200])
def test_a_truncated_file_is_damaged(load: Load, keep: int) -> None:
    content = parquet(pa.table({"a": list(range(1000))}))
    with pytest.raises(LoupeError) as caught:
        load(content[:keep], "t.parquet")
    assert caught.value.code == "damaged_file"
    assert caught.value.where[0].file == "t.parquet"


def test_too_wide_is_refused_before_it_is_decoded(load: Load) -> None:
    most = Settings().max_columns
    table = pa.table({f"c{i}": pa.array([], pa.int8()) for i in range(most + 1)})
    with pytest.raises(LoupeError) as caught:
        load(parquet(table), "t.parquet")
    assert caught.value.code == "table_too_wide"
    assert f"{most:,}" in caught.value.what
