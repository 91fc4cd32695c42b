"""Models in memory, by the digest of their manifest: the same folder is read once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from mlcore.prediction.model import Model

MOST = 8


class Loaded:
    """The models used last; safe from several threads, one load per model."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._models: OrderedDict[str, Model] = OrderedDict()
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, digest: str, load: Callable[[], Model]) -> Model:
        """Return the model of *digest*, loading it when it is not in memory."""
        with self._lock:
            if digest in self._models:
                self._models.move_to_end(digest)
                return self._models[digest]
            own = self._locks.setdefault(digest, threading.Lock())
        with own:
            with self._lock:
                if digest in self._models:
                    return self._models[digest]
            model = load()
            self._keep(digest, model)
        return model

    def holds(self, digest: str) -> bool:
        """Tell whether the model of *digest* is in memory."""
        with self._lock:
            return digest in self._models

    def _keep(self, digest: str, model: Model) -> None:
        with self._lock:
            self._models[digest] = model
            self._locks.pop(digest, None)
            while len(self._models) > self._most:
                self._models.popitem(last=False)


LOADED = Loaded()
"""Shared by everything in this process; what a digest names never changes."""
