"""``runs``: which trainings there are; two compared, one looked at closer or taken along."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlcore.commands.command import Answer, Command, Session, table
from mlcore.events import Event, Progress
from mlcore.language import count

if TYPE_CHECKING:
    from mlcore.plots.plot import Plot
    from mlcore.training.run import Run
    from mlcore.training.runs import RunEntry

COLUMNS = ("run", "data", "target", "metric", "models")
LAST = "last"


def _arguments(part: ArgumentParser) -> None:
    verbs = part.add_subparsers(dest="verb", required=True, metavar="list|export|compare|…")
    verbs.add_parser("list", help="all runs, newest first")
    export = verbs.add_parser("export", help="a script that reproduces the leaderboard")
    export.add_argument("number", metavar="RUN", help="its number, or last")
    export.add_argument("out", metavar="OUT", help="train.py, or a .zip with the table too")
    report = verbs.add_parser("report", help="all about a model as one HTML file")
    report.add_argument("number", metavar="RUN")
    report.add_argument("out", metavar="OUT", help="an .html file")
    report.add_argument("--model", metavar="M", help="of the leaderboard; the best")
    compare = verbs.add_parser("compare", help="what changed from one run to another")
    compare.add_argument("number", metavar="RUN")
    compare.add_argument("other", metavar="LATER_RUN")
    curve = verbs.add_parser("curve", help="the score over rows, or over one setting")
    curve.add_argument("--setting", metavar="NAME", help="the setting; without it, the rows")
    steps = verbs.add_parser("steps", help="each step of the recipe left out in turn")
    for looked in (curve, steps):
        looked.add_argument("number", metavar="RUN")
        looked.add_argument("--model", metavar="M", help="of the leaderboard; the best")


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
    from mlcore.training.export.bundle import write

    number, run = opened(session, args.number)
    names = write(run, Path(args.out))
    answer = {"run": number, "models": len(run.finished), "file": args.out, "holds": names}
    return Answer(answer, (f"run {number}: {count(len(run.finished), 'model')} in {args.out}",))


def _report(args: Namespace, session: Session) -> Answer:
    from mlcore.data.export import write_html
    from mlcore.plots.model_report import model_report

    number, run = opened(session, args.number)
    trial = run.trial(args.model)
    write_html(model_report(run, trial.id), Path(args.out))
    answer = {"run": number, "model": trial.id, "file": args.out}
    return Answer(answer, (f"run {number}: the report of {trial.id} is in {args.out}",))


def _compare(args: Namespace, session: Session) -> Answer:
    from mlcore.plots.runs import runs_plot
    from mlcore.training.comparison import compare
    from mlcore.types import to_json

    (_, first), (_, second) = opened(session, args.number), opened(session, args.other)
    found = compare(first, second)
    if found is None:
        words = "The runs predict different things: they cannot be compared."
        return Answer({"comparable": False}, (words,))
    body = {"comparable": True, **to_json(found)}
    for model, moved in zip(body["models"], found.models, strict=True):
        model["verdict"] = moved.verdict
    changes = [f"{c.part} {c.what}: {c.before or '–'} → {c.after or '–'}" for c in found.changes]
    told = _told(runs_plot(found)) if found.models else ()
    return Answer(body, (*changes, *told))


def _curve(args: Namespace, session: Session) -> Answer:
    from mlcore.plots.studies import curve_plot
    from mlcore.training.curves import learning_curve, validation_curve
    from mlcore.types import to_json

    _, run = opened(session, args.number)
    emit = _silent if session.quiet else _progress
    if args.setting:
        curve = validation_curve(run, args.model, args.setting, emit=emit)
    else:
        curve = learning_curve(run, args.model, emit=emit)
    return Answer(to_json(curve), _told(curve_plot(curve)) if curve.known else ())


def _steps(args: Namespace, session: Session) -> Answer:
    from mlcore.plots.studies import ablation_plot
    from mlcore.training.ablation import ablation
    from mlcore.types import to_json

    _, run = opened(session, args.number)
    found = ablation(run, args.model, _silent if session.quiet else _progress)
    body = to_json(found)
    for step, pays in zip(body["steps"], found.steps, strict=True):
        step["verdict"] = pays.verdict
    nothing = ("This run's recipe has no steps.",)
    return Answer(body, _told(ablation_plot(found)) if found.steps else nothing)


def _told(plot: Plot) -> tuple[str, ...]:
    """Return a drawn value as lines: its sentence, and the table behind it."""
    frame = plot.table.astype(object).where(plot.table.notna(), None)
    rows: list[dict[str, Any]] = [
        {str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")
    ]
    return plot.alt, *table(rows, tuple(map(str, frame.columns)))


def entries(session: Session) -> tuple[RunEntry, ...]:
    """Return the runs of the workspace, newest first."""
    from mlcore.training import runs

    return runs.listing(session.store, session.workspace, limit=1000)


def opened(session: Session, asked: str) -> tuple[int, Run]:
    """Return the number and the run that *asked* names: its number, or ``last``.

    Raises
    ------
    LoupeError
        ``unknown_run``.
    """
    from mlcore.errors import LoupeError
    from mlcore.training import runs
    from mlcore.training.messages import UNKNOWN_RUN

    for entry in entries(session):
        if asked in (LAST, str(entry.number)):
            return entry.number, runs.load(session.store, session.workspace, entry.id)
    raise LoupeError(UNKNOWN_RUN)


def _progress(event: Event) -> None:
    if isinstance(event, Progress):
        print(f"{event.done} of {event.total} · {event.doing}", file=sys.stderr)


def _silent(event: Event) -> None:
    """Print nothing."""


VERBS = {
    "list": _list, "export": _export, "report": _report, "compare": _compare, "curve": _curve,
    "steps": _steps,
}  # fmt: skip
COMMANDS = (
    Command("runs", "List trainings; compare, look closer, take along.", _arguments, _runs),
)
