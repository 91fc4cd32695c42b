"""Those who do units: a crew of threads here, or of processes elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from mlcore.training.fitter import Fitter
from mlcore.training.ledger import Ledger, UnitResult
from mlcore.training.problem import Problem
from mlcore.training.schedule import Unit


class Crew(Protocol):
    """A few that each do one unit at a time, and can be left behind."""

    @property
    def room(self) -> bool:
        """Return True when one of them has nothing to do."""

    @property
    def busy(self) -> bool:
        """Return True while a unit is under way."""

    def start(self, unit: Unit) -> None:
        """Have one of them do *unit*."""

    def ended(self, patience: float | None) -> list[UnitResult]:
        """Return the results of units that have ended, as soon as there is one.

        Parameters
        ----------
        patience : float or None
            Seconds to wait at most; None: until there is one.
        """


@dataclass(frozen=True, eq=False)
class Assignment:
    """What a crew is gathered for.

    Parameters
    ----------
    problem : Problem
        Whose units it does.
    ledger : Ledger
        Where the engine writes results down.
    deadline : float
        ``time.monotonic()`` at which fits are cut.
    forks : bool
        Each fit has a process of its own; see :meth:`~mlcore.training.fitter.Fitter.done`.
    """

    problem: Problem
    ledger: Ledger
    deadline: float = float("inf")
    forks: bool = False


Team = Callable[[Assignment], AbstractContextManager[Crew]]
"""Gathers the crew for a task."""


class Threads:
    """A crew of threads of this process.

    Parameters
    ----------
    count : int
        Units at the same time.
    work : callable
        Does one.
    """

    def __init__(self, count: int, work: Callable[[Unit], UnitResult]) -> None:
        self._count, self._does = count, work
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="fit")
        self._running: set[Future[UnitResult]] = set()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    @property
    def room(self) -> bool:
        """True when a thread has nothing to do."""
        return len(self._running) < self._count

    @property
    def busy(self) -> bool:
        """True while a unit is under way."""
        return bool(self._running)

    def start(self, unit: Unit) -> None:
        """Have a thread do *unit*."""
        self._running.add(self._pool.submit(self._does, unit))

    def ended(self, patience: float | None) -> list[UnitResult]:
        """Return the results of units that have ended; see :class:`Crew`."""
        done, self._running = wait(self._running, patience, return_when=FIRST_COMPLETED)
        return [future.result() for future in done]


def threads(count: int) -> Team:
    """Return a team of *count* threads of this process."""

    def gathered(task: Assignment) -> AbstractContextManager[Crew]:
        fitter = Fitter(task.problem)
        return Threads(count, partial(fitter.done, deadline=task.deadline, forks=task.forks))

    return gathered
