"""Is a step complete and possible? Asked before it becomes part of a recipe."""

from __future__ import annotations

import math
from typing import Any

from mlcore.cleaning.catalogue import Param, Step, step
from mlcore.cleaning.messages import (
    BAD_PARAM,
    MISSING_PARAM,
    UNKNOWN_PARAM,
    WRONG_COLUMN_COUNT,
)
from mlcore.errors import LoupeError, Where
from mlcore.language import count
from mlcore.types import StepSpec

_WANTED = {
    "number": "a number", "integer": "a whole number above 0", "boolean": "true or false",
    "text": "a text", "value": "a single value", "values": "a list of values",
    "column": "the name of a column",
}  # fmt: skip


def check(spec: StepSpec) -> None:
    """Refuse a step that cannot be built.

    Raises
    ------
    LoupeError
        ``unknown_step``, ``unknown_parameter``, ``bad_parameter``, ``missing_parameter`` or
        ``wrong_column_count``.
    """
    entry = step(spec.name)
    _check_columns(entry, spec)
    params = {param.name: param for param in entry.params}
    for name, value in spec.params:
        if name not in params:
            where = Where(step=spec.name, field=name[:40])
            names = ", ".join(params) or "it has none"
            raise LoupeError(UNKNOWN_PARAM, where, step=spec.name, param=name[:40], names=names)
        _check_value(entry, params[name], value)
    for param in entry.params:
        if param.needed and spec.param(param.name) is None:
            where = Where(step=spec.name, field=param.name)
            raise LoupeError(
                MISSING_PARAM, where, step=spec.name, param=param.name, wanted=wanted(param)
            )


def wanted(param: Param) -> str:
    """Return in words what the setting *param* takes."""
    if param.kind == "choice":
        return "one of " + ", ".join(param.choices)
    if param.kind == "choices":
        return "some of " + ", ".join(param.choices)
    if param.most is not None:
        return f"a whole number from 1 to {param.most:,}"
    return _WANTED[param.kind]


def _check_columns(entry: Step, spec: StepSpec) -> None:
    found = len(spec.columns)
    texts = all(isinstance(name, str) for name in spec.columns)
    if texts and found >= entry.least and (entry.most is None or found <= entry.most):
        return
    words = {0: "no column", 1: "exactly one column", None: "at least one column"}
    need = words.get(entry.most, f"at most {entry.most} columns")
    where = Where(step=spec.name, field="columns")
    raise LoupeError(
        WRONG_COLUMN_COUNT, where, step=spec.name, wanted=need, found=count(found, "column")
    )


def _check_value(entry: Step, param: Param, value: Any) -> None:
    if (value is None and not param.needed) or _fits(param, value):
        return
    raise LoupeError(
        BAD_PARAM,
        Where(step=entry.name, field=param.name),
        step=entry.name,
        param=param.name,
        value=str(value)[:40],
        wanted=wanted(param),
    )


def _fits(param: Param, value: Any) -> bool:
    if param.kind == "choice":
        return isinstance(value, str) and value in param.choices
    if param.kind in ("choices", "values"):
        return (
            isinstance(value, tuple)
            and len(value) > 0
            and all(
                item in param.choices if param.kind == "choices" else _scalar(item)
                for item in value
            )
        )
    if param.kind == "boolean":
        return isinstance(value, bool)
    if param.kind in ("text", "column"):
        return isinstance(value, str)
    if param.kind == "integer":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole and 0 < value <= (value if param.most is None else param.most)
    if param.kind == "number":
        return _number(value)
    return _scalar(value)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _scalar(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, (str, int, bool))
