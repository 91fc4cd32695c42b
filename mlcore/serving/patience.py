"""Waiting for an answer: not beyond the deadline, and not when nobody waits for it any more."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import Receive

from mlcore.errors import LoupeError
from mlcore.serving import running_messages as messages
from mlcore.serving.request import ClientLeftError


async def patiently(answer: asyncio.Future[Any], receive: Receive, seconds: float) -> Any:
    """Return *answer*, which is given up when it is late or the client leaves.

    Parameters
    ----------
    answer : Future
        Of the model.
    receive : callable
        Says when the client leaves.
    seconds : float
        The deadline.

    Raises
    ------
    LoupeError
        ``deadline``.
    ClientLeftError
        Nobody waits for the reply any more.
    """
    await asyncio.sleep(0)  # a quick model answers in the next turn of the loop
    if not answer.done():
        gone = asyncio.ensure_future(_left(receive))
        try:
            first = asyncio.FIRST_COMPLETED
            await asyncio.wait({answer, gone}, timeout=seconds, return_when=first)
        finally:
            left = gone.done()
            gone.cancel()
        if not answer.done():
            answer.cancel()
            if left:
                raise ClientLeftError
            raise LoupeError(messages.DEADLINE, seconds=f"{seconds:g}")
    return answer.result()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
