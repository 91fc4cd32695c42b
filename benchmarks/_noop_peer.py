"""The ceiling of the load generator: an app that does nothing, on the server that Loupe has."""

from __future__ import annotations

from typing import Any

BODY = b'{"predictions":[0.0]}'
START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(BODY))],
}


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Read a request and answer it."""
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        await send(START)
        await send({"type": "http.response.body", "body": BODY})
