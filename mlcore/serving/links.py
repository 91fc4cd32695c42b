"""Links for others: one model, by 256 random bits, shown once, stored as a hash, revocable.

A link says nothing of the workspace it comes from. It opens a page that only predicts, filled with
the values it was made with, and is taken as a token over REST for the answers of its model alone.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update

from mlcore.errors import LoupeError, Where
from mlcore.registry.audit import Deed, Journal
from mlcore.serving import access_messages as messages
from mlcore.serving.tokens import DAY, Access
from mlcore.store.store import Store
from mlcore.store.tables import links

MOST_DAYS = 36_500


@dataclass(frozen=True)
class Link:
    """What is kept of a link.

    Parameters
    ----------
    id, workspace : str
        Which, and whose.
    model : str
        Name of the model it answers by.
    version : int or None
        None: the champion of that name, whichever it is.
    label : str
        What it is for.
    start : dict
        JSON values by column that the form starts from; empty: typical ones.
    created, expires, revoked : float or None
        Seconds since 1970 (UTC).
    """

    id: str
    workspace: str
    model: str
    version: int | None
    label: str
    start: dict[str, Any]
    created: float
    expires: float | None = None
    revoked: float | None = None

    @property
    def ref(self) -> str:
        """The reference of its model."""
        return self.model if self.version is None else f"{self.model}:{self.version}"


def create(
    store: Store,
    workspace: str,
    model: tuple[str, int | None],
    *,
    start: dict[str, Any] | None = None,
    label: str = "",
    days: float | None = None,
) -> str:
    """Make a link and return its token, which is not stored.

    Parameters
    ----------
    store, workspace
        Whose model.
    model : tuple of (name, version or None)
        None: the champion.
    start : dict or None
        JSON values that its form starts from.
    label : str
        A note of what it is for.
    days : float or None
        Days until it ends; None: never.

    Raises
    ------
    LoupeError
        ``bad_link_wish``; ``registry_restored``.
    """
    if days is not None and not 0 < days <= MOST_DAYS:
        reason = "its time is not between 1 and 36,500 days"
        raise LoupeError(messages.BAD_LINK_WISH, Where(field="expires"), reason=reason)
    token, now = secrets.token_urlsafe(32), time.time()
    row = {
        "id": secrets.token_hex(6), "workspace": workspace, "hash": _hash(token),
        "model": model[0], "version": model[1], "label": label[:200], "start": start or {},
        "created": now, "expires": days and now + days * DAY,
    }  # fmt: skip
    with Journal(store, workspace, "page").writing() as change:
        change.connection.execute(insert(links).values(**row))
        change.log(Deed("create_link", f"{row['model']} link {row['id']}"))
    return token


def listing(store: Store, workspace: str, model: str) -> tuple[Link, ...]:
    """Return the links to a model that still work, newest first."""
    mine = (links.c.workspace == workspace, links.c.model == model, links.c.revoked.is_(None))
    query = select(links).where(*mine).order_by(links.c.created.desc())
    with store.read() as connection:
        found = map(_link, connection.execute(query))
        return tuple(link for link in found if _works(link))


def revoke(store: Store, workspace: str, link_id: str) -> None:
    """End a link at once, even where the log takes no record; again does nothing.

    Raises
    ------
    LoupeError
        ``unknown_link`` when the workspace has none with this id.
    """
    own = (links.c.workspace == workspace, links.c.id == link_id)
    with Journal(store, workspace, "page").writing() as change:
        row = change.connection.execute(select(links).where(*own)).first()
        if row is None:
            raise LoupeError(messages.UNKNOWN_LINK, Where(field="id"), id=link_id[:40])
        if row.revoked is None:
            change.connection.execute(update(links).where(*own).values(revoked=time.time()))
            with suppress(LoupeError):  # a log that was cut holds up no safety
                change.log(Deed("revoke_link", f"{row.model} link {link_id}"))


def followed(store: Store, token: str) -> Link:
    """Return the link that *token* opens.

    Raises
    ------
    LoupeError
        ``link_ended``: unknown, expired and revoked alike.
    """
    found = _found(store, token)
    if found is None:
        raise LoupeError(messages.LINK_ENDED)
    return found


def check(store: Store, bearer: str) -> Access | None:
    """Return what *bearer* gives access to over REST, or None where it is no link that works."""
    found = _found(store, bearer)
    if found is None:
        return None
    return Access(found.id, found.workspace, "predict", found.expires, found.model, found.version)


def _found(store: Store, token: str) -> Link | None:
    with store.read() as connection:
        row = connection.execute(select(links).where(links.c.hash == _hash(token))).first()
    link = None if row is None else _link(row)
    return link if link is not None and _works(link) else None


def _works(link: Link) -> bool:
    return link.revoked is None and (link.expires is None or link.expires > time.time())


def _link(row: Row[Any]) -> Link:
    values = {name: row._mapping[name] for name in Link.__dataclass_fields__}
    return Link(**{**values, "start": values["start"] or {}})


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
