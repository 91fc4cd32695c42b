"""``models challenge``: another version beside the champion, on live requests."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from mlcore.commands.command import Answer, table


def arguments(verbs: Any) -> None:
    """Add the words of ``models challenge``."""
    part = verbs.add_parser("challenge", help="try a version on live requests, or see how it does")
    part.add_argument("name", metavar="NAME")
    part.add_argument("version", metavar="VERSION", type=int, nargs="?")
    part.add_argument("--share", type=float, metavar="PERCENT", help="of the keys, 0 to 50")
    shadow = part.add_mutually_exclusive_group()
    shadow.add_argument(
        "--shadow", action="store_true", default=None, help="answer the rest unheard"
    )
    shadow.add_argument("--no-shadow", action="store_false", dest="shadow")


def challenge(args: Namespace, registry: Any) -> Answer:
    """Try a version as asked, and say how it is tried and how it does."""
    from mlcore.serving import challenger
    from mlcore.types import to_json

    given = {"version": args.version, "share": args.share, "shadow": args.shadow}
    wish = {name: value for name, value in given.items() if value is not None}
    registry.row(_reference(args.name))
    if wish:
        challenger.save(registry, args.name, wish)
    how = challenger.load(registry.store, registry.workspace, args.name)
    version = challenger.version_of(registry, args.name)
    sides, lines = _beside(registry, args.name, version)
    answer = {"name": args.name, "version": version, **to_json(how), "trial": sides}
    shown = "no challenger" if version is None else f"version {version} is tried: {how.said}"
    stopped = (f"its share ended by itself: {how.stopped}",) if how.stopped else ()
    return Answer(answer, (f"{args.name}: {shown}", *stopped, *lines))


def _reference(name: str) -> Any:
    from mlcore.registry.names import Reference

    return Reference(name)


def _beside(registry: Any, name: str, version: int | None) -> tuple[Any, tuple[str, ...]]:
    """Return champion and challenger on the requests of the last day, as JSON and as lines."""
    from mlcore.monitoring.trial import trial
    from mlcore.types import to_json

    if version is None or registry.current(name, "champion") is None:
        return None, ()
    found = trial(registry, name, version)
    rows = [
        {
            "side": side,
            "version": one.version,
            "requests": one.requests,
            "failed": one.trouble,
            "p99_s": one.latency,
            "score": one.real.score,
        }
        for side, one in (("champion", found.champion), ("challenger", found.challenger))
    ]
    unheard = f"unheard: {found.rows} rows, {found.changed} other answers, {found.failed} failed"
    return to_json(found), (*table(rows, tuple(rows[0])), unheard)
