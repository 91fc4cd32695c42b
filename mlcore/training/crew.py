"""Threads that each do one call at a time, and can be left behind."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")


class Crew(Generic[T]):
    """A few threads at work.

    Parameters
    ----------
    threads : int
        Calls at the same time.
    """

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="fit")
        self._running: set[Future[T]] = set()

    def __enter__(self) -> Crew[T]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    @property
    def room(self) -> bool:
        """True when a thread has nothing to do."""
        return len(self._running) < self._threads

    @property
    def busy(self) -> bool:
        """True while a call goes on."""
        return bool(self._running)

    def start(self, work: Callable[[], T]) -> None:
        """Have a thread call *work*."""
        self._running.add(self._pool.submit(work))

    def ended(self, patience: float | None) -> list[T]:
        """Return what the calls gave that have ended, as soon as there is one.

        Parameters
        ----------
        patience : float or None
            Seconds to wait at most; None: until there is one.
        """
        done, self._running = wait(self._running, patience, return_when=FIRST_COMPLETED)
        return [future.result() for future in done]
