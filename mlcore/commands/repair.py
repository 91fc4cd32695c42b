"""``repair``: a damaged database is put aside, the registry made anew from the models' folders."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from mlcore.commands.command import Answer, Command, Session
from mlcore.language import count

LOST = "Data sets, recipes, runs and tokens were in the database: load them again, make new tokens."


def _arguments(part: ArgumentParser) -> None:
    """Take no more words."""


def _repair(args: Namespace, session: Session) -> Answer:
    from mlcore.registry.rebuild import rebuild
    from mlcore.store.repair import put_aside

    aside = put_aside(session.settings)
    found = rebuild(session.store)
    lines = [f"{count(len(found.versions), 'version')} named again"]
    lines += [f"  {one}" for one in found.versions]
    lines += [f"{one}: its files are gone or damaged" for one in found.lost]
    if aside:
        lines += [f"the damaged file is kept as {aside}", LOST]
    return Answer({"aside": aside or None, **asdict(found)}, tuple(lines))


COMMANDS = (
    Command("repair", "Make the registry anew from the models' folders.", _arguments, _repair),
)
