"""From the bytes of a request to its reply; runs in a thread, never on the loop."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse
from starlette.types import Scope

from mlcore.errors import LoupeError, Where
from mlcore.prediction.answer import Answer, answers
from mlcore.prediction.refusal import refusal
from mlcore.prediction.rows import Checked
from mlcore.prediction.why import reasons
from mlcore.registry.names import CHAMPION, Reference
from mlcore.registry.registry import Registry
from mlcore.serving import messages
from mlcore.serving.reply import MOST_NAMES, error_reply, explanation, prediction, problems_reply
from mlcore.serving.request import Asked, rows_of
from mlcore.serving.strict_json import loads

MOST_EXPLAINED = 100
"""Rows of one request; reasons may cost thousands of answers each."""


def predict(
    state: Any, workspace: str, reference: Reference, body: bytes, scope: Scope
) -> JSONResponse:
    """Answer one request.

    Parameters
    ----------
    state : starlette.datastructures.State
        ``store``, ``settings`` and ``meters`` of the app.
    workspace : str
        Of the token; names are looked up in it.
    reference : Reference
        Which model.
    body : bytes
        As it came.
    scope : Scope
        The request, for its id.

    Raises
    ------
    LoupeError
        What is wrong with the request or the model.
    """
    parsed, ref = loads(body), scope["state"]["ref"]
    version, model = _found(Registry(state.store, workspace), reference)
    asked = rows_of(parsed, model.signature, state.settings.max_request_rows)
    checked = model.check(asked.rows)
    if checked.problems:
        state.meters.rows("refused", checked.rows)
        return problems_reply(refusal(checked.problems), checked.problems, ref)
    made = answers(model, checked)
    failed = [answer.error for answer in made if answer.error is not None]
    state.meters.rows("failed", len(failed))
    state.meters.rows("answered", len(made) - len(failed))
    if failed and len(made) == 1:
        return error_reply(failed[0], scope, 422)
    return JSONResponse(_reply(reference.name, version, ref, asked, checked, made))


def explain(
    state: Any, workspace: str, reference: Reference, body: bytes, scope: Scope
) -> JSONResponse:
    """Say why rows are answered as they are; the body is that of a prediction.

    ``class`` at the top names the class to explain; without it, the one each row is answered
    with. The other parameters are those of :func:`predict`.

    Raises
    ------
    LoupeError
        What is wrong with the request or the model.
    """
    parsed, ref = loads(body), scope["state"]["ref"]
    version, model = _found(Registry(state.store, workspace), reference)
    of = parsed.pop("class", None) if isinstance(parsed, dict) else None
    asked = rows_of(parsed, model.signature, min(MOST_EXPLAINED, state.settings.max_request_rows))
    checked = model.check(asked.rows)
    if checked.problems:
        return problems_reply(refusal(checked.problems), checked.problems, ref)
    made = reasons(model, checked, None if of is None else str(of))
    return JSONResponse(
        {
            "model": reference.name,
            "version": version,
            "request_id": ref,
            "ignored_fields": list(checked.ignored[:MOST_NAMES]),
            "explanations": [explanation(found) for found in made],
        }
    )


def _found(registry: Registry, reference: Reference) -> tuple[int, Any]:
    try:
        return registry.found(reference)
    except LoupeError as error:
        if error.code == "unknown_alias" and reference.alias == CHAMPION:
            place = Where(model=reference.name)
            raise LoupeError(messages.NO_CHAMPION, place, name=reference.name) from error
        raise


def _reply(
    name: str,
    version: int,
    ref: str,
    asked: Asked,
    checked: Checked,
    made: tuple[Answer, ...],
) -> dict[str, Any]:
    return {
        "model": name,
        "version": version,
        "request_id": ref,
        "degraded": False,
        "ignored_fields": list(checked.ignored[:MOST_NAMES]),
        "predictions": [prediction(answer, asked.remarks, ref) for answer in made],
    }
