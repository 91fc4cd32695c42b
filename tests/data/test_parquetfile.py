from __future__ import annotations

import datetime
import decimal
import io
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mlcore.data import limits
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


# ------------------------------------------------------------------------------ F36


WIDE = decimal.Decimal("12345678901234567890123456789012345678901234567890.5")


def test_F36_nested_columns_are_text_and_durations_are_seconds(load: Load) -> None:
    step = datetime.timedelta(days=2, microseconds=500_000)
    table = pa.table(
        {
            "list": pa.array([[1, None], None]),
            "map": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int32())),
            "object": pa.array([{"x": b"hi"}, None]),
            "wide": pa.array([WIDE, None], pa.decimal256(70, 1)),
            "step": pa.array([step, None], pa.duration("us")),
            "long": pa.array([2**62 + 1, None], pa.duration("ns")),
            "time": pa.array([datetime.time(10, 30), None]),
        }
    )
    data = load(parquet(table), "t.parquet")
    found = {name: cells[0] for name, cells in columns(data).items()}
    assert found["list"] == "[1, null]"
    assert found["map"] == '[["k", 1]]'
    assert found["object"] == '{"x": "hi"}'
    assert decimal.Decimal(found["wide"]) == WIDE
    assert found["step"] == step.total_seconds()
    assert found["long"] == f"{2**62 + 1} ns"
    assert found["time"] == "10:30:00"
    assert {"nested", "durations"} <= codes(data)
    nested = next(n for n in data.warnings if n.code == "nested")
    assert nested.columns == ("list", "map", "object")


def test_F36_forged_counts_are_refused_before_anything_is_decoded(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_DECODED", 1_000)
    with pytest.raises(LoupeError) as caught:
        load(parquet(pa.table({"a": ["word"] * 10_000, "b": list(range(10_000))})), "t.parquet")
    assert caught.value.code == "unpacked_too_big"


def test_F36_more_rows_than_allowed_are_refused_before_they_are_decoded(load: Load) -> None:
    content = parquet(pa.table({"a": pa.array([0] * 5_000_001, pa.int8())}))
    assert len(content) < 20_000  # run lengths: a few bytes say five million
    with pytest.raises(LoupeError) as caught:
        load(content, "t.parquet")
    assert caught.value.code == "table_too_long"


def test_F36_an_encrypted_file_is_named(load: Load) -> None:
    content = parquet(pa.table({"a": [1]}))
    with pytest.raises(LoupeError) as caught:
        load(b"PARE" + content[4:-4] + b"PARE", "t.parquet")
    assert caught.value.code == "locked_file"


@pytest.mark.parametrize("seed", range(30))
def test_F36_a_changed_byte_is_read_or_refused(load: Load, seed: int) -> None:
    """Such files can end the process that decodes them: that is a child, and told in words."""
    draw = random.Random(seed)
    content = bytearray(BYTES)
    content[draw.randrange(len(content))] ^= draw.randrange(1, 256)
    found = tried(load, bytes(content))
    assert found in ("t.parquet", 150)


def tried(load: Load, data: bytes) -> object:
    try:
        return load(data, "t.parquet").rows
    except LoupeError as error:
        return error.where[0].file


BYTES = parquet(
    pa.table({"a": [1, None, 3] * 50, "b": ["x", "y", None] * 50, "c": [[1], [], None] * 50})
)
