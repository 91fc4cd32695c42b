"""What the challenger would have said: asked behind the reply, dropped first, never returned."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlcore.prediction.answer import Answer, answers
from mlcore.prediction.model import Model
from mlcore.serving.served import Served

MOST_WAITING = 32
MOVED = 0.05
"""Share of the range of the stored answers from which a number counts as another one."""
_log = logging.getLogger("loupe.serving")


@dataclass(frozen=True)
class Unheard:
    """A request that was answered, to be answered once more by the challenger.

    Parameters
    ----------
    challenger : Served
        Who is asked.
    champion : Model
        Who answered.
    request_id : str
        Of the request.
    rows : list of dict
        As they were sent.
    answers : sequence of Answer
        What went out.
    """

    challenger: Served
    champion: Model
    request_id: str
    rows: list[dict[str, Any]]
    answers: Sequence[Answer]


@dataclass(frozen=True)
class Heard:
    """What the challenger said, how long it took in seconds, and how many answers differ."""

    unheard: Unheard
    answers: tuple[Answer, ...]
    seconds: float
    changed: int


class Shadows:
    """The questions to challengers; one thread works them off, and only so many wait.

    Parameters
    ----------
    heard : callable
        Is given what came back, on the event loop.
    dropped : callable
        Is called for each question that found no room.
    """

    def __init__(self, heard: Callable[[Heard], None], dropped: Callable[[], None]) -> None:
        self._heard, self._dropped = heard, dropped
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="shadow")
        self._waiting = 0

    def ask(self, one: Unheard) -> None:
        """Ask the challenger when it has time; returns at once. Call it on the event loop."""
        if self._waiting >= MOST_WAITING:
            self._dropped()
            return
        self._waiting += 1
        loop = asyncio.get_running_loop()

        def done(future: Future[Heard]) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._done, future)

        self._thread.submit(hear, one).add_done_callback(done)

    def close(self) -> None:
        """Ask nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _done(self, future: Future[Heard]) -> None:
        self._waiting -= 1
        if future.cancelled():
            return
        error = future.exception()
        if error is not None:  # the challenger's, of any kind: nobody waits for it
            _log.warning("a challenger failed on a request: %s", type(error).__name__)
            self._dropped()
        else:
            self._heard(future.result())


def hear(one: Unheard) -> Heard:
    """Ask the challenger and compare."""
    began, model = time.perf_counter(), one.challenger.model
    made = answers(model, model.check(one.rows))
    seconds = time.perf_counter() - began
    return Heard(one, made, seconds, differing(one.champion, one.answers, made))


def differing(champion: Model, old: Sequence[Answer], new: Sequence[Answer]) -> int:
    """Return how many rows that both answered have another answer.

    A class is another one when its name is; a number when it is further off than 5 % of the range
    of the answers stored with the champion.
    """
    reach = MOVED * _range(champion)
    return sum(
        _differ(one.value, two.value, reach)
        for one, two in zip(old, new, strict=True)
        if one.error is None and two.error is None
    )


def _differ(one: Any, two: Any, reach: float) -> bool:
    numbers = isinstance(one, float) and isinstance(two, float)
    return abs(one - two) > reach if numbers else one != two


def _range(model: Model) -> float:
    if model.signature.task != "regression" or not len(model.golden.answers):
        return 0.0
    return float(np.ptp(np.asarray(model.golden.answers, dtype=float)))
