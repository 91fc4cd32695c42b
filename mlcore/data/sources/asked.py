"""A question that may take long, in a thread of its own: nobody waits for it, anybody ends it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from mlcore.process.watch import Mark, Watch

T = TypeVar("T")


class Asked(Generic[T]):
    """What was asked, and the answer once it is there.

    It is for first rows and counts, which nobody misses when the process ends; what is kept is
    brought by a job.

    Parameters
    ----------
    question : callable
        Given the :class:`Watch` by which it can be ended.
    """

    def __init__(self, question: Callable[[Watch], T]) -> None:
        self.mark: Mark | None = None
        self._question = question
        self._answer: list[T] = []
        self._error: Exception | None = None
        self._watch = Watch(self._hear)
        self._over = threading.Event()
        threading.Thread(target=self._ask, name="asked", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait so long at most, and return True when the answer is there."""
        return self._over.wait(seconds)

    def answer(self) -> T:
        """Return the answer, when it is there.

        Raises
        ------
        Exception
            What the question raised.
        """
        self._over.wait()
        if self._error is not None:
            raise self._error
        return self._answer[0]

    def stop(self) -> None:
        """End it, on the other side too; its answer is then a refusal."""
        self._watch.halt()

    def _hear(self, mark: Mark) -> None:
        self.mark = mark

    def _ask(self) -> None:
        try:
            self._answer.append(self._question(self._watch))
        except Exception as error:  # whoever looks at the answer hears of it
            self._error = error
        finally:
            self._over.set()
