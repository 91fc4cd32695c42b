"""One line of JSON per request: what was asked, how it ended, how long it took, under which id.

Nothing of the request itself is in it: no token, no row, no name that a person chose.
"""

from __future__ import annotations

import logging
import time
from typing import Any

import orjson
from starlette.types import Scope

from mlcore.serving import logs

_log = logging.getLogger(logs.REQUESTS)


def note(scope: Scope, route: str, status: int, seconds: float) -> None:
    """Write the line of one request, where the log takes it.

    Parameters
    ----------
    scope : Scope
        The request.
    route : str
        The pattern of its address.
    status : int
        Of the reply.
    seconds : float
        From request to reply.
    """
    if not _log.isEnabledFor(logging.INFO):
        return
    state = scope["state"]
    access = state.get("access")
    line: dict[str, Any] = {
        "time": round(time.time(), 3),
        "request_id": state["ref"],
        "method": scope["method"] if scope["method"].isalpha() else "OTHER",
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 2),
        "token": None if access is None else access.token,
        **state.get("notes", {}),
    }
    logs.tell(orjson.dumps(line).decode())
