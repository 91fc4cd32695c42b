"""A prediction request: the forms a body may have, as rows by column name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive

from mlcore.errors import LoupeError, Where
from mlcore.language import count
from mlcore.prediction.hints import Remark
from mlcore.serving import messages
from mlcore.serving.hosts import header
from mlcore.types import Signature

JSON = "application/json"
Headers = Iterable[tuple[bytes, bytes]]
"""As ASGI has them."""


@dataclass(frozen=True)
class Asked:
    """Rows to answer, and what is to be said about how they were read."""

    rows: list[dict[str, Any]]
    remarks: tuple[Remark, ...] = ()


def refuse_content_type(header: str | None) -> None:
    """Raise unless *header* says JSON, in UTF-8 where it names an encoding.

    Raises
    ------
    LoupeError
        ``content_type``.
    """
    if header == JSON:
        return
    kind, *options = (part.strip().lower() for part in (header or "").split(";"))
    charset = [o.split("=", 1)[1].strip('" ') for o in options if o.startswith("charset=")]
    if kind != JSON or charset not in ([], ["utf-8"], ["utf8"]):
        raise LoupeError(messages.CONTENT_TYPE)


async def read_body(receive: Receive, headers: Headers, megabytes: int) -> bytes:
    """Return the whole body, read no further than the limit.

    Raises
    ------
    LoupeError
        ``too_big`` by the announced or by the counted size.
    ClientLeftError
        When the sender goes away in the middle.
    """
    most = megabytes * 2**20
    announced = header(headers, b"content-length")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > most:
        raise LoupeError(messages.TOO_BIG, most=megabytes)
    message = await receive()
    first: bytes = message.get("body", b"")
    if not message.get("more_body") and message["type"] == "http.request" and len(first) <= most:
        return first
    body = bytearray()
    while True:
        if message["type"] == "http.disconnect":
            raise ClientLeftError
        body += message.get("body", b"")
        if len(body) > most:
            raise LoupeError(messages.TOO_BIG, most=megabytes)
        if not message.get("more_body"):
            return bytes(body)
        message = await receive()


class ClientLeftError(Exception):
    """Nobody waits for the reply any more."""


def rows_of(body: Any, signature: Signature, most: int) -> Asked:
    """Return the rows of a parsed *body*: ``rows``, or one of the forms of ``features``.

    Raises
    ------
    LoupeError
        ``wrong_shape`` for anything else, and for no row; ``too_many_rows``.
    """
    if not isinstance(body, dict) or len(body.keys() & {"rows", "features"}) != 1:
        raise _shape("there is one of “rows” and “features” at the top", "")
    asked = _rows(body["rows"]) if "rows" in body else _features(body["features"], signature)
    return bounded(asked, most)


def bounded(asked: Asked, most: int) -> Asked:
    """Return *asked* when it has a row and at most so many.

    Raises
    ------
    LoupeError
        ``wrong_shape`` for no row; ``too_many_rows``.
    """
    if not asked.rows:
        raise _shape("there is at least one row", "rows")
    if len(asked.rows) > most:
        rows = count(len(asked.rows), "row")
        raise LoupeError(messages.TOO_MANY_ROWS, rows=rows, most=f"{most:,}")
    return asked


def _rows(value: Any) -> Asked:
    if not isinstance(value, list):
        raise _shape("“rows” is a list", "rows")
    for number, row in enumerate(value, start=1):
        if not isinstance(row, dict):
            raise _shape("each row is an object of column names and values", "rows", number)
    return Asked(value)


def _features(value: Any, signature: Signature) -> Asked:
    if isinstance(value, dict):
        return Asked([value])
    if not isinstance(value, list):
        raise _shape("“features” is an object or a list", "features")
    nested = [isinstance(item, list) for item in value]
    if any(nested) and not all(nested):
        raise _shape("either all items of “features” are lists or none is", "features")
    if not value:
        return Asked([])
    return _by_position(value if nested[0] else [value], signature)


def _by_position(lists: list[list[Any]], signature: Signature) -> Asked:
    names = signature.names
    for number, row in enumerate(lists, start=1):
        if len(row) != len(names):
            has = f"a list has {count(len(names), 'value')}, in the order of the signature"
            raise _shape(has, "features", number)
    shown = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
    remark = Remark(None, "", "by_position", (("names", shown),))
    return Asked([dict(zip(names, row, strict=True)) for row in lists], (remark,))


def _shape(wanted: str, field: str, row: int | None = None) -> LoupeError:
    place = Where(field=field or "body", row=row)
    return LoupeError(messages.WRONG_SHAPE, place, reason=f"make sure that {wanted}")
