"""A table of any length through a model: part by part, to disk, so that memory stays flat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mlcore.data.dataset import Dataset, Reject
from mlcore.data.notices import sentence
from mlcore.data.table import frame as stored
from mlcore.data.table import to_arrow
from mlcore.errors import LoupeError
from mlcore.events import Emit, Progress, silent
from mlcore.prediction import messages
from mlcore.prediction.batch import Batch, batch
from mlcore.prediction.hints import Remark
from mlcore.prediction.model import Model
from mlcore.store.files import temporary
from mlcore.store.objects import Objects
from mlcore.types import ColumnSpec

PART_CELLS, MOST_ROWS, LEAST_ROWS = 1_000_000, 50_000, 500
"""Cells of one part, and the bounds of its rows."""
MOST_ASIDE = 100
"""Lines set aside by the reader that are kept with the answers."""
EXAMPLES = 3
"""Rows named for each kind of warning."""
WHY = pa.schema([("row", pa.int64()), ("column", pa.string()), ("why", pa.string())])
Mark = tuple[str, str]


@dataclass(frozen=True)
class Tally:
    """One kind of warning: about which column, how often, where first, in the words of the first.

    ``count`` is of rows; 0 means the remark is about the whole table.
    """

    column: str
    code: str
    count: int
    rows: tuple[int, ...]
    example: str


@dataclass(frozen=True)
class Answered:
    """A table with its answers, in the store.

    Parameters
    ----------
    rows, answered, refused : int
        Of the table; refused ones have a reason each.
    columns : tuple of ColumnSpec
        Of the answered table; the last ones are ours.
    own : int
        Columns of the table that was asked about.
    object, reasons : str
        Parquet objects: the table with its answers; ``row``, ``column``, ``why`` of every
        refusal (empty text when there is none).
    warnings : tuple of Tally
        The commonest first.
    aside : int
        Lines of the file that are no rows of the table, and so have no answer.
    lines : tuple of Reject
        The first of them.
    notes : tuple of str
        What else reading the file did or saw.
    """

    rows: int
    answered: int
    refused: int
    columns: tuple[ColumnSpec, ...]
    own: int
    object: str
    reasons: str = ""
    warnings: tuple[Tally, ...] = ()
    aside: int = 0
    lines: tuple[Reject, ...] = ()
    notes: tuple[str, ...] = ()

    def table(self, objects: Objects) -> Dataset:
        """Return the table with its answers."""
        return Dataset("answers", self.object, self.rows, self.columns, self.object, objects)

    def why(self, objects: Objects, most: int) -> pd.DataFrame | None:
        """Return row, column and reason of the first *most* refusals, or None without any."""
        if not self.reasons:
            return None
        specs = [ColumnSpec(n, "text", "int64" if n == "row" else "str") for n in WHY.names]
        places = range(len(specs))
        return stored(objects.path(self.reasons), specs, places, slice(0, most))

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Answered:
        """Rebuild from JSON values."""
        columns = tuple(ColumnSpec(**spec) for spec in value["columns"])
        told = tuple(Tally(**{**one, "rows": tuple(one["rows"])}) for one in value["warnings"])
        lines = tuple(Reject(**one) for one in value["lines"])
        rebuilt = {"columns": columns, "warnings": told, "lines": lines}
        return cls(**{**value, **rebuilt, "notes": tuple(value["notes"])})


def answer_table(
    model: Model, data: Dataset, coverage: float | None = None, emit: Emit = silent
) -> Answered:
    """Answer every row of a table or say why not, without holding it in memory.

    Parameters
    ----------
    model : Model
        Who answers.
    data : Dataset
        Columns are found by name; others are kept and ignored.
    coverage : float or None
        As :func:`mlcore.prediction.batch.batch`.
    emit : Emit
        Told how many rows are done.

    Raises
    ------
    LoupeError
        ``no_rows``, ``missing_columns``, ``bad_coverage``, ``store_full``.
    """
    if not data.rows:
        raise LoupeError(messages.NO_ROWS)
    out = _Out(data, emit)
    with ExitStack() as stack:
        table, reasons = (stack.enter_context(temporary(data.objects.root)) for _ in range(2))
        out.write(model, coverage, (table, reasons))
        kept = data.objects.put_file(table, move=True)
        why = data.objects.put_file(reasons, move=True) if out.refused else ""
    return replace(out.done(), object=kept, reasons=why)


def part_rows(columns: int) -> int:
    """Return how many rows of a table are asked about at once."""
    return max(LEAST_ROWS, min(MOST_ROWS, PART_CELLS // max(1, columns)))


@dataclass
class _Out:
    """What has been written and counted so far."""

    data: Dataset
    emit: Emit
    rows: int = 0
    answered: int = 0
    refused: int = 0
    columns: tuple[ColumnSpec, ...] = ()
    counts: Counter[Mark] = field(default_factory=Counter)
    first: dict[Mark, list[Remark]] = field(default_factory=dict)

    def write(self, model: Model, coverage: float | None, files: tuple[Path, Path]) -> None:
        """Ask part by part and write each before the next is read."""
        table, reasons = files
        self.emit(Progress(0, self.data.rows, doing=self.data.name))
        with ExitStack() as stack:
            why = stack.enter_context(pq.ParquetWriter(reasons, WHY, compression="zstd"))
            writer: pq.ParquetWriter | None = None
            for frame in self.data.parts(part_rows(len(self.data.columns))):
                made = batch(model, frame, coverage)
                arrow = to_arrow(made.frame)
                if writer is None:
                    self.columns = tuple(_specs(made))
                    opened = pq.ParquetWriter(table, arrow.schema, compression="zstd")
                    writer = stack.enter_context(opened)
                writer.write_table(arrow.cast(writer.schema))
                self._refuse(why, made)
                self._count(made, len(frame))

    def _refuse(self, why: pq.ParquetWriter, made: Batch) -> None:
        if made.errors:
            cells = [(self.rows + (e.row or 0), e.column, e.message) for e in made.errors]
            columns = dict(zip(WHY.names, zip(*cells, strict=True), strict=True))
            why.write_table(pa.table(columns, schema=WHY))

    def _count(self, made: Batch, rows: int) -> None:
        for remark in made.warnings:
            mark = (remark.column, remark.code)
            self.counts[mark] += remark.row is not None
            seen = self.first.setdefault(mark, [])
            if len(seen) < EXAMPLES:
                seen.append(replace(remark, row=remark.row and self.rows + remark.row))
        self.rows += rows
        self.answered += made.answered
        self.refused += rows - made.answered
        self.emit(Progress(self.rows, self.data.rows, doing=self.data.name))

    def done(self) -> Answered:
        """Return what was counted."""
        told = tuple(sorted(self._tallies(), key=lambda tally: -(tally.count or self.rows)))
        return Answered(
            self.rows,
            self.answered,
            self.refused,
            self.columns,
            len(self.data.columns),
            "",
            warnings=told,
            aside=len(self.data.rejects),
            lines=self.data.rejects[:MOST_ASIDE],
            notes=tuple(map(sentence, self.data.warnings)),
        )

    def _tallies(self) -> Iterator[Tally]:
        for (column, code), seen in self.first.items():
            rows = tuple(remark.row for remark in seen if remark.row)
            yield Tally(column, code, self.counts[column, code], rows, seen[0].message)


def _specs(made: Batch) -> Iterator[ColumnSpec]:
    for name, dtype in made.frame.dtypes.items():
        yield ColumnSpec(str(name), "text", str(dtype))
