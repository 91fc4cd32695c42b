"""What turned out to be true of earlier answers, as other programs tell it."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import Response

from mlcore.errors import LoupeError, Where
from mlcore.monitoring import messages
from mlcore.monitoring.feedback import from_json, label
from mlcore.serving.call import Call
from mlcore.serving.reply import json_bytes, json_reply
from mlcore.serving.strict_json import loads
from mlcore.types import Signature

MOST_NAMED = 100


async def feedback(call: Call) -> Response:
    """Keep the labels of one request.

    Raises
    ------
    LoupeError
        ``bad_feedback``, ``bad_label``; ``not_in_the_log`` when none of them has a row;
        ``request_not_unique``.
    """
    body, served = await call.body(), (await call.stand()).served
    work = asyncio.get_running_loop().run_in_executor(
        call.service.tables, _kept, call, served.model.signature, body
    )
    return json_reply(json_bytes(await call.answer(work)))


def _kept(call: Call, signature: Signature, body: bytes) -> dict[str, Any]:
    labels, place = from_json(loads(body)), call.place
    call.service.settle()
    key = (place.workspace, place.reference.name)
    done = label(call.service.store, key, signature, labels)
    if not done.rows:
        shown = done.unknown[0][:64]
        raise LoupeError(messages.NOT_LOGGED, Where(field="request_id"), request=shown)
    return {
        "model": place.reference.name,
        "rows": done.rows,
        "changed": done.changed,
        "unknown": list(done.unknown[:MOST_NAMED]),
        "request_id": call.ref,
    }
