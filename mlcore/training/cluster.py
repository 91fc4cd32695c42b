"""A crew of processes that a Dask scheduler knows, on this machine or on others.

Dask carries units there and results back; what is done is what threads would do, by the same code,
each unit with one thread, so the numbers are the same. No more units are given away than there are
processes free: after a stop nothing waits there to begin. Workers write results down themselves
where a store keeps them, so that a fit that is under way when a run is stopped is not lost.
"""

from __future__ import annotations

import logging
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings
from mlcore.store.store import Store
from mlcore.training import messages
from mlcore.training.crew import Assignment, Crew, Team
from mlcore.training.fitter import Fitter, failed
from mlcore.training.ledger import UnitResult
from mlcore.training.messages import reason
from mlcore.training.problem import Problem
from mlcore.training.schedule import Unit
from mlcore.training.storeledger import StoreLedger

if TYPE_CHECKING:
    from distributed import Client

LOG = logging.getLogger(__name__)
PATIENCE = 15.0
"""Seconds in which the scheduler and one worker must answer."""


@dataclass(frozen=True)
class Errand:
    """What a worker is told about a unit.

    Parameters
    ----------
    unit : Unit
        What to do.
    left : float
        Seconds until it is cut.
    forks : bool
        See :meth:`Fitter.done`.
    settings, run : Settings and str, or None
        The store and the run to write the result down in.
    """

    unit: Unit
    left: float
    forks: bool
    settings: Settings | None = None
    run: str = ""


class Cluster:
    """A crew of Dask workers.

    Parameters
    ----------
    client : Client
        Connected.
    task : Assignment
        Its problem is sent to every worker once. Only a ledger in a store can be written by them.
    """

    def __init__(self, client: Client, task: Assignment) -> None:
        self._client, self._task = client, task
        self._kept: tuple[Settings | None, str] = (None, "")
        if isinstance(task.ledger, StoreLedger):
            self._kept = (task.ledger.store.settings, task.ledger.run_id)
        self._problem = client.scatter(task.problem, broadcast=True, hash=False)
        self._running: dict[Any, Unit] = {}
        self._count = self._counted()

    def _counted(self) -> int:
        return max(1, sum(self._client.nthreads().values()))

    @property
    def room(self) -> bool:
        """True when a worker has nothing to do."""
        return len(self._running) < self._count

    @property
    def busy(self) -> bool:
        """True while a unit is under way."""
        return bool(self._running)

    def start(self, unit: Unit) -> None:
        """Have a worker do *unit*."""
        left = self._task.deadline - time.monotonic()
        errand = Errand(unit, left, self._task.forks, *self._kept)
        future = self._client.submit(carried_out, self._problem, errand, pure=False, retries=0)
        self._running[future] = unit

    def ended(self, patience: float | None) -> list[UnitResult]:
        """Return the results of units that have ended; see :class:`~mlcore.training.crew.Crew`."""
        from distributed import CancelledError, wait

        try:
            with self._client.as_current():
                done, _ = wait(list(self._running), patience, return_when="FIRST_COMPLETED")
        except TimeoutError:
            return []
        except (OSError, CancelledError) as error:
            raise LoupeError(messages.SCHEDULER_LOST, Where(field="scheduler")) from error
        self._count = self._counted()
        return [_result(future, self._running.pop(future)) for future in done]


def cluster(address: str) -> Team:
    """Return the team behind the scheduler at *address*, ``tcp://host:port``."""

    @contextmanager
    def gathered(task: Assignment) -> Iterator[Crew]:
        with _connected(address) as client:
            yield Cluster(client, task)

    return gathered


def _result(future: Any, unit: Unit) -> UnitResult:
    """Return what a worker gave.

    Raises
    ------
    LoupeError
        What kept the worker from its work: no access to the data or the store.
    """
    if future.status == "finished":
        found: UnitResult = future.result()
        return found
    if future.status == "cancelled":
        raise LoupeError(messages.SCHEDULER_LOST, Where(field="scheduler"))
    error = future.exception()
    if isinstance(error, LoupeError):
        raise error
    LOG.warning("%s, fold %d: %r", unit.trial.id, unit.fold, error)
    return failed(unit, reason("crashed", fold=unit.fold + 1))


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """Yield a client of the scheduler at *address*.

    Raises
    ------
    LoupeError
        ``no_dask`` where the library is missing, ``no_scheduler`` when nobody answers there.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise LoupeError(messages.NO_DASK, Where(field="scheduler")) from error
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
        client.wait_for_workers(1, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        facts = {"address": address, "seconds": f"{PATIENCE:g}"}
        raise LoupeError(messages.NO_SCHEDULER, Where(field="scheduler"), **facts) from error
    with client:
        yield client


class _Here:
    """What one worker process keeps between units: the fitter of the latest problem, stores."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._problem: Problem | None = None
        self._fitter: Fitter | None = None
        self._stores: dict[Settings, Store] = {}

    def fitter(self, problem: Problem) -> Fitter:
        with self._lock:
            if self._fitter is None or self._problem is not problem:
                self._problem, self._fitter = problem, Fitter(problem)
            return self._fitter

    def store(self, settings: Settings) -> Store:
        with self._lock:
            if settings not in self._stores:
                self._stores[settings] = Store.open(settings)
            return self._stores[settings]


_HERE = _Here()


def carried_out(problem: Problem, errand: Errand) -> UnitResult:
    """Do one unit in a worker, and write its result down where a store keeps it."""
    warnings.simplefilter("ignore")
    fitter = _HERE.fitter(problem)
    result = fitter.done(errand.unit, time.monotonic() + errand.left, errand.forks)
    if errand.settings is not None:
        StoreLedger(_HERE.store(errand.settings), errand.run).record(result)
    return result
