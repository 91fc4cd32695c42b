"""What turned out to be true: labels for rows of the log, by request id."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from mlcore.errors import LoupeError, Where
from mlcore.monitoring import messages
from mlcore.monitoring.log import SHADOW
from mlcore.monitoring.logged import Key
from mlcore.numbers import listed
from mlcore.prediction.hints import texts
from mlcore.store.store import Store
from mlcore.store.tables import predictions
from mlcore.types import Scalar, Signature


@dataclass(frozen=True)
class Label:
    """What was true of a row.

    Parameters
    ----------
    request : str
        The id its request was answered under.
    value : scalar
        A number, or a class.
    row : int or None
        Which row of the request, from 1; None: its only one.
    """

    request: str
    value: Scalar
    row: int | None = None


@dataclass(frozen=True)
class Labelled:
    """What became of labels.

    Parameters
    ----------
    rows : int
        Rows that have a label now.
    changed : int
        Those of them that had another one before; the latest stands.
    unknown : tuple of str
        Request ids that are not in the log.
    """

    rows: int = 0
    changed: int = 0
    unknown: tuple[str, ...] = ()


def read_label(signature: Signature, value: Any) -> Scalar:
    """Return *value* as the label is kept: a number, or the name of a class.

    Raises
    ------
    LoupeError
        ``bad_label`` when it cannot be true of the target.
    """
    if signature.task == "regression":
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if number and abs(value) < 1e300 and math.isfinite(value):
            return float(value)
        raise _unfit(signature, value, "a number")
    names = {_text(name): name for name in signature.classes}
    if isinstance(value, (str, int, float, bool)) and _text(value) in names:
        return names[_text(value)]
    raise _unfit(signature, value, f"one of {listed(signature.classes, 8)}")


def _text(value: Any) -> str:
    import pandas as pd

    text = str(texts(pd.Series([value])).iloc[0])
    return text.lower() if text in ("True", "False") else text


def _unfit(signature: Signature, value: Any, wanted: str) -> LoupeError:
    facts = {"label": str(value)[:40], "target": signature.target, "wanted": wanted}
    return LoupeError(messages.BAD_LABEL, Where(field="label"), **facts)


def label(store: Store, key: Key, signature: Signature, labels: Sequence[Label]) -> Labelled:
    """Keep *labels*; all of them are read before any is kept.

    Parameters
    ----------
    store : Store
        Where the log is.
    key : Key
        Workspace and name of the model.
    signature : Signature
        Says what can be true.
    labels : sequence of Label
        Of rows of the log; those of others are counted as unknown.

    Raises
    ------
    LoupeError
        ``bad_label``; ``request_not_unique`` when different rows came under one id.
    """
    read = [(one, read_label(signature, one.value)) for one in labels]
    rows = changed = 0
    unknown: list[str] = []
    with store.begin() as connection:
        for one, value in read:
            found = _found(connection, key, one)
            if found is None:
                unknown.append(one.request)
                continue
            rows += 1
            changed += found.label is not None and found.label != value
            values = {"label": value, "labelled": time.time()}
            connection.execute(update(predictions).where(*_same(found)).values(**values))
    return Labelled(rows, changed, tuple(dict.fromkeys(unknown)))


def _found(connection: Connection, key: Key, one: Label) -> Row[Any] | None:
    table = predictions.c
    query = select(predictions).where(
        table.workspace == key[0], table.name == key[1], table.request == one.request,
        table.status != SHADOW,
    )  # fmt: skip
    if one.row is not None:
        query = query.where(table.row == one.row)
    rows = connection.execute(query.order_by(table.id)).all()
    if len({str(row.input) for row in rows}) > 1:
        facts = {"request": one.request[:64], "number": len(rows)}
        raise LoupeError(messages.AMBIGUOUS, Where(field="request_id", row=one.row), **facts)
    return rows[-1] if rows else None


def _same(found: Row[Any]) -> tuple[ColumnElement[bool], ...]:
    """Return what is true of a row of the log, and of the challenger's answer to the same row."""
    table = predictions.c
    mine = (table.workspace == found.workspace) & (table.name == found.name)
    shadow = (table.request == found.request) & (table.row == found.row) & (table.status == SHADOW)
    return mine, (table.id == found.id) | shadow


def from_json(value: Any) -> tuple[Label, ...]:
    """Return the labels of a request's body: one, or a list of them under ``labels``.

    Raises
    ------
    LoupeError
        ``bad_feedback`` with the row that is no label.
    """
    many = value.get("labels") if isinstance(value, dict) and "labels" in value else [value]
    if not isinstance(many, list) or not many:
        raise _no_label("“labels” is a list with at least one entry", None)
    return tuple(_read(entry, at) for at, entry in enumerate(many, 1))


def _read(entry: Any, at: int) -> Label:
    if not isinstance(entry, dict) or not {"request_id", "label"} <= entry.keys():
        raise _no_label("request_id and label have to be there", at)
    request, row = entry["request_id"], entry.get("row")
    if not isinstance(request, str) or not request:
        raise _no_label("request_id is a text", at)
    if row is not None and (not isinstance(row, int) or isinstance(row, bool) or row < 1):
        raise _no_label("row is a whole number from 1", at)
    return Label(request, entry["label"], row)


def _no_label(reason: str, at: int | None) -> LoupeError:
    return LoupeError(messages.BAD_FEEDBACK, Where(field="labels", row=at), reason=reason)


def from_rows(rows: Sequence[dict[str, Any]]) -> tuple[Label, ...]:
    """Return the labels of a table with the columns request_id, label and, if need be, row.

    Raises
    ------
    LoupeError
        ``bad_feedback`` with the row that is no label.
    """
    made = []
    for at, row in enumerate(rows, 1):
        number = row.get("row")
        if isinstance(number, float) and number.is_integer():
            number = int(number)
        request = row.get("request_id")
        entry = {"request_id": None if request is None else str(request), "row": number}
        if row.get("label") is None:
            raise _no_label("label is empty", at)
        made.append(_read({**entry, "label": row["label"]}, at))
    return tuple(made)
