"""``watch`` and ``feedback``: how a model fares in service, and what turned out to be true."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from mlcore.commands.command import Answer, Command, Session, table
from mlcore.commands.data import load, source


def _watch_arguments(part: ArgumentParser) -> None:
    verbs = part.add_subparsers(dest="verb", required=True, metavar="show|check|forget|retrain")
    for verb, help in (
        ("show", "traffic, drift and scores of the last hours"),
        ("check", "the same, and open or close alerts"),
        ("retrain", "train the champion's plan again on fresh data, and wait for it"),
    ):
        verbs.add_parser(verb, help=help).add_argument("name", metavar="NAME")
    forget = verbs.add_parser("forget", help="delete what was logged of a request")
    forget.add_argument("request", metavar="REQUEST_ID")


def _watch(args: Namespace, session: Session) -> Answer:
    return VERBS[args.verb](args, session)


def _show(args: Namespace, session: Session) -> Answer:
    from mlcore.monitoring import watch
    from mlcore.monitoring.check import look
    from mlcore.registry.registry import Registry

    how = watch.load(session.store, (session.workspace, args.name)).watch
    found, _window = look(Registry(session.store, session.workspace), args.name, how)
    return _told(found, ())


def _check(args: Namespace, session: Session) -> Answer:
    from mlcore.monitoring.check import check
    from mlcore.registry.registry import Registry

    return _told(*check(Registry(session.store, session.workspace), args.name))


def _told(found: Any, alerts: Any) -> Answer:
    drift = found.drift
    body = {
        "name": found.name,
        "version": found.version,
        "requests": found.traffic.requests,
        "rows": found.traffic.rows,
        "failing": found.traffic.trouble,
        "p99_seconds": found.traffic.latency(0.99),
        "drift": {
            "state": drift.state,
            "rows": drift.rows,
            "needed": drift.needed,
            "inputs": [{"name": c.name, "psi": c.effect, "p": c.p} for c in drift.moved],
            "answers": drift.answers_moved,
            "unfit": [{"column": u.column, "code": u.code, "rows": u.rows} for u in drift.unfit],
        },
        "estimated": found.estimated.score,
        "real": found.real.score,
        "labelled": found.real.rows,
        "trained": found.trained,
        "alerts": [{"code": a.code, "value": a.value, "limit": a.limit} for a in alerts],
    }
    lines = [
        f"{found.name} version {found.version}: {found.traffic.requests:,} requests",
        f"drift: {drift.state} ({drift.rows:,} rows, {drift.needed} needed) {found.off}".rstrip(),
        *(f"  {c.name}: stability index {c.effect:.3g}" for c in drift.moved),
        *(f"alert: {alert.sentence} {alert.rule.do}" for alert in alerts),
    ]
    return Answer(body, tuple(lines))


def _forget(args: Namespace, session: Session) -> Answer:
    from mlcore.monitoring import log

    rows = log.forget(session.store, session.workspace, args.request)
    return Answer({"request_id": args.request, "rows": rows}, (f"{rows} rows are deleted",))


def _retrain(args: Namespace, session: Session) -> Answer:
    from mlcore.commands.train import finished
    from mlcore.jobs.supervisor import Supervisor
    from mlcore.workspace.retraining import retrain
    from mlcore.workspace.workspace import enter

    job = retrain(enter(session.store, session.workspace), args.name)
    result = finished(Supervisor(session.settings).run_one(job))
    version = result["version"]
    line = f"{args.name}: version {version} waits for promote"
    return Answer({"name": args.name, "version": version}, (line,))


def _feedback_arguments(part: ArgumentParser) -> None:
    part.add_argument("name", metavar="NAME")
    source(part, "columns request_id, label, maybe row")


def _feedback(args: Namespace, session: Session) -> Answer:
    from mlcore.monitoring.feedback import from_rows, label
    from mlcore.prediction.columns import plain
    from mlcore.registry.registry import Registry

    signature = Registry(session.store, session.workspace).load(args.name).signature
    frame = load(args, session).frame()
    names = [str(name) for name in frame]
    rows = [dict(zip(names, map(plain, cells), strict=True)) for cells in frame.itertuples(False)]
    done = label(session.store, (session.workspace, args.name), signature, from_rows(rows))
    body = {"rows": done.rows, "changed": done.changed, "unknown": list(done.unknown)}
    shown = [{"rows": done.rows, "changed": done.changed, "unknown": len(done.unknown)}]
    return Answer(body, table(shown, ("rows", "changed", "unknown")))


VERBS = {"show": _show, "check": _check, "forget": _forget, "retrain": _retrain}
COMMANDS = (
    Command("watch", "Traffic, drift and scores of a model.", _watch_arguments, _watch),
    Command("feedback", "Say what was true of answered rows.", _feedback_arguments, _feedback),
)
