"""Rows to answers: checked already, answered together with others, counted and told of."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from mlcore.errors import LoupeError
from mlcore.prediction.answer import COVERAGE, Answer, Calm, checked_answers, spoken
from mlcore.prediction.compiled.path import FEW
from mlcore.prediction.rows import Checked
from mlcore.serving.call import Call
from mlcore.serving.ladder import Stand
from mlcore.serving.request import Asked, ClientLeftError
from mlcore.serving.served import Served
from mlcore.serving.service import Service, Told
from mlcore.serving.shadows import Unheard

LARGE_BYTES = 16_384
"""Bodies from this size on are read in a thread, so that others are not kept waiting."""
AT_ONCE = range(FEW + 1, 2_001)
"""Rows that are answered in the thread that read them; more would keep other readers waiting."""
Made = TypeVar("Made")


@dataclass(frozen=True)
class Read:
    """A request's rows as sent and as the model takes them; of which coverage its intervals are.

    Of a table that was answered where it was read: the model's ``numbers``, the answers ``made`` of
    them, and the reply as ``written``.
    """

    asked: Asked
    checked: Checked
    coverage: float = COVERAGE
    numbers: np.ndarray | None = None
    made: Sequence[Answer] = ()
    written: bytes = b""


async def answered(call: Call, stand: Stand, read: Read) -> Sequence[Answer]:
    """Return the answers to rows that fit, in their order.

    Raises
    ------
    LoupeError
        ``row_failed`` when there is one row and the model fails on it; ``deadline``.
    """
    if stand.step == "baseline" and stand.served.baseline is not None:
        numbers = np.repeat(stand.served.baseline[None], len(read.checked.kept), axis=0)
    else:
        numbers = await _remembered(call, stand, read)
    made = read.made or spoken(stand.served.model, read.checked, numbers, read.coverage)
    failed = _count(call.service, made)
    if failed is not None and len(made) == 1:
        raise failed
    if call.service.watch is not None:
        _tell(call, stand, read, made)
    if stand.shadow is not None:
        _ask_shadow(call, stand.shadow, stand, read, made)
    return made


def at_once(stand: Stand, read: Read, write: Callable[[Read], bytes]) -> Read:
    """Return a table with its answers and the reply, where they need neither frame nor thread.

    A table is handed from thread to thread once instead of three times.

    Parameters
    ----------
    stand : Stand
        Who answers.
    read : Read
        The rows.
    write : callable
        Makes the reply of what was answered.
    """
    checked, model = read.checked, stand.served.model
    able = stand.step != "baseline" and stand.served.batches.here and checked.cases is not None
    if not able or checked.problems or len(checked.kept) not in AT_ONCE:
        return read
    numbers = checked_answers(model, checked)
    made = spoken(model, checked, numbers, read.coverage)
    done = replace(read, numbers=numbers, made=made)
    return replace(done, written=write(done)) if isinstance(made, Calm) else done


async def _remembered(call: Call, stand: Stand, read: Read) -> np.ndarray:
    """Return the model's numbers, those it gave before where all rows were asked before."""
    cache, checked = call.service.cache, read.checked
    known = await cache.known(stand.served, checked)
    if known is not None:
        call.service.meters.event("cached")
        _weigh(call, stand, True)
        return known
    numbers = await _numbers(call, stand, read)
    cache.tell(stand.served, checked, numbers)
    return numbers


async def _numbers(call: Call, stand: Stand, read: Read) -> np.ndarray:
    """Return the model's numbers; its breaker hears how it went."""
    served = stand.served
    breaker, before = served.breaker, served.breaker.state
    breaker.allows()
    try:
        numbers: np.ndarray = await call.answer(_asked(call, served, read))
    except LoupeError:  # the deadline
        call.service.give_up(served)
        breaker.bad()
        _weigh(call, stand, False)
        raise
    except ClientLeftError:
        breaker.release()
        raise
    else:
        sound = bool(np.isfinite(numbers if numbers.ndim == 1 else numbers.sum(axis=1)).any())
        breaker.good() if sound else breaker.bad()
        _weigh(call, stand, sound)
        return numbers
    finally:
        if breaker.state != before:
            call.service.turned(served, before)


def _weigh(call: Call, stand: Stand, good: bool) -> None:
    """Count an answer for or against the challenger, where there is one."""
    if stand.tally is not None and stand.tally.note(stand.step == "challenger", good):
        call.service.stop_canary(call.place, stand.tally)


async def apart(service: Service, size: int, work: Callable[[], Made]) -> Made:
    """Return what *work* makes; off the event loop when the request has many bytes."""
    if size <= LARGE_BYTES:
        return work()
    return await asyncio.get_running_loop().run_in_executor(service.bodies, work)


def _asked(call: Call, served: Served, read: Read) -> asyncio.Future[np.ndarray]:
    """Return the model's numbers to come: a table has a thread of its own, rows go together."""
    loop, checked = asyncio.get_running_loop(), read.checked
    if read.numbers is not None:
        known: asyncio.Future[np.ndarray] = loop.create_future()
        known.set_result(read.numbers)
        return known
    if checked.cases is not None and len(checked.kept) <= FEW:
        return served.batches.ask(checked)
    return loop.run_in_executor(call.service.tables, checked_answers, served.model, checked)


def _count(service: Service, made: Sequence[Answer]) -> LoupeError | None:
    """Count answers and failures; return the first failure."""
    failed = () if isinstance(made, Calm) else _failures(made)
    if failed:
        service.meters.rows("failed", len(failed))
    service.meters.rows("answered", len(made) - len(failed))
    return failed[0] if failed else None


def _failures(made: Sequence[Answer]) -> Sequence[LoupeError]:
    return [answer.error for answer in made if answer.error is not None]


def _tell(call: Call, stand: Stand, read: Read, made: Sequence[Answer]) -> None:
    seconds = time.perf_counter() - call.scope["state"]["began"]
    told = Told(
        stand.served.workspace,
        stand.served.name,
        stand.served.version,
        call.ref,
        read.asked.rows,
        made,
        seconds,
        stand.degraded,
    )
    asyncio.get_running_loop().call_soon(call.service.tell, told)


def _ask_shadow(
    call: Call, shadow: Served, stand: Stand, read: Read, made: Sequence[Answer]
) -> None:
    one = Unheard(shadow, stand.served.model, call.ref, read.asked.rows, made)
    asyncio.get_running_loop().call_soon(call.service.shadows.ask, one)
