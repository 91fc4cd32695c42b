"""Values that several threads need, made once and kept while there is room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

ROOM = 500_000_000
"""Bytes kept at the same time; more are made again when they are needed again."""


class Shared:
    """A bounded cache whose values are made by the first thread that asks.

    Parameters
    ----------
    room : int
        Bytes to keep; the value asked for last is kept in any case.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._guard = threading.Lock()
        self._locks: dict[Hashable, threading.Lock] = {}
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], tuple[Any, int]]) -> Any:
        """Return the value of *key*; ``make()`` gives it and its size in bytes."""
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            found = self._find(key)
            if found is None:
                value, size = make()
                self._keep(key, value, size)
                return value
            return found

    def drop(self, key: Hashable) -> None:
        """Forget *key*."""
        with self._guard:
            self._kept.pop(key, None)

    def _find(self, key: Hashable) -> Any:
        with self._guard:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def _keep(self, key: Hashable, value: Any, size: int) -> None:
        with self._guard:
            self._kept[key] = (value, size)
            while len(self._kept) > 1 and self._total() > self._room:
                self._kept.popitem(last=False)

    def _total(self) -> int:
        return sum(size for _, size in self._kept.values())
