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
    from mlcore.store import sweep

    store = session.store
    store.objects.sweep()
    swept = sweep.sweep(store, older_than=max(args.older_than * DAY, sweep.HOUR))
    line = f"{count(swept.objects, 'object')} removed, {swept.bytes / 1e6:,.1f} MB"
    return Answer({"objects": swept.objects, "bytes": swept.bytes}, (line,))


COMMANDS = (
    Command("sweep", "Remove stored files that nothing names any more.", _arguments, _sweep),
)
