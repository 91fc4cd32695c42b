"""Alerts: opened when a limit is broken, closed when it holds again, told once by webhook."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from mlcore.errors import LoupeError, Where
from mlcore.monitoring import messages
from mlcore.monitoring.logged import Key
from mlcore.monitoring.rules import RULES, Found, Rule, rule
from mlcore.monitoring.watch import Watch
from mlcore.registry.audit import Change, Deed, Journal
from mlcore.store.store import Store
from mlcore.store.tables import alerts


@dataclass(frozen=True)
class Breach:
    """A rule whose limit is broken: by which value."""

    code: str
    value: float
    limit: float
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alert:
    """A limit that was broken for a while.

    Parameters
    ----------
    id : int
        Its number.
    name, version
        Which model, and who answered when it began.
    code : str
        The rule.
    value, limit : float
        When it was last looked at.
    columns : tuple of str
        Inputs concerned, most first.
    opened, closed, seen, told : float or None
        When it began, ended, was acknowledged and sent (seconds since 1970).
    trouble : str
        Why it could not be sent; empty: it could, or there is no webhook.
    """

    id: int
    name: str
    version: int
    code: str
    value: float
    limit: float
    columns: tuple[str, ...]
    opened: float
    closed: float | None = None
    seen: float | None = None
    told: float | None = None
    trouble: str = ""

    @property
    def rule(self) -> Rule:
        """The rule that was broken."""
        return rule(self.code)

    @property
    def sentence(self) -> str:
        """What is wrong, in one sentence."""
        known = self.rule
        side = "below" if known.below else "above"
        shown = f"{known.shown(self.value)}, {side} {known.shown(self.limit)}"
        return f"{known.title}: {shown}."


def judge(found: Found, watch: Watch) -> tuple[Breach, ...]:
    """Return the rules that *found* breaks, in their order."""
    broken = []
    for entry in RULES:
        limit, value = watch.limit(entry.code), entry.value(found)
        if limit is not None and value is not None and entry.breached(value, limit):
            columns = _columns(entry.code, found)
            broken.append(Breach(entry.code, value, limit, columns))
    return tuple(broken)


def _columns(code: str, found: Found) -> tuple[str, ...]:
    if code in ("answers", "inputs"):
        return tuple(column.name for column in found.drift.moved[:5])
    if code == "unfit":
        return tuple(dict.fromkeys(unfit.column for unfit in found.drift.unfit[:5]))
    return ()


def keep(
    store: Store, key: Key, version: int, breaches: Sequence[Breach], now: float
) -> tuple[Alert, ...]:
    """Open alerts for new breaches, renew those that go on, close the others.

    Returns
    -------
    tuple of Alert
        Those that are open now.
    """
    by_code = {breach.code: breach for breach in breaches}
    with Journal(store, key[0], "watch").writing() as change:
        connection = change.connection
        for row in _open(connection, key):
            breach = by_code.pop(row.code, None)
            told = {"closed": now} if breach is None else {"facts": _facts(breach)}
            connection.execute(update(alerts).where(alerts.c.id == row.id).values(**told))
            if breach is None:
                _log(change, Deed("alert", f"{key[1]}:{row.version}", row.code, "over"))
        for code, breach in by_code.items():
            new = {"version": version, "code": code, "facts": _facts(breach), "opened": now}
            own = {"workspace": key[0], "name": key[1], "trouble": ""}
            connection.execute(insert(alerts).values(**own, **new))
            _log(change, Deed("alert", f"{key[1]}:{version}", after=code))
        return tuple(map(_alert, _open(connection, key)))


def _log(change: Change, deed: Deed) -> None:
    """Write down what became of an alert; a log that was cut keeps nobody from being told."""
    with suppress(LoupeError):
        change.log(deed)


def _open(connection: Connection, key: Key) -> Sequence[Row[Any]]:
    mine = (alerts.c.workspace == key[0]) & (alerts.c.name == key[1]) & alerts.c.closed.is_(None)
    known = alerts.c.code.in_([entry.code for entry in RULES])
    return connection.execute(select(alerts).where(mine, known).order_by(alerts.c.id)).all()


def _facts(breach: Breach) -> dict[str, Any]:
    return {"value": breach.value, "limit": breach.limit, "columns": list(breach.columns)}


def listing(store: Store, key: Key, most: int = 50) -> tuple[Alert, ...]:
    """Return the alerts of a model: open ones first, then the newest."""
    mine = (alerts.c.workspace == key[0]) & (alerts.c.name == key[1])
    known = alerts.c.code.in_([entry.code for entry in RULES])
    query = select(alerts).where(mine, known).order_by(alerts.c.opened.desc()).limit(most)
    with store.read() as connection:
        found = map(_alert, connection.execute(query))
        return tuple(sorted(found, key=lambda alert: alert.closed is not None))


def see(store: Store, workspace: str, number: int, now: float) -> None:
    """Note that somebody has seen an alert.

    Raises
    ------
    LoupeError
        ``unknown_alert``.
    """
    mine = (alerts.c.workspace == workspace) & (alerts.c.id == number)
    with Journal(store, workspace, "page").writing() as change:
        row = change.connection.execute(select(alerts).where(mine)).first()
        if row is None:
            raise LoupeError(messages.UNKNOWN_ALERT, Where(field="alert"), number=number)
        change.connection.execute(update(alerts).where(mine).values(seen=now))
        _log(change, Deed("see_alert", f"{row.name}:{row.version}", row.code, "seen"))


def told(store: Store, number: int, now: float | None, trouble: str = "") -> None:
    """Note that an alert was sent, or why not."""
    with store.begin() as connection:
        values = {"told": now, "trouble": trouble[:300]}
        connection.execute(update(alerts).where(alerts.c.id == number).values(**values))


def _alert(row: Row[Any]) -> Alert:
    facts = row.facts
    return Alert(
        row.id, row.name, row.version, row.code, facts["value"], facts["limit"],
        tuple(facts["columns"]), row.opened, row.closed, row.seen, row.told, row.trouble,
    )  # fmt: skip
