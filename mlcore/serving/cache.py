"""Answers to rows that were asked before: in memory or in Redis, bounded, never across versions.

The key of a row is a hash of the version and of the row as the model takes it, so another version
never finds it. A cache that does not answer is left alone for a while: the model answers then.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import orjson

from mlcore.errors import LoupeError, Where
from mlcore.prediction.model import Model
from mlcore.prediction.rows import Checked
from mlcore.serving import running_messages as messages
from mlcore.serving.served import Served
from mlcore.settings import Settings

Numbers = float | tuple[float, ...]
"""What a model says of a row: a number, or a probability per class."""
MEMORY = "memory"
REDIS = ("redis://", "rediss://", "unix://")
MOST_TOGETHER = 64
"""Rows of one request that are looked up; longer ones are worked out."""
PATIENCE = 0.05
"""Seconds that Redis may take."""
PAUSE = 5.0
"""Seconds for which a Redis that failed is not asked."""
_log = logging.getLogger("loupe.serving")


class Shelf(Protocol):
    """Where answers are kept."""

    async def get(self, keys: Sequence[bytes]) -> list[Numbers | None]:
        """Return what is kept under each key."""

    async def put(self, known: dict[bytes, Numbers]) -> None:
        """Keep answers by key."""

    async def close(self) -> None:
        """Let go."""


class Memory:
    """Answers in this process, those used last.

    Parameters
    ----------
    most : int
        Rows kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[bytes, Numbers] = OrderedDict()

    async def get(self, keys: Sequence[bytes]) -> list[Numbers | None]:
        """Return what is kept under each key."""
        for key in keys:
            if key in self._known:
                self._known.move_to_end(key)
        return [self._known.get(key) for key in keys]

    async def put(self, known: dict[bytes, Numbers]) -> None:
        """Keep answers by key; those not used for longest go."""
        self._known.update(known)
        while len(self._known) > self._most:
            self._known.popitem(last=False)

    async def close(self) -> None:
        """Forget everything."""
        self._known.clear()


class Redis:
    """Answers in a Redis that several processes share; it bounds them by time and its own limit.

    Parameters
    ----------
    url : str
        Address, with the password where there is one.
    seconds : int
        How long an answer is kept.
    failed : callable
        Is called when Redis does not answer.
    """

    def __init__(self, url: str, seconds: int, failed: Callable[[], None]) -> None:
        from redis.asyncio import Redis as Client

        self._client = Client.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=None
        )
        self._seconds, self._failed, self._until = seconds, failed, 0.0

    async def get(self, keys: Sequence[bytes]) -> list[Numbers | None]:
        """Return what is kept under each key; nothing while Redis does not answer."""
        found = await self._asked(lambda: self._client.mget([_named(key) for key in keys]))
        return [None] * len(keys) if found is None else [_read(text) for text in found]

    async def put(self, known: dict[bytes, Numbers]) -> None:
        """Keep answers by key."""

        async def send() -> Any:
            async with self._client.pipeline(transaction=False) as pipe:
                for key, numbers in known.items():
                    pipe.set(_named(key), orjson.dumps(numbers), ex=self._seconds)
                return await pipe.execute()

        await self._asked(send)

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()

    async def _asked(self, work: Callable[[], Any]) -> Any:
        from redis.exceptions import RedisError

        if time.monotonic() < self._until:
            return None
        try:
            async with asyncio.timeout(4 * PATIENCE):
                return await work()
        except (RedisError, OSError, TimeoutError) as error:
            self._until = time.monotonic() + PAUSE
            self._failed()
            _log.warning("the cache does not answer: %s", type(error).__name__)
            return None


class Cache:
    """What the service asks before a model, and tells after.

    Parameters
    ----------
    shelf : Shelf or None
        Where answers are kept; None: nowhere.
    store : str
        Id of the store: versions of another one are other versions.
    """

    def __init__(self, shelf: Shelf | None, store: str = "") -> None:
        self._shelf, self._store = shelf, store
        self._telling: set[asyncio.Task[None]] = set()

    async def known(self, served: Served, checked: Checked) -> np.ndarray | None:
        """Return the model's numbers when all rows were answered before, else None."""
        if self._shelf is None or not _short(checked):
            return None
        found = await self._shelf.get(self._keys(served, checked))
        width = _width(served.model)
        sound = [one for one in found if _sound(one, width)]
        return np.asarray(sound, dtype=float) if len(sound) == len(found) else None

    def tell(self, served: Served, checked: Checked, numbers: np.ndarray) -> None:
        """Keep the model's numbers of each row, behind the reply; failures are not kept."""
        if self._shelf is None or not _short(checked):
            return
        width, rows = _width(served.model), numbers.tolist()
        made = [tuple(row) if isinstance(row, list) else row for row in rows]
        keys = self._keys(served, checked)
        known = {key: one for key, one in zip(keys, made, strict=True) if _sound(one, width)}
        task = asyncio.get_running_loop().create_task(self._shelf.put(known))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def close(self) -> None:
        """Let the shelf go."""
        if self._shelf is not None:
            await self._shelf.close()

    def _keys(self, served: Served, checked: Checked) -> list[bytes]:
        rows = checked.cases.rows if checked.cases is not None else ()
        who = "\0".join((self._store, served.workspace, served.name, str(served.version)))
        start = hashlib.blake2b(who.encode("utf-8", "surrogatepass"), digest_size=20)
        made = []
        for row in rows:
            digest = start.copy()
            digest.update(b"\0" + repr(row).encode("utf-8", "backslashreplace"))
            made.append(digest.digest())
        return made


def of_settings(settings: Settings, store: str, failed: Callable[[], None]) -> Cache:
    """Return the cache that the settings ask for.

    Raises
    ------
    LoupeError
        ``bad_cache`` when they name neither memory nor a Redis.
    """
    wanted = settings.cache
    if not wanted:
        return Cache(None)
    if wanted == MEMORY:
        return Cache(Memory(settings.cache_rows), store)
    if not wanted.startswith(REDIS):
        raise LoupeError(messages.BAD_CACHE, Where(field="LOUPE_CACHE"))
    try:
        return Cache(Redis(wanted, settings.cache_seconds, failed), store)
    except ValueError as error:
        raise LoupeError(messages.BAD_CACHE, Where(field="LOUPE_CACHE")) from error


def refuse(settings: Settings) -> None:
    """Raise when the settings name no place for answers.

    Raises
    ------
    LoupeError
        ``bad_cache``.
    """
    of_settings(settings, "", lambda: None)  # nothing is connected before it is asked


def _short(checked: Checked) -> bool:
    return checked.cases is not None and 0 < checked.cases.size <= MOST_TOGETHER


def _width(model: Model) -> int:
    return len(model.signature.classes) if model.signature.task != "regression" else 0


def _sound(numbers: Any, width: int) -> bool:
    """Tell whether this can be a model's answer, whoever wrote it into the cache."""
    if not width:
        return isinstance(numbers, float) and math.isfinite(numbers)
    if not isinstance(numbers, tuple) or len(numbers) != width:
        return False
    return all(isinstance(one, float) and 0 <= one <= 1 for one in numbers)


def _named(key: bytes) -> bytes:
    return b"loupe:" + key.hex().encode()


def _read(text: bytes | None) -> Numbers | None:
    try:
        found = None if text is None else orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return tuple(found) if isinstance(found, list) else found
