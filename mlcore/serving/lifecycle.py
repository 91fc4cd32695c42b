"""Start, readiness and end of the service, whichever process it lives in."""

from __future__ import annotations

import gc
import logging
import threading

from sqlalchemy import select

from mlcore.errors import LoupeError
from mlcore.prediction.artifact import TOLERANCE, distances
from mlcore.prediction.model import Model
from mlcore.registry.names import CHAMPION, Reference
from mlcore.registry.registry import Registry
from mlcore.serving import running_messages as messages
from mlcore.serving import tokens
from mlcore.settings import Settings
from mlcore.store.store import Store
from mlcore.store.tables import aliases

MOST_WARMED = 8
FIRST_DAYS = 90
"""How long the token printed at the first start is good for."""
_log = logging.getLogger("loupe.serving")
_stopping = threading.Event()
_warming: list[threading.Thread] = []


def start(settings: Settings) -> None:
    """Begin to load the champions in the background, so that the first request is quick."""
    _stopping.clear()
    thread = threading.Thread(target=_warm, args=(settings,), name="warm models", daemon=True)
    _warming.append(thread)
    thread.start()


def drain() -> None:
    """Be not ready any more; requests are answered all the same."""
    _stopping.set()


def stop() -> None:
    """Be not ready any more; return when the background work has ended."""
    _stopping.set()
    while _warming:
        _warming.pop().join()


def ready(store: Store) -> int:
    """Return how many champions answer their golden rows as stored.

    Raises
    ------
    LoupeError
        ``not_ready`` when the service stops, there is no champion, or none answers.
    """
    if _stopping.is_set():
        raise _not_ready("the service is stopping")
    champions = _champions(store)
    if not champions:
        raise _not_ready("no model has a champion yet")
    sound = sum(1 for workspace, name in champions if _sound(store, workspace, name))
    if not sound:
        raise _not_ready("no champion gives its stored answers")
    return sound


def first_token(store: Store, workspace: str, address: str) -> str:
    """Return a ready command line for the first request, or "" when tokens exist already."""
    if tokens.listing(store, workspace):
        return ""
    label = "printed at the first start"
    try:
        made = tokens.create(store, workspace, days=FIRST_DAYS, label=label, who="first start")
    except LoupeError as error:  # a log that was cut: somebody has to look at that first
        _log.warning("no first token was made: %s", error.code)
        return ""
    return f"curl -H 'Authorization: Bearer {made.token}' {address}/v1/models"


def _not_ready(reason: str) -> LoupeError:
    return LoupeError(messages.NOT_READY, reason=reason)


def _champions(store: Store) -> list[tuple[str, str]]:
    query = (
        select(aliases.c.workspace, aliases.c.name)
        .where(aliases.c.alias == CHAMPION)
        .order_by(aliases.c.changed.desc())
        .limit(MOST_WARMED)
    )
    with store.read() as connection:
        return [(row.workspace, row.name) for row in connection.execute(query)]


def _loaded(store: Store, workspace: str, name: str) -> Model | None:
    try:
        return Registry(store, workspace).found(Reference(name))[1]
    except LoupeError as error:
        _log.warning("a champion cannot be loaded: %s", error.code)
        return None


def _sound(store: Store, workspace: str, name: str) -> bool:
    model = _loaded(store, workspace, name)
    return model is not None and all(gap <= TOLERANCE for gap in distances(model))


def _warm(settings: Settings) -> None:
    try:
        store = Store.open(settings)
        for workspace, name in _champions(store):
            if _stopping.is_set():
                return
            _loaded(store, workspace, name)
        gc.freeze()  # modules and models stay: a collection need not look at them again
    except LoupeError as error:
        _log.warning("models are not warmed: %s", error.code)
