"""The Open Inference Protocol, version 2, for standard clients: live, ready, metadata, infer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from starlette.responses import JSONResponse, Response

from mlcore.errors import LoupeError, Where
from mlcore.prediction.answer import Answer
from mlcore.prediction.refusal import refusal
from mlcore.serving import messages, tensors
from mlcore.serving.asking import Read, answered, apart
from mlcore.serving.call import Call
from mlcore.serving.hosts import header
from mlcore.serving.ladder import Stand
from mlcore.serving.reply import json_bytes, json_reply
from mlcore.serving.request import Asked, bounded, refuse_content_type
from mlcore.serving.served import Served
from mlcore.serving.strict_json import loads

HEAD = b"inference-header-content-length"
SERVER = {"name": "loupe", "version": "1", "extensions": ["binary_tensor_data"]}


async def infer(call: Call) -> Response:
    """Answer the rows in the input tensors of one request.

    Raises
    ------
    LoupeError
        What is wrong with the request or the model.
    """
    headers, settings = call.scope["headers"], call.service.settings
    announced = header(headers, HEAD)
    if not announced:
        refuse_content_type(header(headers, b"content-type"))
    body = await call.content()
    stand = await call.stand()
    served = stand.served
    work = partial(_read, body, announced, served, settings.max_request_rows)
    parsed, read = await apart(call.service, len(body), work)
    if read.checked.problems:
        call.service.meters.rows("refused", read.checked.rows)
        raise refusal(read.checked.problems)
    made = await answered(call, stand, read)
    return json_reply(await apart(call.service, len(body), partial(_reply, stand, parsed, made)))


async def metadata(call: Call) -> Response:
    """Say what a model takes and gives."""
    served = (await call.stand()).served
    signature = served.model.signature
    return JSONResponse(
        {
            "name": served.name,
            "versions": [str(served.version)],
            "platform": "loupe",
            "inputs": [tensor.to_json() for tensor in tensors.inputs(signature)],
            "outputs": [tensor.to_json() for tensor in tensors.outputs(signature)],
        }
    )


async def ready(call: Call) -> Response:
    """Say that a model is loaded and answers; what is not is an error."""
    await call.stand()
    return JSONResponse({"ready": True})


def _who(served: Served) -> dict[str, Any]:
    return {"model_name": served.name, "model_version": str(served.version)}


def _parts(body: bytes, announced: str) -> tuple[Any, bytes]:
    """Return the JSON of a request and the bytes behind it."""
    if not announced:
        return loads(body), b""
    if not (announced.isascii() and announced.isdigit() and int(announced[:12]) <= len(body)):
        place = Where(field="Inference-Header-Content-Length")
        reason = "it is at most the length of the body"
        raise LoupeError(messages.WRONG_TENSOR, place, reason=reason, name=HEAD.decode())
    size = int(announced)
    return loads(body[:size]), body[size:]


def _read(body: bytes, announced: str, served: Served, most: int) -> tuple[Any, Read]:
    parsed, tail = _parts(body, announced)
    asked = bounded(Asked(tensors.rows(parsed, tail)), most)
    return parsed, Read(asked, served.check(asked.rows))


def _reply(stand: Stand, parsed: Any, made: Sequence[Answer]) -> bytes:
    found = tensors.answered(stand.served.model.signature, made, parsed.get("outputs"))
    identity = parsed.get("id")
    named = {"id": identity} if isinstance(identity, str) else {}
    said = {"parameters": {"degraded": True}} if stand.degraded else {}
    return json_bytes({**_who(stand.served), **named, **said, "outputs": found})
