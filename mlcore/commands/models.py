"""``models``: the versions of registered models, listed, marked, compared; who did what."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import Any

from mlcore.commands import model_files, model_moves, model_trial
from mlcore.commands.command import Answer, Command, Session, table
from mlcore.language import count

CHAMPION = "champion"


def _arguments(part: ArgumentParser) -> None:
    verbs = part.add_subparsers(dest="verb", required=True, metavar="list|show|promote|…")
    verbs.add_parser("list", help="all models")
    verbs.add_parser("show", help="the versions of a model").add_argument("name", metavar="NAME")
    for verb, words in (("promote", "make a version the champion"), ("try", "what would change")):
        moved = verbs.add_parser(verb, help=words)
        moved.add_argument("name", metavar="NAME")
        moved.add_argument("version", metavar="VERSION", type=int)
        moved.add_argument("--alias", metavar="ALIAS", default=CHAMPION)
    verbs.choices["promote"].add_argument(
        "--force", action="store_true", help="past closed gates; the audit log says so"
    )
    back = verbs.add_parser("rollback", help="back to the version before, proved first")
    back.add_argument("name", metavar="NAME")
    back.add_argument("--alias", metavar="ALIAS", default=CHAMPION)
    drop = verbs.add_parser("drop", help="take an alias away")
    drop.add_argument("name", metavar="NAME")
    drop.add_argument("alias", metavar="ALIAS")
    compare = verbs.add_parser("compare", help="in what two versions differ")
    compare.add_argument("name", metavar="NAME")
    compare.add_argument("first", metavar="VERSION", type=int)
    compare.add_argument("second", metavar="OTHER", type=int)
    _more_arguments(verbs)


def _more_arguments(verbs: Any) -> None:
    model_trial.arguments(verbs)
    mark = verbs.add_parser("mark", help="give a version tags and a note")
    mark.add_argument("name", metavar="NAME")
    mark.add_argument("version", metavar="VERSION", type=int)
    mark.add_argument("--tag", metavar="TAG", action="append", dest="tags")
    mark.add_argument("--note", metavar="TEXT")
    find = verbs.add_parser("search", help="versions by name, model, target, data, tags, note")
    find.add_argument("text", metavar="WORDS")
    anew = verbs.add_parser("retrain", help="train a version again by its recipe and plan")
    anew.add_argument("name", metavar="NAME")
    anew.add_argument("version", metavar="VERSION", type=int)
    delete = verbs.add_parser("delete", help="delete a version that nothing points at")
    delete.add_argument("name", metavar="NAME")
    delete.add_argument("version", metavar="VERSION", type=int)
    delete.add_argument("--force", action="store_true", help="take its aliases away too")
    shown = verbs.add_parser("card", help="the card of a version, as Markdown or HTML")
    shown.add_argument("name", metavar="NAME[:VERSION]")
    shown.add_argument("-o", "--out", metavar="OUT", help="a .md or .html file to write")
    export = verbs.add_parser("export", help="copy a version into a folder, or one .zip file")
    export.add_argument("name", metavar="NAME[:VERSION]")
    export.add_argument("folder", metavar="DIR")
    export.add_argument(
        "--script", action="store_true", help="predict.py and a Dockerfile, without Loupe"
    )
    bring = verbs.add_parser("import", help="bring in a .zip file that export wrote")
    bring.add_argument("file", metavar="FILE")
    bring.add_argument("name", metavar="NAME")
    audit = verbs.add_parser("audit", help="who did what; is the log whole?")
    audit.add_argument("--last", metavar="N", type=int, default=50)
    audit.add_argument("--accept", action="store_true", help="go on after a backup was restored")


def _models(args: Namespace, session: Session) -> Answer:
    from mlcore.registry.registry import Registry

    registry = Registry(session.store, session.workspace, "command line")
    return VERBS[args.verb](args, registry)


def _list(args: Namespace, registry: Any) -> Answer:
    rows = [
        {"name": m.name, "versions": m.versions, "champion": m.champion, "task": m.task}
        for m in registry.models()
    ]
    return Answer(rows, table(rows, ("name", "versions", "champion", "task")))


def _show(args: Namespace, registry: Any) -> Answer:
    rows = [_version(entry) for entry in registry.versions(args.name)]
    shown = ("version", "aliases", "model", "metric", "score", "holdout", "tags", "fault")
    return Answer({"name": args.name, "versions": rows}, table(rows, shown))


def _version(entry: Any) -> dict[str, Any]:
    return {
        "version": entry.version,
        "aliases": list(entry.aliases),
        "model": entry.meta.model,
        "metric": entry.meta.metric,
        "score": entry.meta.score,
        "holdout": entry.meta.holdout,
        "created": entry.created,
        "tags": list(entry.tags),
        "note": entry.note,
        "fault": entry.fault or None,
    }


def _search(args: Namespace, registry: Any) -> Answer:
    from mlcore.registry.search import search

    rows = [{"name": e.name, **_version(e)} for e in search(registry, args.text)]
    return Answer(rows, table(rows, ("name", "version", "aliases", "model", "tags", "note")))


def _compare(args: Namespace, registry: Any) -> Answer:
    from mlcore.registry.comparison import differences

    rows = [asdict(d) for d in differences(registry, args.name, args.first, args.second)]
    return Answer(rows, table(rows, ("part", "what", "before", "after")))


def _mark(args: Namespace, registry: Any) -> Answer:
    from mlcore.registry.remarks import annotate

    annotate(registry, args.name, args.version, args.tags, args.note)
    entry = registry.version(args.name, args.version)
    answer = {"name": args.name, **_version(entry)}
    return Answer(answer, (f"{args.name} version {args.version}: {', '.join(entry.tags)}",))


def _delete(args: Namespace, registry: Any) -> Answer:
    from mlcore.registry.removal import remove

    remove(registry, args.name, args.version, args.force)
    answer = {"name": args.name, "version": args.version}
    return Answer(answer, (f"{args.name} version {args.version} is deleted",))


def _audit(args: Namespace, registry: Any) -> Answer:
    from mlcore.registry.chain import check

    if args.accept:
        registry.journal.accept()
    found = check(registry.journal)
    rows = [asdict(record) for record in registry.journal.records(max(args.last, 1))]
    breaches = [asdict(breach) for breach in found.breaches]
    answer = {
        "records": found.records,
        "head": found.head,
        "whole": not breaches,
        "breaches": breaches,
        "last": rows,
    }
    whole = f"{count(found.records, 'record')}, the log is whole"
    broken = (f"NOT WHOLE: {b.kind}, records {b.first} to {b.last}" for b in found.breaches)
    shown = table(rows, ("seq", "who", "action", "object", "before", "after", "result"))
    return Answer(answer, (*shown, *(broken if breaches else (whole,))))


VERBS = {
    "list": _list, "show": _show, "mark": _mark, "search": _search, "compare": _compare,
    "delete": _delete, "audit": _audit,
    "promote": model_moves.promote, "try": model_moves.attempt,
    "rollback": model_moves.rollback, "drop": model_moves.drop,
    "retrain": model_moves.retrain, "challenge": model_trial.challenge,
    "export": model_files.export, "import": model_files.bring_in, "card": model_files.card,
}  # fmt: skip
COMMANDS = (
    Command("models", "List, move, mark, compare, delete, take along.", _arguments, _models),
)
