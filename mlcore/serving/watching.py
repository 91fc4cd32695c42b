"""From what the service tells of a request to the log: nothing is read or written on the way."""

from __future__ import annotations

import time
from typing import Literal

from mlcore.monitoring.logged import Served, Status
from mlcore.monitoring.recorder import Recorder
from mlcore.serving.call import Call
from mlcore.serving.service import Told
from mlcore.serving.status import STATUS
from mlcore.store.store import Store

UNTOLD = frozenset({401, 403, 404, 405, 429})
"""Ends that are no model's: no access, no such model, too many of one sender."""


class Watching:
    """Writes down what a process of the service answers; call it with what is told.

    Parameters
    ----------
    store : Store
        Where the log is.
    """

    def __init__(self, store: Store) -> None:
        self._recorder = Recorder(store)
        self.flush, self.close = self._recorder.flush, self._recorder.close

    def __call__(self, told: Told) -> None:
        """Note one request; quick, and it does not raise."""
        status: Status = told.status or ("degraded" if told.degraded else "ok")
        self._recorder.record(
            Served(
                told.workspace,
                told.name,
                told.version,
                told.request_id,
                time.time() - told.seconds,
                told.seconds,
                told.rows,
                told.answers,
                status,
                told.changed,
            )
        )


def missed(call: Call, status: int) -> None:
    """Tell that a request to a model got no answer, with the *status* of the reply instead."""
    if status in UNTOLD:
        return
    place = call.place
    seconds = time.perf_counter() - call.scope["state"]["began"]
    version = call.scope["state"].get("version", place.reference.version or 0)
    ended: Literal["refused", "error"] = "refused" if status < 500 else "error"
    told = Told(place.workspace, place.reference.name, version, call.ref, [], (), seconds)
    call.service.tell(told.ended(ended))


def status_of(code: str) -> int:
    """Return the HTTP status of an error by its code."""
    return STATUS.get(code, 422)
