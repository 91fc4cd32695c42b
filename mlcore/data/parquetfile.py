"""Parquet files: typed columns."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq

from mlcore.data import arrowtable
from mlcore.data.limits import check, check_bytes
from mlcore.data.messages import DAMAGED, LOCKED
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Raw
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings

_ENCRYPTED = b"PARE"


def read(data: bytes, options: ReadOptions, filename: str) -> Raw:
    """Return the columns of a Parquet file.

    Raises
    ------
    LoupeError
        ``damaged_file`` or ``locked_file``; ``table_too_long``, ``table_too_wide`` and
        ``table_too_big`` before it is decoded.
    """
    where = Where(file=filename)
    if data[-4:] == _ENCRYPTED:
        raise LoupeError(LOCKED, where, kind="Parquet")
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        check(file.metadata.num_rows, len(file.schema_arrow), Settings(), filename)
        check_bytes(_declared(file.metadata), filename)
        _refuse_encrypted(file.metadata, where)
        table = file.read()
        table.validate(full=True)
    except LoupeError:
        raise
    except Exception as error:  # a damaged file fails in many ways
        kind = LOCKED if "encrypt" in str(error).lower() else DAMAGED
        raise LoupeError(kind, where, kind="Parquet") from error
    return arrowtable.raw(_counted(table, file.metadata.num_rows, where), filename)


def _declared(metadata: pq.FileMetaData) -> int:
    """Return how many bytes the file says it unpacks to."""
    groups = (metadata.row_group(i) for i in range(metadata.num_row_groups))
    return sum(max(group.total_byte_size, 0) for group in groups)


def _refuse_encrypted(metadata: pq.FileMetaData, where: Where) -> None:
    for i in range(metadata.num_row_groups):
        group = metadata.row_group(i)
        for j in range(group.num_columns):
            if getattr(group.column(j), "is_crypto_metadata_set", False):
                raise LoupeError(LOCKED, where, kind="Parquet")


def _counted(table: pa.Table, promised: int, where: Where) -> pa.Table:
    """Return *table* when it has as many rows as its directory says."""
    if table.num_rows != promised:
        raise LoupeError(DAMAGED, where, kind="Parquet")
    return table
