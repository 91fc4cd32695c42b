"""The rows of a stream as requests to a model: answered, counted, logged and so watched.

Nobody gets the answers; they show on Serve & watch beside those of REST. A model that cannot be
asked never stops the stream.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from mlcore.data.streams.event import Row
from mlcore.data.streams.shelf import Stream
from mlcore.errors import LoupeError
from mlcore.monitoring.logged import Served
from mlcore.monitoring.recorder import Recorder
from mlcore.prediction.answer import answers
from mlcore.registry.names import Reference
from mlcore.registry.registry import Registry
from mlcore.store.store import Store

_log = logging.getLogger("loupe.streams")


class Feed:
    """Asks the champion of one model what it says of rows that were taken.

    Parameters
    ----------
    store : Store
        Where the model and the log are.
    workspace : str
        Whose.
    stream : Stream
        Its spec names the model; nothing is asked when it names none.
    """

    def __init__(self, store: Store, workspace: str, stream: Stream) -> None:
        self._registry = Registry(store, workspace)
        self._model, self._id = stream.spec.model, stream.id
        self._recorder = Recorder(store)

    def __call__(self, rows: Sequence[Row]) -> None:
        """Ask about rows; their request id names the stream and the first of them."""
        if not self._model or not rows:
            return
        try:
            self._ask(f"{self._id}-{rows[0].entry.offset}", rows)
        except LoupeError as error:
            _log.warning("rows of a stream were not answered: %s", error.code)
        except Exception as error:  # a third-party estimator: any kind; the stream goes on
            _log.warning("rows of a stream were not answered: %s", type(error).__name__)

    def close(self) -> None:
        """Write down what is left."""
        self._recorder.close()

    def _ask(self, request: str, rows: Sequence[Row]) -> None:
        came, began = time.time(), time.perf_counter()
        version, model = self._registry.found(Reference(self._model))
        records = [row.record for row in rows]
        checked = model.check(records)
        made = answers(model, checked)
        fit = checked.kept.tolist()
        took = time.perf_counter() - began
        who = (self._registry.workspace, self._model, version, request, came, took)
        if fit:
            kept = [records[at] for at in fit], [made[at] for at in fit]
            self._recorder.record(Served(*who, *kept))
        if len(fit) < len(records):
            self._recorder.record(Served(*who, status="refused"))
