"""Tensors of the Open Inference Protocol to rows, and answers to tensors.

A model has one input per column, of shape [rows] or [rows, 1], and the outputs ``prediction`` and
``probabilities``, or ``low`` and ``high``. Data come as JSON, or as bytes behind it (the binary
extension, which clients use unless told otherwise).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlcore.errors import LoupeError, Where
from mlcore.prediction.answer import Answer
from mlcore.prediction.cells import form
from mlcore.serving import messages
from mlcore.types import Kind, Signature

Json = dict[str, Any]
DATATYPES: dict[Kind, str] = {
    "integer": "INT64",
    "number": "FP64",
    "boolean": "BOOL",
    "text": "BYTES",
    "category": "BYTES",
    "date": "BYTES",
}
BINARY = {
    "BOOL": "?", "UINT8": "<u1", "UINT16": "<u2", "UINT32": "<u4", "UINT64": "<u8",
    "INT8": "<i1", "INT16": "<i2", "INT32": "<i4", "INT64": "<i8",
    "FP16": "<f2", "FP32": "<f4", "FP64": "<f8",
}  # fmt: skip


@dataclass(frozen=True)
class Tensor:
    """What an input or output is."""

    name: str
    datatype: str
    shape: tuple[int, ...]

    def to_json(self) -> Json:
        """Return it as metadata."""
        return {"name": self.name, "datatype": self.datatype, "shape": list(self.shape)}


def inputs(signature: Signature) -> tuple[Tensor, ...]:
    """Return one input per column; -1 stands for the number of rows."""
    return tuple(Tensor(f.name, DATATYPES[form(f)], (-1,)) for f in signature.fields)


def outputs(signature: Signature) -> tuple[Tensor, ...]:
    """Return what a model answers."""
    value = Tensor("prediction", DATATYPES[signature.target_kind], (-1,))
    if signature.task == "regression":
        ends = (Tensor(name, "FP64", (-1,)) for name in ("low", "high"))
        return (Tensor("prediction", "FP64", (-1,)), *ends)
    return value, Tensor("probabilities", "FP64", (-1, len(signature.classes)))


def rows(asked: Any, tail: bytes) -> list[Json]:
    """Return the rows in the inputs of a request.

    Parameters
    ----------
    asked : JSON value
        The request.
    tail : bytes
        What came behind the JSON, for inputs that say how many bytes of it are theirs.

    Raises
    ------
    LoupeError
        ``wrong_tensor``.
    """
    if not isinstance(asked, dict) or not isinstance(asked.get("inputs"), list):
        raise _wrong("there is a list “inputs” at the top")
    columns = dict(_columns(asked["inputs"], tail))
    if len(columns) != len(asked["inputs"]):
        raise _wrong("no input is there twice")
    if not columns or len({len(cells) for cells in columns.values()}) != 1:
        raise _wrong("there is an input, and all have the same number of rows")
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _columns(given: list[Any], tail: bytes) -> Iterator[tuple[str, list[Any]]]:
    at = 0
    for tensor in given:
        name = tensor.get("name") if isinstance(tensor, dict) else None
        if not isinstance(name, str):
            raise _wrong("each input is an object with a name")
        size = _count(tensor, name)
        extra = tensor.get("parameters")
        length = extra.get("binary_data_size") if isinstance(extra, dict) else None
        if length is None:
            cells = tensor.get("data")
        else:
            cells = _binary(tensor.get("datatype"), tail, at, length, name)
            at += length
        yield name, _fitting(cells, size, name)


def _count(tensor: Json, name: str) -> int:
    shape = tensor.get("shape")
    whole = isinstance(shape, list) and all(type(n) is int and n >= 0 for n in shape)
    if not whole or not shape or len(shape) > 2 or shape[1:] not in ([], [1]):
        raise _wrong("its shape is [rows] or [rows, 1]", name)
    return int(shape[0])


def _fitting(cells: Any, size: int, name: str) -> list[Any]:
    if isinstance(cells, list) and all(isinstance(cell, list) and len(cell) == 1 for cell in cells):
        cells = [cell[0] for cell in cells]
    if not isinstance(cells, list) or len(cells) != size:
        raise _wrong("its data are a list as long as its shape says", name)
    return cells


def _binary(datatype: Any, tail: bytes, at: int, length: Any, name: str) -> list[Any]:
    if type(length) is not int or not 0 <= length <= len(tail) - at:
        raise _wrong("as many bytes came as it says", name)
    part = tail[at : at + length]
    if datatype == "BYTES":
        return list(_texts(part, name))
    if datatype not in BINARY or length % np.dtype(BINARY[datatype]).itemsize:
        raise _wrong("its datatype is known and its bytes are whole numbers of it", name)
    values: list[Any] = np.frombuffer(part, BINARY[datatype]).tolist()
    return [None if isinstance(v, float) and not math.isfinite(v) else v for v in values]


def _texts(part: bytes, name: str) -> Iterator[str]:
    at = 0
    while at < len(part):
        size = struct.unpack_from("<I", part, at)[0] if at + 4 <= len(part) else len(part)
        if at + 4 + size > len(part):
            raise _wrong("each text has its length before it", name)
        try:
            yield part[at + 4 : at + 4 + size].decode("utf-8")
        except UnicodeDecodeError:
            raise _wrong("its texts are UTF-8", name) from None
        at += 4 + size


def answered(signature: Signature, made: Sequence[Answer], wanted: Any) -> list[Json]:
    """Return *made* as output tensors: all of them, or those that *wanted* names.

    Raises
    ------
    LoupeError
        ``wrong_tensor`` for an output the model does not have; ``row_failed`` for a row that the
        model could not answer.
    """
    failed = next((answer.error for answer in made if answer.error is not None), None)
    if failed is not None:
        raise failed
    data = {"prediction": [answer.value for answer in made]}
    if made and made[0].probabilities is not None:
        data["probabilities"] = [p for a in made for p in (a.probabilities or {}).values()]
    if made and made[0].interval is not None:
        data["low"], data["high"] = map(list, zip(*(a.interval or () for a in made), strict=True))
    known = {tensor.name: tensor for tensor in outputs(signature) if tensor.name in data}
    return [
        {**known[name].to_json(), "shape": [len(made), *known[name].shape[1:]], "data": data[name]}
        for name in _wanted(wanted, known)
    ]


def _wanted(asked: Any, known: dict[str, Tensor]) -> list[str]:
    if not asked:
        return list(known)
    names = [one.get("name") if isinstance(one, dict) else None for one in asked]
    if not isinstance(asked, list) or any(name not in known for name in names):
        raise _wrong(f"each output is one of {', '.join(known)}", "outputs")
    return [str(name) for name in names]


def _wrong(wanted: str, name: str = "inputs") -> LoupeError:
    return LoupeError(messages.WRONG_TENSOR, Where(field=name[:100]), reason=wanted, name=name[:60])
