"""Rows that arrive at the same time are answered by one call of the model.

Sixteen rows cost a model what one costs. A model whose quick way needs no frame answers on the
event loop, once per turn of it; any other answers in a thread of its own, and what arrives while
it works is its next call.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from mlcore.prediction.answer import checked_answers
from mlcore.prediction.cases import Cases
from mlcore.prediction.model import Model
from mlcore.prediction.rows import Checked

MOST_TOGETHER = 256
"""Rows of one call."""
_log = logging.getLogger("loupe.serving")


@dataclass(eq=False)
class _Waiting:
    checked: Checked
    answer: asyncio.Future[np.ndarray]

    @property
    def size(self) -> int:
        return len(self.checked.kept)


class Batches:
    """The calls of one model; used from one event loop.

    Parameters
    ----------
    model : Model
        Who answers.

    Attributes
    ----------
    here : bool
        Whether its quick way needs no frame: it is asked where its rows are.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._waiting: deque[_Waiting] = deque()
        self._turn = False
        self._began: float | None = None
        quick = model.compiled
        self.here = quick is not None and quick.encoder is not None and quick.form.name != "whole"
        self._thread: ThreadPoolExecutor | None = None

    @property
    def waiting(self) -> int:
        """Requests that wait for an answer."""
        return len(self._waiting)

    def ask(self, checked: Checked) -> asyncio.Future[np.ndarray]:
        """Return the model's numbers for the rows kept by a check, when they are there."""
        loop = asyncio.get_running_loop()
        asked = _Waiting(checked, loop.create_future())
        self._waiting.append(asked)
        if not self._turn:
            self._turn = True
            loop.call_soon(self._next)
        return asked.answer

    def close(self) -> None:
        """Let the thread end; a call that hangs keeps it, but nobody waits for it."""
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)

    def hangs(self, seconds: float) -> bool:
        """Tell whether the call in the thread has taken longer than *seconds*."""
        return self._began is not None and time.monotonic() - self._began > seconds

    def restart(self) -> None:
        """Leave a call that hangs to itself, and go on in a new thread."""
        self._began = None
        self.close()
        self._thread = None
        self._turn = bool(self._waiting)
        if self._turn:
            asyncio.get_running_loop().call_soon(self._next)

    def _next(self) -> None:
        taken = self._taken()
        if not taken:
            self._turn = False
        elif self.here and all(asked.checked.cases is not None for asked in taken):
            _settle(taken, partial(_together, self.model, [asked.checked for asked in taken]))
            self._go_on()
        else:
            self._in_thread(taken)

    def _go_on(self) -> None:
        self._turn = bool(self._waiting)
        if self._turn:
            asyncio.get_running_loop().call_soon(self._next)

    def _taken(self) -> list[_Waiting]:
        taken: list[_Waiting] = []
        size = 0
        while self._waiting and (not taken or size + self._waiting[0].size <= MOST_TOGETHER):
            asked = self._waiting.popleft()
            if not asked.answer.cancelled():
                taken.append(asked)
                size += asked.size
        return taken

    def _in_thread(self, taken: list[_Waiting]) -> None:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="answers")
        thread, loop = self._thread, asyncio.get_running_loop()
        self._began = time.monotonic()
        call = thread.submit(_together, self.model, [asked.checked for asked in taken])

        def done(_: Any) -> None:
            loop.call_soon_threadsafe(ready)

        def ready() -> None:
            _settle(taken, call.result)
            if thread is self._thread:  # not one that was given up meanwhile
                self._began = None
                self._go_on()

        call.add_done_callback(done)


def _settle(taken: list[_Waiting], call: Callable[[], list[np.ndarray]]) -> None:
    """Give each request its answer, or the failure of the *call* that should have made them."""
    try:
        answers: list[Any] = call()
    except (Exception, CancelledError) as error:  # a third-party estimator: any kind
        for asked in taken:
            if not asked.answer.done():
                asked.answer.set_exception(error)
        return
    for asked, numbers in zip(taken, answers, strict=True):
        if not asked.answer.done():
            asked.answer.set_result(numbers)


def _together(model: Model, asked: list[Checked]) -> list[np.ndarray]:
    """Return the numbers of each request, from one call where all rows can be answered."""
    few = [one.cases for one in asked if one.cases is not None]
    if len(asked) > 1 and len(few) == len(asked):
        rows = tuple(row for cases in few for row in cases.rows)
        numbers = _whole(model, Cases(few[0].fields, rows))
        if numbers is not None:
            ends = np.cumsum([cases.size for cases in few])[:-1]
            return np.split(numbers, ends)
    return [checked_answers(model, one) for one in asked]


def _whole(model: Model, cases: Cases) -> np.ndarray | None:
    """Return the numbers of all rows; None when one of them fails, which is nobody else's fault."""
    try:
        if model.compiled is not None:
            numbers = model.compiled.answers(cases)
        else:
            numbers = np.asarray(model.fitted.predict_raw(cases.frame()), dtype=float)
    except Exception as error:  # a third-party estimator: any kind; each request then asks alone
        _log.warning("rows of several requests failed together: %s", type(error).__name__)
        return None
    sound = len(numbers) == cases.size and bool(np.isfinite(numbers).all())
    return model.calibrated(numbers) if sound else None
