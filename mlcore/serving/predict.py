"""From the bytes of a request to its reply: predictions, and the reasons for them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from starlette.responses import Response

from mlcore.prediction.answer import COVERAGE, Answer, limits
from mlcore.prediction.hints import Remark
from mlcore.prediction.why import reasons
from mlcore.serving.asking import LARGE_BYTES, Read, answered, apart, at_once
from mlcore.serving.call import Call
from mlcore.serving.ladder import Stand
from mlcore.serving.reply import (
    MOST_NAMES,
    explanation,
    json_bytes,
    json_reply,
    predictions,
    problems_reply,
)
from mlcore.serving.request import rows_of
from mlcore.serving.served import Served
from mlcore.serving.strict_json import loads

BASELINE = (Remark(None, "", "baseline"),)
MOST_EXPLAINED = 100
"""Rows of one request; reasons may cost thousands of answers each."""


async def predict(call: Call) -> Response:
    """Answer the rows of one request.

    Raises
    ------
    LoupeError
        What is wrong with the request or the model.
    """
    body = await call.body()
    stand = await call.stand()
    read = await apart(call.service, len(body), partial(_read, call, stand, body))
    if read.checked.problems:
        call.service.meters.rows("refused", read.checked.rows)
        return problems_reply(read.checked.problems, call.ref)
    made = await answered(call, stand, read)
    write = partial(_reply, call, stand, read, made)
    return json_reply(read.written or await apart(call.service, len(body), write))


async def explain(call: Call) -> Response:
    """Say why rows are answered as they are; the body is that of a prediction.

    ``class`` at the top names the class to explain; without it, the one each row is answered
    with.

    Raises
    ------
    LoupeError
        What is wrong with the request or the model.
    """
    body = await call.body()
    served = (await call.stand()).served
    loop = asyncio.get_running_loop()
    work = loop.run_in_executor(call.service.tables, _explained, call, served, body)
    reply: Response = await call.answer(work)
    return reply


def _explained(call: Call, served: Served, body: bytes) -> Response:
    parsed, model = loads(body), served.model
    of = parsed.pop("class", None) if isinstance(parsed, dict) else None
    most = min(MOST_EXPLAINED, call.service.settings.max_request_rows)
    checked = model.check(rows_of(parsed, model.signature, most).rows)
    if checked.problems:
        return problems_reply(checked.problems, call.ref)
    made = reasons(model, checked, None if of is None else str(of))
    reply = {
        "model": served.name,
        "version": served.version,
        "request_id": call.ref,
        "ignored_fields": list(checked.ignored[:MOST_NAMES]),
        "explanations": [explanation(found) for found in made],
    }
    return json_reply(json_bytes(reply))


def _read(call: Call, stand: Stand, body: bytes) -> Read:
    parsed, model, most = loads(body), stand.served.model, call.service.settings.max_request_rows
    coverage = parsed.pop("coverage", COVERAGE) if isinstance(parsed, dict) else COVERAGE
    limits(model, coverage)
    asked = rows_of(parsed, model.signature, most)
    read = Read(asked, stand.served.check(asked.rows), coverage)
    if len(body) <= LARGE_BYTES:  # this is the event loop
        return read
    return at_once(stand, read, lambda done: _reply(call, stand, done, done.made))


def _reply(call: Call, stand: Stand, read: Read, made: Sequence[Answer]) -> bytes:
    remarks = (*read.asked.remarks, *BASELINE) if stand.step == "baseline" else read.asked.remarks
    return json_bytes(
        {
            "model": stand.served.name,
            "version": stand.served.version,
            "request_id": call.ref,
            "degraded": stand.degraded,
            "ignored_fields": list(read.checked.ignored[:MOST_NAMES]),
            "predictions": predictions(made, remarks, call.ref, read.coverage),
        }
    )
