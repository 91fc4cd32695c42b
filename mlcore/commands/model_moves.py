"""``models promote|try|rollback|drop|retrain``: what an alias points at, a version made anew."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from mlcore.commands.command import Answer


def promote(args: Namespace, registry: Any) -> Answer:
    """Make a version the champion, where the gates are open."""
    from mlcore.monitoring.evidence import requested
    from mlcore.registry.promotion import promote

    asked = requested(registry, args.name, args.version, args.alias)
    tried = promote(registry, args.name, args.version, args.alias, asked=asked, force=args.force)
    moved = _moved(args.name, args.version, args.alias)
    return Answer({**moved.json, "evidence": _evidence(tried)}, (*moved.lines, *_told(tried)))


def attempt(args: Namespace, registry: Any) -> Answer:
    """Say what a promotion would change."""
    from mlcore.monitoring.evidence import requested
    from mlcore.registry.promotion import weigh

    asked = requested(registry, args.name, args.version, args.alias)
    tried = weigh(registry, args.name, args.version, args.alias, asked)
    return Answer({"version": tried.version, "evidence": _evidence(tried)}, _told(tried))


def _evidence(tried: Any) -> dict[str, Any]:
    from mlcore.types import to_json

    found: dict[str, Any] = to_json(tried)
    return found


def _told(tried: Any) -> tuple[str, ...]:
    if tried.replay is None:
        return ("nothing to compare with",)
    one, two = tried.replay.candidate, tried.replay.champion
    shifts = (
        f"row {shift.row}: {shift.before} → {shift.after} (apart {shift.size:.3g})"
        for shift in tried.replay.shifts
    )
    gates = (f"{'open' if g.passed else 'closed'}: {g.code}" for g in tried.gates)
    speed = f"{one.p50:.3g} ms a row, was {two.p50:.3g}"
    return (tried.note, speed, *shifts, *gates)


def rollback(args: Namespace, registry: Any) -> Answer:
    """Go back to the version before."""
    return _moved(args.name, registry.rollback(args.name, args.alias), args.alias)


def _moved(name: str, version: int, alias: str) -> Answer:
    answer = {"name": name, "alias": alias, "version": version}
    return Answer(answer, (f"{name}: version {version} is {alias}",))


def drop(args: Namespace, registry: Any) -> Answer:
    """Take an alias away."""
    from mlcore.registry.removal import drop_alias

    drop_alias(registry, args.name, args.alias)
    return Answer({"name": args.name, "alias": args.alias}, (f"{args.alias} points at nothing",))


def retrain(args: Namespace, registry: Any) -> Answer:
    """Train a version again by its own recipe and plan, on its own table, and wait for it."""
    from mlcore.commands.train import finished
    from mlcore.jobs.supervisor import Supervisor
    from mlcore.workspace.retraining import repeat
    from mlcore.workspace.workspace import enter

    job = repeat(enter(registry.store, registry.workspace), args.name, args.version)
    made = finished(Supervisor(registry.store.settings).run_one(job))["version"]
    answer = {"name": args.name, "version": made, "of": args.version}
    return Answer(answer, (f"{args.name}: version {made} waits for promote",))
