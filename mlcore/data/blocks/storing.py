"""A Parquet file, written block by block, and what is known about its columns in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mlcore.data.kinds import spec_of_column
from mlcore.types import ColumnSpec, Kind

_FEW = 0.1
"""Columns of which so many values differ at most are kept as words of a dictionary."""
_AT_ONCE, _PAGE = 1 << 16, 4 << 20
"""Values that are encoded together, and bytes of a page: a column of a block is one page."""
KEPT = 500_000_000
"""Bytes of a table that stay in memory until it is described; a larger one is read again."""


class Store(ExitStack):
    """A Parquet file at *path* to which tables of the same columns are added, as row groups."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._writer: pq.ParquetWriter | None = None
        self._tables: list[pa.Table] = []
        self._bytes = 0

    def add(self, table: pa.Table) -> None:
        """Write *table* at the end of the file."""
        if self._writer is None:
            self._writer = self.enter_context(_writer(self._path, table))
        if table.num_rows:
            self._writer.write_table(table, row_group_size=table.num_rows)
        self._bytes += table.nbytes
        self._tables = [*self._tables, table] if self._bytes <= KEPT else []

    def column(self, place: int) -> pl.Series:
        """Return the column at *place*; of a large table from the file, which is closed then."""
        if not self._tables:
            return column(self._path, place)
        chunks = [chunk for table in self._tables for chunk in table.column(place).chunks]
        found = pl.from_arrow(pa.chunked_array(chunks))
        assert isinstance(found, pl.Series)
        return found.alias(self._tables[0].column_names[place])


def column(path: Path, place: int) -> pl.Series:
    """Return the column at *place* of the file *path*."""
    return pl.scan_parquet(path).select(pl.nth([place])).collect().to_series()


def replace(path: Path, columns: Mapping[int, pa.Array]) -> None:
    """Put *columns* at their places in the file *path*."""
    old, at = path.with_name("old.parquet"), 0
    path.rename(old)
    with pq.ParquetFile(old) as file, Store(path) as store:
        for i in range(file.num_row_groups):
            group = file.read_row_group(i)
            for place, values in columns.items():
                name, part = group.column_names[place], values.slice(at, group.num_rows)
                group = group.set_column(place, name, part)
            store.add(group)
            at += group.num_rows
    old.unlink()


def specs(
    column: Callable[[int], pl.Series], names: Sequence[str], kinds: Mapping[str, Kind]
) -> tuple[ColumnSpec, ...]:
    """Return the schema of the columns called *names*; *column* gives the values of each."""

    def one(place: int) -> ColumnSpec:
        return spec_of_column(column(place), kinds.get(names[place]))

    with ThreadPoolExecutor(2) as pool:
        return tuple(pool.map(one, range(len(names))))


def _writer(path: Path, first: pa.Table) -> pq.ParquetWriter:
    few = first.num_columns <= 1_000  # beyond, describing columns costs more than it saves
    most = _FEW * first.num_rows
    words = [n for n in first.column_names if few and pc.count_distinct(first[n]).as_py() <= most]
    packing = {f.name: "lz4" if f.name in words else _packing(f.type) for f in first.schema}
    return pq.ParquetWriter(
        path,
        first.schema.remove_metadata(),
        compression=packing,
        use_dictionary=words or False,
        write_statistics=False,
        write_batch_size=_AT_ONCE,
        data_page_size=_PAGE,
    )


def _packing(kind: pa.DataType) -> str:
    """Return how values are packed: numbers and dates hardly get smaller, and take as long."""
    return "lz4" if pa.types.is_string(kind) else "none"
