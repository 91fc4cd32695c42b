from __future__ import annotations

import io
import random
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import feather, ipc

from mlcore.errors import LoupeError
from mlcore.settings import Settings
from tests.data.conftest import Load
from tests.data.test_files import columns, refused

TABLE = pa.table({"a": pa.array([2**62 + 1, None]), "b": ["x", "007"], "c": [[1], None]})


def written(table: pa.Table, kind: str) -> bytes:
    stream = io.BytesIO()
    if kind == "feather":
        feather.write_feather(table, stream)
    else:
        make = ipc.new_file if kind == "file" else ipc.new_stream
        with make(stream, table.schema) as writer:
            writer.write_table(table, max_chunksize=1)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["file", "stream", "feather"])
def test_arrow_of_all_kinds_is_read_exactly(load: Load, kind: str) -> None:
    data = load(written(TABLE, kind), "t.arrow")
    assert columns(data) == {"a": [2**62 + 1, None], "b": ["x", "007"], "c": ["[1]", None]}
    assert "read_by_content" not in {n.code for n in data.warnings}


def test_what_pandas_writes_as_feather_comes_back(load: Load) -> None:
    frame = pd.DataFrame({"x": [1.5, 2.5], "y": ["a", "b"]})
    stream = io.BytesIO()
    frame.to_feather(stream)
    pd.testing.assert_frame_equal(load(stream.getvalue(), "t.feather").frame(), frame)


@pytest.mark.parametrize("kind", ["file", "stream", "feather"])
@pytest.mark.parametrize("keep", [12, 100, -20])
def test_a_truncated_arrow_file_is_damaged(load: Load, kind: str, keep: int) -> None:
    whole = written(pa.table({"a": list(range(500)), "b": ["word"] * 500}), kind)
    if (kind, keep) == ("stream", -20):
        keep = len(whole) - 600  # the last bytes of a stream are only its end mark
    assert refused(load, whole[:keep], "t.arrow").code == "damaged_file"


def test_too_wide_is_refused(load: Load) -> None:
    most = Settings().max_columns
    table = pa.table({f"c{i}": pa.array([1], pa.int8()) for i in range(most + 1)})
    assert refused(load, written(table, "file"), "t.arrow").code == "table_too_wide"


BYTES = {kind: written(pa.table({"a": [1, None, 3] * 40, "b": ["x", "y", None] * 40,
                                 "c": [[1], [], None] * 40}), kind)
         for kind in ("file", "stream", "feather")}  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["file", "stream", "feather"])
def test_F36_a_changed_arrow_file_is_read_or_refused(load: Load, kind: str, seed: int) -> None:
    """Lengths, offsets and types that lie: told in words, with the file, never more rows."""
    draw = random.Random(seed)
    content = bytearray(BYTES[kind])
    for _ in range(3):
        content[draw.randrange(len(content))] ^= draw.randrange(1, 256)
    found = tried(load, bytes(content))
    assert found == "t.arrow" or found <= 1_000_000


def tried(load: Load, content: bytes) -> Any:
    """Return how many rows were read, or of which file the refusal speaks."""
    try:
        return load(content, "t.arrow").rows
    except LoupeError as error:
        return error.where[0].file


@pytest.mark.parametrize("kind", ["file", "stream"])
def test_F36_offsets_that_point_outside_are_refused(load: Load, kind: str) -> None:
    """Each text says where it begins in a buffer; these begin where there is none."""
    stream, table = io.BytesIO(), pa.table({"b": ["word"] * 64})
    with (ipc.new_file if kind == "file" else ipc.new_stream)(stream, table.schema) as writer:
        writer.write_table(table)
    whole = stream.getvalue()
    offsets = b"".join(n.to_bytes(4, "little") for n in range(0, 4 * 65, 4))
    assert offsets in whole
    lies = b"".join((2**31 - 1 - n).to_bytes(4, "little") for n in range(65))
    error = refused(load, whole.replace(offsets, lies), "t.arrow")
    assert error.code == "damaged_file"
