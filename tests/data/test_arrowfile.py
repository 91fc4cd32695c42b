from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import feather, ipc

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
