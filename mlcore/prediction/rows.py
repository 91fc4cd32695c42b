"""Rows against the signature: every problem at once, or a frame with the training types.

JSON rows (REST, form), text cells and data frames (batch, command line) differ only in how one
cell is read; what is then asked of a column is the same for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from mlcore.errors import LoupeError, Where
from mlcore.language import count
from mlcore.prediction import columns, messages
from mlcore.prediction.cases import Cases
from mlcore.prediction.cells import LONGEST, Read, json_reader, text_reader
from mlcore.prediction.columns import Column
from mlcore.prediction.hints import Remark, hints, nearest
from mlcore.types import Field, Kind, Scalar, Signature

EXAMPLES: dict[Kind, Scalar] = {
    "integer": 3,
    "number": 1.5,
    "boolean": True,
    "category": "a",
    "date": "2026-01-31",
    "text": "some text",
}
ABSENT = object()
"""Stands for a key that a row does not have."""


@dataclass(frozen=True)
class Checked:
    """Rows after the check.

    Parameters
    ----------
    rows : int
        How many came.
    kept : numpy.ndarray
        Positions (from 0) of the rows without problems.
    given : pandas.DataFrame or Cases
        Those rows, inputs in signature order, as ``frame`` in the training types.
    problems, remarks : tuple of Remark
        What does not fit; what is odd but is answered. A remark without row is of all rows.
    ignored : tuple of str
        Names that are no inputs.
    """

    rows: int
    kept: np.ndarray
    given: pd.DataFrame | Cases
    problems: tuple[Remark, ...] = ()
    remarks: tuple[Remark, ...] = ()
    ignored: tuple[str, ...] = ()

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The kept rows."""
        return self.given.frame() if isinstance(self.given, Cases) else self.given

    @property
    def cases(self) -> Cases | None:
        """The kept rows as plain values, when there are only a few."""
        return self.given if isinstance(self.given, Cases) else None

    def warnings(self, row: int) -> tuple[Remark, ...]:
        """Return the remarks on *row* (from 1)."""
        if not self.remarks:
            return ()
        return (*self._by_row.get(None, ()), *self._by_row.get(row, ()))

    @cached_property
    def _by_row(self) -> dict[int | None, list[Remark]]:
        groups: dict[int | None, list[Remark]] = {}
        for remark in self.remarks:
            groups.setdefault(remark.row, []).append(remark)
        return groups


def check(signature: Signature, rows: Sequence[Mapping[str, Any]]) -> Checked:
    """Check rows of JSON values: a number is a number, null is missing.

    Parameters
    ----------
    signature : Signature
        What the model was trained on.
    rows : sequence of mapping
        Column name to value; names the model does not know are ignored and said.

    Returns
    -------
    Checked
        The rows that fit, and all problems of the others.
    """
    whole = _whole(signature, rows)
    if whole is not None:
        return _checked(signature, len(rows), whole, [], signature.names)
    problems = [Remark(i, "", "not_a_row") for i, row in _numbered(rows) if not _is_row(row)]
    objects = [row if _is_row(row) else None for row in rows]
    parts = {
        field.name: _json_cells(field, [_get(row, field) for row in objects])
        for field in signature.fields
    }
    names = dict.fromkeys(name for row in objects if row for name in row)
    return _checked(signature, len(rows), parts, problems, tuple(names))


def _whole(signature: Signature, rows: Sequence[Mapping[str, Any]]) -> dict[str, Column] | None:
    """Return the columns of rows that all have the signature's names; None for any others."""
    names = signature.names
    if len(names) < 2 or set(map(type, rows)) != {dict} or set(map(len, rows)) != {len(names)}:
        return None
    try:
        cells = zip(*map(itemgetter(*names), rows), strict=True)
        return {
            field.name: _json_cells(field, list(column))
            for field, column in zip(signature.fields, cells, strict=True)
        }
    except KeyError:
        return None


def parse(signature: Signature, cells: Mapping[str, Sequence[str | None]]) -> Checked:
    """Check the text cells of a file, by column; blank or None is missing."""
    size = max((len(column) for column in cells.values()), default=0)
    parts = {
        field.name: _cells(field, cells.get(field.name, [ABSENT] * size), text_reader(field))
        for field in signature.fields
    }
    return _checked(signature, size, parts, [], tuple(cells))


def check_frame(signature: Signature, frame: pd.DataFrame) -> Checked:
    """Check the rows of a data frame; text in a column of another kind is parsed.

    Raises
    ------
    LoupeError
        ``duplicate_columns``; ``missing_columns`` when a required input is absent.
    """
    frame = frame.rename(columns=str)
    _refuse_shape(signature, frame)
    parts = {
        field.name: columns.from_series(field, frame[field.name])
        if field.name in frame
        else _cells(field, [ABSENT] * len(frame), text_reader(field))
        for field in signature.fields
    }
    return _checked(signature, len(frame), parts, [], tuple(frame.columns))


def _refuse_shape(signature: Signature, frame: pd.DataFrame) -> None:
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise LoupeError(messages.DUPLICATE_COLUMNS, Where(column=twice[0]), name=twice[0])
    lacking = [f.name for f in signature.fields if f.required and f.name not in frame]
    if lacking:
        others = tuple(name for name in frame.columns if name not in signature.names)
        meant = {dict(r.facts)["nearest"]: r.column[:40] for r in nearest(others, tuple(lacking))}
        said = [messages.spelled(name, meant.get(name)) for name in lacking[:10]]
        names = ", ".join(said) + (" …" if len(lacking) > 10 else "")
        raise LoupeError(
            messages.MISSING_COLUMNS,
            *(Where(column=name) for name in lacking),
            columns=count(len(lacking), "column"),
            names=names,
        )


def _is_row(row: Any) -> bool:
    return isinstance(row, Mapping)


def _numbered(rows: Sequence[Any]) -> enumerate[Any]:
    return enumerate(rows, start=1)


def _get(row: Mapping[str, Any] | None, field: Field) -> Any:
    return None if row is None else row.get(field.name, ABSENT)


def _json_cells(field: Field, cells: list[Any]) -> Column:
    return columns.at_sight(field, cells) or _cells(field, cells, json_reader(field))


def _cells(field: Field, cells: Sequence[Any], read: Read) -> Column:
    absent = [position for position, cell in enumerate(cells) if cell is ABSENT]
    column = columns.from_cells(field, (None if c is ABSENT else c for c in cells), read)
    return Column(column.values, column.bad | dict.fromkeys(absent, "missing_field"))


def _checked(
    signature: Signature,
    size: int,
    parts: dict[str, Column],
    problems: list[Remark],
    names: tuple[str, ...],
) -> Checked:
    known = set(signature.names)
    skipped = {problem.row for problem in problems}
    ignored = tuple(name for name in names if name not in known)
    remarks = list(nearest(ignored, signature.names))
    for field in signature.fields:
        found, absent = _problems(field, parts[field.name])
        problems += [problem for problem in found if problem.row not in skipped]
        remarks += [*absent, *hints(field, parts[field.name].values)]
    refused = {problem.row for problem in problems}
    kept = np.array([row for row in range(size) if row + 1 not in refused], dtype=np.int64)
    frame = pd.DataFrame(
        {f.name: columns.stored(f, _take(parts[f.name].values, kept)) for f in signature.fields},
        index=pd.RangeIndex(len(kept)),
    )
    order = {name: position for position, name in enumerate(signature.names)}
    problems.sort(key=lambda p: (p.row or 0, order.get(p.column, -1)))
    return Checked(size, kept, frame, tuple(problems), tuple(remarks), ignored)


def _take(values: pd.Series[Any], kept: np.ndarray) -> pd.Series[Any]:
    return values if len(kept) == len(values) else values.iloc[kept].reset_index(drop=True)


def _problems(field: Field, column: Column) -> tuple[list[Remark], list[Remark]]:
    """Return what is refused in a column, and what is only remarked (optional and absent)."""
    codes = dict(column.bad)
    if field.required:
        missing = np.flatnonzero(column.values.isna().to_numpy()).tolist()
        codes = dict.fromkeys(missing, "needs_value") | codes
    absent = [] if field.required else [r for r, c in codes.items() if c == "missing_field"]
    for row in absent:
        del codes[row]
    facts = (("example", example(field)), ("wanted", wanted(field)), ("most", f"{LONGEST:,}"))
    whole = absent and len(absent) == len(column.values)
    rows = [None] if whole else [row + 1 for row in absent]
    return (
        [Remark(row + 1, field.name, code, facts) for row, code in codes.items()],
        [Remark(row, field.name, "not_given") for row in rows],
    )


def example(field: Field) -> str:
    """Return a value the field takes, for sentences."""
    value = field.typical if field.typical is not None else EXAMPLES[field.kind]
    text = str(value).lower() if isinstance(value, bool) else str(value).removesuffix(".0")
    return text if len(text) <= 40 else f"{text[:39]}…"


KINDS = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "category": "one of its known values",
    "date": "a date",
    "text": "a text",
}


def wanted(field: Field) -> str:
    """Return what the field takes, in words."""
    words = messages._(KINDS[field.kind])
    return words if field.kind == "boolean" else f"{words}, such as {example(field)}"
