"""``runs``: which trainings there are, and a script that reproduces one without Loupe."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from mlcore.commands.command import Answer, Command, Session, table
from mlcore.language import count

if TYPE_CHECKING:
    from mlcore.training.runs import RunEntry

COLUMNS = ("run", "data", "target", "metric", "models")
LAST = "last"


def _arguments(part: ArgumentParser) -> None:
    verbs = part.add_subparsers(dest="verb", required=True, metavar="list|export")
    verbs.add_parser("list", help="all runs, newest first")
    export = verbs.add_parser("export", help="a script that reproduces the leaderboard")
    export.add_argument("number", metavar="RUN", help="its number, or last")
    export.add_argument("out", metavar="OUT", help="train.py, or a .zip with the table too")


def _runs(args: Namespace, session: Session) -> Answer:
    return VERBS[args.verb](args, session)


def _list(args: Namespace, session: Session) -> Answer:
    rows = [
        {
            "run": entry.number,
            "data": entry.dataset_name,
            "target": entry.plan.target,
            "metric": entry.plan.metric,
            "models": len(entry.plan.models),
        }
        for entry in entries(session)
    ]
    return Answer(rows, table(rows, COLUMNS))


def _export(args: Namespace, session: Session) -> Answer:
    from mlcore.training import runs
    from mlcore.training.export.bundle import write

    found = numbered(session, args.number)
    run = runs.load(session.store, session.workspace, found.id)
    names = write(run, Path(args.out))
    answer = {"run": found.number, "models": len(run.finished), "file": args.out, "holds": names}
    written = f"run {found.number}: {count(len(run.finished), 'model')} in {args.out}"
    return Answer(answer, (written,))


def entries(session: Session) -> tuple[RunEntry, ...]:
    """Return the runs of the workspace, newest first."""
    from mlcore.training import runs

    return runs.listing(session.store, session.workspace, limit=1000)


def numbered(session: Session, asked: str) -> RunEntry:
    """Return the run with the number *asked*, or the last one.

    Raises
    ------
    LoupeError
        ``unknown_run``.
    """
    from mlcore.errors import LoupeError
    from mlcore.training.messages import UNKNOWN_RUN

    for entry in entries(session):
        if asked in (LAST, str(entry.number)):
            return entry
    raise LoupeError(UNKNOWN_RUN)


VERBS = {"list": _list, "export": _export}
COMMANDS = (Command("runs", "List trainings, export one as a script.", _arguments, _runs),)
