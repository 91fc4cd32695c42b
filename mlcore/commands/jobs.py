"""``jobs`` and ``worker``: what runs, and a process that runs it."""

from __future__ import annotations

import threading
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from mlcore.commands.command import Answer, Command, Session, table

if TYPE_CHECKING:
    from mlcore.jobs.job import Job


def _arguments(part: ArgumentParser) -> None:
    verbs = part.add_subparsers(dest="verb", required=True, metavar="list|stop|resume")
    verbs.add_parser("list")
    for verb in ("stop", "resume"):
        verbs.add_parser(verb).add_argument("id", metavar="ID")


def _jobs(args: Namespace, session: Session) -> Answer:
    from mlcore.jobs import queue

    if args.verb == "stop":
        queue.stop(session.store, args.id)
    if args.verb == "resume":
        return _rows([_resume(args.id, session)], one=True)
    if args.verb == "stop":
        return _rows([queue.get(session.store, args.id)], one=True)
    return _rows(list(queue.listing(session.store, session.workspace)))


def _resume(job_id: str, session: Session) -> Job:
    from mlcore.jobs import queue
    from mlcore.jobs.supervisor import Supervisor

    queue.resume(session.store, job_id, reserved=True)
    return Supervisor(session.settings).run_one(job_id)


def _rows(jobs: list[Job], one: bool = False) -> Answer:
    rows = [
        {"id": j.id, "kind": j.kind, "state": j.state, "done": j.done, "total": j.total}
        for j in jobs
    ]
    lines = table(rows, ("id", "kind", "state", "done", "total"))
    return Answer(rows[0] if one else rows, lines)


def _worker(args: Namespace, session: Session) -> Answer:
    from mlcore.jobs.supervisor import Supervisor
    from mlcore.monitoring.check import schedules

    settings = session.store.settings
    supervisor = Supervisor(settings, schedules=schedules(settings))
    supervisor.start()
    try:
        threading.Event().wait()
    finally:
        supervisor.close()
    return Answer({"stopped": True})


def _no_arguments(part: ArgumentParser) -> None:
    """Add nothing."""


COMMANDS = (
    Command("jobs", "List, stop or resume jobs.", _arguments, _jobs),
    Command("worker", "Run queued jobs until stopped.", _no_arguments, _worker),
)
