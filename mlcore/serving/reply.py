"""Answers and errors as the JSON objects of the service."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import orjson
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from mlcore.errors import LoupeError
from mlcore.prediction.answer import COVERAGE, Answer, Calm, Part
from mlcore.prediction.hints import Remark
from mlcore.prediction.refusal import refusal
from mlcore.prediction.why import Reasons
from mlcore.serving.status import STATUS

RETRY_SECONDS = "5"
LEFT = 499
"""What a request is counted as whose client went away."""
MOST_NAMES = 100
MOST_PLACES = 1000
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def error_reply(
    error: LoupeError,
    scope: Scope,
    status: int | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Return the reply for *error* to the request *scope*.

    Parameters
    ----------
    error : LoupeError
        Said as an object, or in one line where the Open Inference Protocol wants that.
    scope : Scope
        The request; its id becomes the ``ref``.
    status : int or None
        None: as the error's code says.
    headers : dict or None
        More headers of the reply.
    """
    ref = scope["state"]["ref"]
    status = status or STATUS.get(error.code, 422)
    extra = dict(headers or {})
    if status in (429, 503):
        extra.setdefault("Retry-After", RETRY_SECONDS)
    if status == 401:
        extra["WWW-Authenticate"] = 'Bearer realm="loupe"'
    if route_path(scope).startswith("/v2/"):
        line = f"{error.code}: {error.what} (ref {ref})"
        return JSONResponse({"error": line}, status, extra)
    body = error.to_dict(ref)
    body["where"] = body["where"][:MOST_PLACES]
    return JSONResponse({"error": body}, status, extra)


def route_path(scope: Scope) -> str:
    """Return the path below the place where the app is mounted."""
    root: str = scope.get("root_path", "")
    path: str = scope["path"]
    return path.removeprefix(root) if root and path.startswith(root + "/") else path


def problems_reply(problems: tuple[Remark, ...], ref: str) -> Response:
    """Return the reply for rows that don't fit: every problem with its sentence."""
    error = refusal(problems)
    body = error.to_dict(ref)
    body["where"] = [_place(problem) for problem in problems[:MOST_PLACES]]
    return json_reply(json_bytes({"error": body}), STATUS.get(error.code, 422))


def json_bytes(value: Any) -> bytes:
    """Return *value* as strict JSON."""
    try:
        return orjson.dumps(value)
    except TypeError:  # a whole number beyond 64 bits, or half a letter
        return _ENCODER.encode(value).encode("utf-8", "backslashreplace")


def json_reply(body: bytes, status: int = 200) -> Response:
    """Return a reply of JSON that is written already."""
    return Response(body, status, media_type="application/json")


def _place(problem: Remark) -> dict[str, Any]:
    column = {"column": problem.column} if problem.column else {}
    return {"row": problem.row, **column, "code": problem.code, "message": problem.message}


def predictions(
    made: Sequence[Answer], extra: Sequence[Remark], ref: str, coverage: float = COVERAGE
) -> list[dict[str, Any]]:
    """Return the answers to all rows; *coverage* is that of their intervals or sets."""
    if isinstance(made, Calm):
        told = _warnings(extra)
        return [_said(part, told, coverage) for part in made.parts]
    return [_prediction(answer, extra, ref, coverage) for answer in made]


def _prediction(
    answer: Answer, extra: Sequence[Remark], ref: str, coverage: float
) -> dict[str, Any]:
    told = _warnings((*extra, *answer.warnings))
    if answer.error is not None:
        return {"value": None, "error": answer.error.to_dict(ref), "warnings": told}
    part = (answer.value, answer.probabilities, answer.interval, None, answer.possible)
    return _said(part, told, coverage)


def _warnings(said: Sequence[Remark]) -> list[dict[str, Any]]:
    return [{"code": w.code, "column": w.column, "message": w.message} for w in said]


def _said(part: Part, warnings: list[dict[str, Any]], coverage: float) -> dict[str, Any]:
    value, probabilities, interval, _, possible = part
    body: dict[str, Any] = {"value": value}
    if probabilities is not None:
        body["probabilities"] = probabilities
    if interval is not None:
        body["interval"] = {"low": interval[0], "high": interval[1], "coverage": coverage}
    if possible is not None:
        body["set"] = {"classes": possible, "coverage": coverage}
    body["warnings"] = warnings
    return body


def explanation(found: Reasons) -> dict[str, Any]:
    """Return one row's reasons; ``start`` and all contributions add up to ``total``."""
    body: dict[str, Any] = {
        "start": found.start,
        "total": found.total,
        "scale": found.scale,
        "method": found.method,
        "contributions": [{"column": name, "value": part} for name, part in found.parts],
    }
    return body | ({"class": found.of} if found.of else {})
