"""From the bytes of a request to its reply; runs in a thread, never on the loop."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse
from starlette.types import Scope

from mlcore.errors import LoupeError, Where
from mlcore.prediction.answer import Answer, answers
from mlcore.prediction.refusal import refusal
from mlcore.prediction.rows import Checked
from mlcore.registry.names import CHAMPION, Reference
from mlcore.registry.registry import Registry
from mlcore.serving import messages
from mlcore.serving.reply import MOST_NAMES, error_reply, prediction, problems_reply
from mlcore.serving.request import Asked, rows_of
from mlcore.serving.strict_json import loads


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
