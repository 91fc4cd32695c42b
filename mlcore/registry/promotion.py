"""Promote with evidence: the candidate answers the same rows as the champion, then the gates."""

from __future__ import annotations

from dataclasses import dataclass

from mlcore.errors import LoupeError, Where
from mlcore.language import _
from mlcore.registry import evidence as scores
from mlcore.registry import messages
from mlcore.registry.asked import Asked, golden, held_out
from mlcore.registry.audit import Deed
from mlcore.registry.entries import VersionEntry
from mlcore.registry.evidence import Evidence
from mlcore.registry.gates import Gate, gates
from mlcore.registry.names import CHAMPION, Reference, clean_alias
from mlcore.registry.registry import Registry
from mlcore.registry.replay import Replay, replay


@dataclass(frozen=True)
class Trial:
    """What is known of a candidate beside the version that answers now.

    Parameters
    ----------
    version : int
        The candidate.
    champion : int or None
        Who answers now; None: nobody, so there is nothing to compare with.
    scores : Evidence or None
        Cross-validated scores.
    replay : Replay or None
        None when the two predict different things, or the champion cannot be loaded.
    gates : tuple of Gate
        The conditions in force.
    """

    version: int
    champion: int | None
    scores: Evidence | None = None
    replay: Replay | None = None
    gates: tuple[Gate, ...] = ()

    @property
    def closed(self) -> tuple[Gate, ...]:
        """The gates that are not passed."""
        return tuple(gate for gate in self.gates if not gate.passed)

    @property
    def note(self) -> str:
        """One line for the log."""
        if self.replay is None:
            return ""
        told = _("{changed} of {rows} answers change ({source})").format(
            changed=self.replay.changed, rows=self.replay.rows, source=self.replay.source
        )
        shut = ", ".join(gate.code for gate in self.closed)
        return f"{told}; {_('forced past')} {shut}" if shut else told


def weigh(
    registry: Registry,
    name: str,
    version: int,
    alias: str = CHAMPION,
    asked: Asked | None = None,
) -> Trial:
    """Return what speaks for and against making *version* the *alias* of *name*.

    Parameters
    ----------
    registry, name, version, alias
        What would become what.
    asked : Asked or None
        Rows to answer, such as the last logged requests; None: the hold-out of the candidate's
        run, or its golden rows where that is gone.

    Raises
    ------
    LoupeError
        ``unknown_model``, ``unknown_version``, ``bad_alias``; what loading the candidate raises.
    """
    candidate = registry.prove(registry.row(Reference(name, version=version)))
    at = registry.current(name, clean_alias(alias))
    if at is None or at == version:
        return Trial(version, at)
    entry, now = registry.version(name, version), registry.version(name, at)
    found = scores.compare(entry.meta, now.meta)
    try:
        champion = registry.load(f"{name}:{now.version}")
    except LoupeError:
        return Trial(version, at, found)
    if found.reason == "target":
        return Trial(version, at, found)
    rows = asked or _rows(registry, entry, now) or golden(candidate.golden)
    done = replay(registry.load(f"{name}:{version}"), champion, rows)
    shut = gates(done, found, registry.store.settings)
    return Trial(version, at, found, done, shut)


def promote(
    registry: Registry,
    name: str,
    version: int,
    alias: str = CHAMPION,
    *,
    asked: Asked | None = None,
    expected: int | None = None,
    force: bool = False,
) -> Trial:
    """Point *alias* at *version* when the evidence passes every gate.

    Parameters
    ----------
    registry, name, version, alias, asked
        As :func:`weigh`.
    expected : int or None
        The version the alias was seen at; None takes what it is now.
    force : bool
        Promote past closed gates; the log says so.

    Raises
    ------
    LoupeError
        ``gate_closed`` naming each gate; ``moved_meanwhile``; as :func:`weigh`.
    """
    with registry.journal.blamed(Deed("promote", f"{name}@{alias}", after=f"v{version}")):
        tried = weigh(registry, name, version, alias, asked)
        if tried.closed and not force:
            reasons = " ".join(gate.sentence for gate in tried.closed)
            place = Where(model=name, version=version)
            raise LoupeError(messages.GATE_CLOSED, place, version=version, reasons=reasons)
    seen = tried.champion if expected is None else expected
    registry.promote(name, version, alias, seen, tried.note)
    return tried


def _rows(registry: Registry, entry: VersionEntry, now: VersionEntry) -> Asked | None:
    most = registry.store.settings.replay_rows
    return held_out(registry.store, registry.workspace, (entry, now), most)
