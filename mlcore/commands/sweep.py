"""``sweep``: remove stored files that nothing names any more."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from mlcore.commands.command import Answer, Command, Session
from mlcore.language import count

DAYS, DAY = 7.0, 86_400.0


def _arguments(part: ArgumentParser) -> None:
    part.add_argument(
        "--older-than", type=float, default=DAYS, metavar="DAYS",
        help="leave what was stored since (at least an hour's worth is always left)",
    )  # fmt: skip


def _sweep(args: Namespace, session: Session) -> Answer:
    from mlcore.registry import leftovers
    from mlcore.store import sweep

    store = session.store
    store.objects.sweep()
    age = max(args.older_than * DAY, sweep.HOUR)
    swept, models = sweep.sweep(store, older_than=age), leftovers.sweep(store, age)
    line = f"{count(swept.objects, 'object')} removed, {swept.bytes / 1e6:,.1f} MB"
    more = (f"{count(models, 'folder')} of deleted models removed",) if models else ()
    said = {"objects": swept.objects, "bytes": swept.bytes, "models": models}
    return Answer(said, (line, *more))


COMMANDS = (
    Command("sweep", "Remove stored files that nothing names any more.", _arguments, _sweep),
)
