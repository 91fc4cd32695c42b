"""``train``: cross-validate several models as a job, in the foreground."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, Namespace
from math import isfinite
from typing import TYPE_CHECKING, Any

from mlcore.commands import searching
from mlcore.commands.command import Answer, Command, Session, table
from mlcore.commands.data import load, source
from mlcore.errors import LoupeError, Message
from mlcore.types import Plan

if TYPE_CHECKING:
    from mlcore.jobs.job import Job
    from mlcore.training.run import Run

BASELINE = "dummy"
LEADERBOARD = ("model", "score", "sd", "low", "high", "fit_seconds", "failure")


def _arguments(part: ArgumentParser) -> None:
    source(part)
    part.add_argument("--target", metavar="COL", required=True, help="the column to predict")
    part.add_argument("--recipe", metavar="FILE", help="a recipe saved as JSON")
    part.add_argument("--task", choices=("regression", "binary", "multiclass"))
    part.add_argument(
        "--metric", metavar="M", help="a scikit-learn scorer name, or prices: cost:0,1;5,0"
    )
    part.add_argument(
        "--quantile", type=float, metavar="Q", help="a quantile of the target instead of its mean"
    )
    part.add_argument("--report", default="", metavar="a,b", help="more metrics to report")
    part.add_argument(
        "--split",
        default="auto",
        metavar="SPLIT",
        help="random, stratified, group:COL, time:COL, or folds:COL for a column of fold numbers",
    )
    part.add_argument("--repeats", type=int, default=1, metavar="N", help="draw the folds N times")
    part.add_argument("--gap", type=int, default=0, metavar="N", help="moments left out, by time")
    part.add_argument("--window", type=int, default=0, metavar="N", help="moments trained on")
    part.add_argument("--copies", choices=("together", "apart"), default="together")
    part.add_argument("--weight", default="", metavar="COL", help="a column of row weights")
    part.add_argument("--balance", choices=("none", "weights", "over", "under"), default="none")
    part.add_argument("--folds", type=int, default=5, metavar="K")
    part.add_argument("--holdout", type=float, metavar="F", help="share set aside first")
    part.add_argument("--models", default="fast", metavar="a,b|fast|all")
    part.add_argument("--seconds", type=float, metavar="S", help="what still runs then is cut")
    searching.arguments(part)
    part.add_argument("--seed", type=int, default=0, metavar="N")
    part.add_argument("--refit", choices=("all", "none"), default="all")
    part.add_argument("--name", metavar="NAME", help="register the best model under this name")


def _train(args: Namespace, session: Session) -> Answer:
    from mlcore.data import versions
    from mlcore.evaluation.metrics import metric
    from mlcore.jobs.supervisor import Supervisor
    from mlcore.training import runs
    from mlcore.training.problem import pose
    from mlcore.workspace.workspace import submit_training

    began = time.monotonic()
    plan, recipe = _plan(args), _recipe(args)
    data = load(args, session)
    problem = pose(data, plan, recipe)  # a plan that cannot work never becomes a job
    for name in _names(args.report):
        metric(name, problem.plan.task)
    store, workspace = session.store, session.workspace
    versions.save(store, workspace, data)
    job_id = submit_training(store, workspace, data, plan, recipe, args.name, reserved=True)
    watch = None if session.quiet else _print_progress
    job = Supervisor(session.settings).run_one(job_id, on_event=watch)
    result = finished(job)
    run = runs.load(store, workspace, result["run"])
    seconds = time.monotonic() - began
    return _answer(run, result, seconds, _names(args.report))


def finished(job: Job) -> dict[str, Any]:
    """Return what a job answered, or raise what stopped it."""
    if job.state == "done" and job.result is not None:
        return job.result
    error = job.error or {}
    message = Message(
        error.get("code", f"job_{job.state}"),
        what=error.get("message", f"The training is {job.state}."),
        fix=error.get("fix", f"Run: python -m mlcore jobs resume {job.id}"),
    )
    raise LoupeError(message)


def _plan(args: Namespace) -> Plan:
    return Plan(
        target=args.target,
        task=args.task,
        metric=args.metric,
        folds=args.folds,
        split=args.split,
        holdout=args.holdout,
        models=_with_baseline(_names(args.models)),
        seconds=args.seconds,
        tune=args.tune,
        trials=args.trials,
        method=args.method,
        ranges=searching.ranges(args.range),
        warm=args.warm,
        race=args.race,
        sample=args.sample,
        nested=args.nested,
        seed=args.seed,
        refit=args.refit,
        repeats=args.repeats,
        gap=args.gap,
        window=args.window,
        copies=args.copies,
        weight=args.weight,
        balance=args.balance,
        quantile=args.quantile,
    )


def _recipe(args: Namespace) -> Any:
    from mlcore.cleaning.recipe import Recipe

    return Recipe.load(args.recipe) if args.recipe else Recipe()


def _answer(run: Run, result: dict[str, Any], seconds: float, names: tuple[str, ...]) -> Answer:
    rows = run.leaderboard[list(LEADERBOARD)].astype(object)
    records = rows.where(rows.notna(), None).to_dict("records")
    leaderboard = [{str(k): v for k, v in record.items()} for record in records]
    best, found, search = run.best, _checks(run), searching.told(run)
    answer = {
        "task": run.plan.task,
        "metric": run.plan.metric,
        "rows": run.data.rows,
        "leaderboard": leaderboard,
        "best": {
            "model": best.model,
            "score": best.score,
            "holdout": result["holdout"],
            "params": dict(best.params),
        },
        "simplest": run.simplest.model if run.simplest else None,
        "checks": found,
        "reported": _reported(run, names),
        "search": search,
        "seconds": round(seconds, 3),
        "version": result["version"],
    }
    lines = [f"{run.plan.task}, {run.plan.metric}", *table(leaderboard, LEADERBOARD)]
    lines += searching.lines(search)
    lines += [f"{c['severity']}: {c['message']} {c['fix']}" for c in found]
    return Answer(answer, tuple(lines))


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(",") if name.strip())


def _with_baseline(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return *names*, the baseline among them: what guessing scores is always in the table."""
    return tuple(dict.fromkeys((BASELINE, *names))) if names else names


def _reported(run: Run, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the leaderboard by other metrics, greater is better; None where one has no value."""
    from mlcore.training.reported import reported

    return [
        {
            "model": run.trial(one.trial).model,
            "metric": one.metric,
            "score": _known(one.mean),
            "sd": _known(one.sd),
            "pooled": _known(one.pooled),
        }
        for one in reported(run, names)
    ]


def _known(value: float) -> float | None:
    return value if isfinite(value) else None


def _checks(run: Run) -> list[dict[str, Any]]:
    """Return what a person should know before trusting the best model."""
    from mlcore.training.checks.catalogue import checks
    from mlcore.training.checks.messages import said

    found = []
    for finding in checks(run):
        words = said(finding)
        found.append(
            {
                "code": finding.code,
                "severity": finding.severity,
                "columns": list(finding.columns),
                "message": f"{words.claim}. {words.evidence}",
                "fix": words.advice,
            }
        )
    return found


def _print_progress(event: dict[str, Any]) -> None:
    if event.get("event") == "Progress":
        print(f"{event['done']} of {event['total']} · {event['doing']}", file=sys.stderr)
    elif event.get("event") == "Note":
        print(event["message"], file=sys.stderr)


COMMANDS = (Command("train", "Train models with cross-validation.", _arguments, _train),)
