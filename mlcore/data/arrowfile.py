"""Arrow files: Feather (both versions), the IPC file and the IPC stream."""

from __future__ import annotations

import io

import pyarrow as pa
from pyarrow import feather, ipc

from mlcore.data import arrowtable
from mlcore.data.limits import check
from mlcore.data.messages import DAMAGED
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Raw
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings


def read(data: bytes, options: ReadOptions, filename: str) -> Raw:
    """Return the columns of an Arrow or Feather file.

    Raises
    ------
    LoupeError
        ``damaged_file``, ``table_too_long`` or ``table_too_wide``.
    """
    try:
        table = _table(data, filename)
        table.validate(full=True)
    except LoupeError:
        raise
    except Exception as error:  # a damaged file fails in many ways
        raise LoupeError(DAMAGED, Where(file=filename), kind="Arrow") from error
    return arrowtable.raw(table, filename)


def _table(data: bytes, filename: str) -> pa.Table:
    if data.startswith(b"FEA1"):
        return feather.read_table(io.BytesIO(data))
    source = pa.BufferReader(data)
    opened = ipc.open_file(source) if data.startswith(b"ARROW1") else ipc.open_stream(source)
    batches, rows = [], 0
    for batch in _batches(opened):
        rows += batch.num_rows
        check(rows, batch.num_columns, Settings(), filename)
        batches.append(batch)
    return pa.Table.from_batches(batches, opened.schema)


def _batches(opened: ipc.RecordBatchFileReader | ipc.RecordBatchStreamReader):  # type: ignore[no-untyped-def]
    if isinstance(opened, ipc.RecordBatchFileReader):
        return (opened.get_batch(i) for i in range(opened.num_record_batches))
    return iter(opened)
