"""Access tokens: 256 random bits, shown once, stored as SHA-256 only."""

from __future__ import annotations

import hashlib
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select, update

from mlcore.errors import LoupeError, Where
from mlcore.registry.audit import Deed, Journal
from mlcore.serving import access_messages as messages
from mlcore.store import tables
from mlcore.store.store import Store

SCOPES = ("predict", "read", "manage")
"""Each scope covers the ones before it."""
UPLOAD = "upload"
"""Scope of a token that a page makes for itself: it may only send a large file."""
UPLOAD_SECONDS = 10_800.0
DAY = 86_400.0


@dataclass(frozen=True)
class NewToken:
    """A token as it is shown the only time."""

    id: str
    token: str
    scope: str
    expires: float | None


@dataclass(frozen=True)
class Token:
    """What is kept of a token; times are seconds since 1970 (UTC)."""

    id: str
    scope: str
    label: str
    created: float
    expires: float | None
    revoked: float | None


@dataclass(frozen=True)
class Access:
    """Who asks: the token's id, its workspace, what it may do and until when.

    ``model`` and ``version`` are set for a link to one model, which may ask nothing else.
    """

    token: str
    workspace: str
    scope: str
    expires: float | None = field(default=None, compare=False)
    model: str = ""
    version: int | None = None

    @property
    def over(self) -> bool:
        """Whether its time is up."""
        return self.expires is not None and self.expires <= time.time()

    def covers(self, scope: str) -> bool:
        """Tell whether this access includes *scope*."""
        if UPLOAD in (scope, self.scope):
            return self.scope in (scope, "manage")
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


def create(
    store: Store,
    workspace: str,
    scope: str = "predict",
    days: float | None = None,
    label: str = "",
    who: str = "",
) -> NewToken:
    """Make a token and return it with its secret, which is not stored.

    Parameters
    ----------
    scope : {"predict", "read", "manage"}
        What it may do.
    days : float or None
        Days until it expires; None: never.
    label : str
        A note of what it is for.
    who : str
        On whose behalf, for the log.

    Raises
    ------
    LoupeError
        ``bad_token_wish`` for another scope or a time that is not positive;
        ``registry_restored``.
    """
    if scope not in SCOPES:
        raise LoupeError(messages.BAD_TOKEN_WISH, Where(field="scope"), reason="unknown scope")
    if days is not None and not 0 < days <= 36_500:
        reason = "the expiry is not between 1 and 36,500 days"
        raise LoupeError(messages.BAD_TOKEN_WISH, Where(field="expires"), reason=reason)
    made = _new(scope, days and time.time() + days * DAY)
    with Journal(store, workspace, who).writing() as change:
        _keep(change.connection, workspace, made, label)
        change.log(Deed("create_token", f"token {made.id}", after=scope))
    return made


def for_upload(store: Store, workspace: str) -> NewToken:
    """Make a token that may only send large files, for three hours; it is in no list."""
    over = (tables.tokens.c.scope == UPLOAD) & (tables.tokens.c.expires < time.time())
    with store.begin() as connection:
        connection.execute(delete(tables.tokens).where(over))
        made = _new(UPLOAD, time.time() + UPLOAD_SECONDS)
        _keep(connection, workspace, made, "")
    return made


def listing(store: Store, workspace: str) -> tuple[Token, ...]:
    """Return the tokens of *workspace*, newest first, revoked ones included."""
    table = tables.tokens
    own = (table.c.workspace == workspace, table.c.scope != UPLOAD)
    query = select(table).where(*own).order_by(table.c.created.desc())
    with store.read() as connection:
        return tuple(
            Token(row.id, row.scope, row.label, row.created, row.expires, row.revoked)
            for row in connection.execute(query)
        )


def rotate(
    store: Store, workspace: str, token_id: str, overlap: float = DAY, who: str = ""
) -> NewToken:
    """Make a token like *token_id*, which stays good only for the *overlap*.

    Parameters
    ----------
    token_id : str
        The one to be replaced; its scope, note and end are taken over.
    overlap : float
        Seconds in which both are good, so that no client is cut off.
    who : str
        On whose behalf, for the log.

    Raises
    ------
    LoupeError
        ``unknown_token`` when the workspace has none with this id that is good;
        ``registry_restored``.
    """
    old = next((t for t in listing(store, workspace) if t.id == token_id), None)
    now = time.time()
    if old is None or old.revoked is not None or (old.expires or now + 1) <= now:
        raise LoupeError(messages.UNKNOWN_TOKEN, Where(field="id"), id=token_id[:40])
    made = _new(old.scope, old.expires)
    ends = min(old.expires or now + overlap, now + overlap)
    mine = (tables.tokens.c.workspace == workspace, tables.tokens.c.id == token_id)
    with Journal(store, workspace, who).writing() as change:
        _keep(change.connection, workspace, made, old.label)
        change.connection.execute(update(tables.tokens).where(*mine).values(expires=ends))
        change.log(Deed("rotate_token", f"token {token_id}", old.scope, f"token {made.id}"))
    return made


def exist(store: Store) -> bool:
    """Tell whether there is a token that is good now, in any workspace."""
    table = tables.tokens
    good = table.c.revoked.is_(None) & (table.c.expires.is_(None) | (table.c.expires > time.time()))
    with store.read() as connection:
        query = select(table.c.id).where(good, table.c.scope != UPLOAD)
        return connection.execute(query).first() is not None


def revoke(store: Store, workspace: str, token_id: str, who: str = "") -> None:
    """End a token at once, even where the log takes no record.

    Raises
    ------
    LoupeError
        ``unknown_token`` when the workspace has none with this id.
    """
    table = tables.tokens
    own = (table.c.workspace == workspace, table.c.id == token_id)
    with Journal(store, workspace, who).writing() as change:
        row = change.connection.execute(select(table).where(*own)).first()
        if row is None:
            raise LoupeError(messages.UNKNOWN_TOKEN, Where(field="id"), id=token_id[:40])
        if row.revoked is None:
            now = update(table).where(*own).values(revoked=time.time())
            change.connection.execute(now)
            with suppress(LoupeError):  # a log that was cut holds up no safety
                change.log(Deed("revoke_token", f"token {token_id}", before=row.scope))


def check(store: Store, bearer: str) -> Access | None:
    """Return the access of the secret *bearer*, or None: unknown, expired and revoked alike."""
    table = tables.tokens
    query = select(table).where(table.c.hash == _hash(bearer))
    with store.read() as connection:
        row = connection.execute(query).first()
    if row is None or row.revoked is not None:
        return None
    found = Access(row.id, row.workspace, row.scope, row.expires)
    return None if found.over else found


def _new(scope: str, expires: float | None) -> NewToken:
    return NewToken(secrets.token_hex(6), secrets.token_urlsafe(32), scope, expires)


def _keep(connection: Connection, workspace: str, made: NewToken, label: str) -> None:
    row = {"workspace": workspace, "hash": _hash(made.token), "label": label[:200]}
    facts = {"id": made.id, "scope": made.scope, "expires": made.expires}
    connection.execute(insert(tables.tokens).values(**facts, created=time.time(), **row))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
