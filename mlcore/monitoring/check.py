"""One look at a model: its traffic, its drift, its scores; and the alerts that follow."""

from __future__ import annotations

import logging
import time
from typing import Any

from sqlalchemy import select

from mlcore.errors import LoupeError
from mlcore.jobs.context import JobContext
from mlcore.jobs.schedule import Schedule
from mlcore.monitoring import alerts, log, traffic, watch, webhook
from mlcore.monitoring.alerts import Alert
from mlcore.monitoring.drift import drift
from mlcore.monitoring.moved import DriftReport
from mlcore.monitoring.performance import estimated, real
from mlcore.monitoring.reference import Reference, of_rows, of_training
from mlcore.monitoring.rules import Found
from mlcore.monitoring.watch import Watch
from mlcore.monitoring.window import Window, of_log
from mlcore.prediction.model import Model
from mlcore.registry.registry import Registry
from mlcore.settings import Settings
from mlcore.store.store import Store
from mlcore.store.tables import traffic as traffic_table

HOUR, WEEK = 3600.0, 7 * 86_400.0
CALL, KIND = "mlcore.monitoring.check:check_task", "watch"
_log = logging.getLogger("loupe.monitoring")


def schedules(settings: Settings) -> tuple[Schedule, ...]:
    """Return what a supervisor does by itself to watch models: nothing when that is off."""
    if settings.watch_minutes <= 0:
        return ()
    return (Schedule(CALL, KIND, 60.0 * settings.watch_minutes),)


def look(
    registry: Registry, name: str, how: Watch, now: float | None = None
) -> tuple[Found, Window]:
    """Return what can be said of a model's last hours, and the rows that it is said of.

    Parameters
    ----------
    registry : Registry
        Where the champion is.
    name : str
        Which model.
    how : Watch
        Window, and what it is compared with.
    now : float or None
        The end of the window; None: this moment.

    Raises
    ------
    LoupeError
        ``unknown_model``, ``unknown_alias``; what loading raises.
    """
    until = time.time() if now is None else now
    since, key = until - how.hours * HOUR, (registry.workspace, name)
    version = registry.resolve(name)[1]
    model, store = registry.load(f"{name}:{version}"), registry.store
    came = traffic.total(traffic.series(store, key, since, until))
    rows = log.recent(store, key, since, until + 1, version)
    seen = of_log(model, rows)
    report, off = _drift(store, model, seen, how, (key, since, until))
    found = Found(
        name, version, since, until, came, report, estimated(model, seen), real(model, seen),
        model.meta.score, off,
    )  # fmt: skip
    return found, seen


def _drift(
    store: Store, model: Model, seen: Window, how: Watch, at: tuple[Any, float, float]
) -> tuple[DriftReport, str]:
    needed = store.settings.watch_rows
    try:
        known = _reference(store, model, how, at)
    except LoupeError as error:
        return DriftReport("off", seen.rows, needed, unfit=seen.unfit, came=seen.came), error.what
    if known is None:
        return DriftReport("few", 0, needed, unfit=seen.unfit, came=seen.came), ""
    return drift(known, seen, needed), ""


def _reference(
    store: Store, model: Model, how: Watch, at: tuple[Any, float, float]
) -> Reference | None:
    """Return what is compared with; None: the week before has too few rows."""
    if how.against == "training":
        return of_training(model)
    key, since, until = at
    before = of_log(model, log.recent(store, key, since - WEEK, until - WEEK))
    if before.rows < store.settings.watch_rows:
        return None
    return of_rows(model, before.frame, before.answers)


def check(
    registry: Registry, name: str, now: float | None = None
) -> tuple[Found, tuple[Alert, ...]]:
    """Look at a model, keep its alerts, tell its webhook of those that are new.

    Raises
    ------
    LoupeError
        As :func:`look`.
    """
    key, store = (registry.workspace, name), registry.store
    how = watch.load(store, key).watch
    found, _window = look(registry, name, how, now)
    moment = found.until
    standing = alerts.keep(store, key, found.version, alerts.judge(found, how), moment)
    for alert in standing:
        if how.webhook and alert.told is None:
            trouble = webhook.send(how.webhook, alert, store.settings)
            alerts.told(store, alert.id, None if trouble else moment, trouble)
    watch.note(store, key, moment, {"state": found.drift.state, "rows": found.drift.rows})
    return found, standing


def check_task(context: JobContext, spec: dict[str, Any]) -> dict[str, Any]:
    """Check every model that was ever asked; one that cannot be checked holds up no other.

    Returns
    -------
    dict
        ``checked`` and ``alerts``: how many; ``failed``: codes of what could not be checked.
    """
    checked, standing, failed = 0, 0, []
    for workspace, name in _asked(context.store):
        try:
            _found, open_now = check(Registry(context.store, workspace), name)
        except LoupeError as error:
            failed.append(error.code)
            _log.warning("a model cannot be checked: %s", error.code)
            continue
        checked, standing = checked + 1, standing + len(open_now)
    return {"checked": checked, "alerts": standing, "failed": failed}


def _asked(store: Store) -> tuple[tuple[str, str], ...]:
    table = traffic_table.c
    with store.read() as connection:
        rows = connection.execute(select(table.workspace, table.name).distinct())
        return tuple((row.workspace, row.name) for row in rows)
