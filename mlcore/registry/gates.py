"""What a candidate must pass before it answers; limits come from the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mlcore.language import _
from mlcore.registry.evidence import Evidence
from mlcore.registry.replay import Replay
from mlcore.settings import Settings


@dataclass(frozen=True)
class Gate:
    """One condition: its code, whether it holds, and the sentence that says what was found."""

    code: str
    passed: bool
    sentence: str


@dataclass(frozen=True)
class _Rule:
    """A kind of gate: in force when *on* says so, it holds when *holds* says so."""

    code: str
    on: Callable[[Settings], bool]
    holds: Callable[[Replay, Evidence, Settings], bool]
    sentence: str


RULES = (
    _Rule(
        "answers",
        lambda settings: True,
        lambda replay, evidence, settings: replay.failed == 0,
        "{failed} rows that the champion answers have no answer.",
    ),
    _Rule(
        "rows",
        lambda settings: settings.gate_rows > 0,
        lambda replay, evidence, settings: replay.rows >= settings.gate_rows,
        "{rows} rows were replayed; at least {gate_rows} are wanted.",
    ),
    _Rule(
        "changed",
        lambda settings: settings.gate_changed < 100,
        lambda replay, evidence, settings: replay.share * 100 <= settings.gate_changed,
        "{share:.0%} of the answers change; at most {gate_changed} % may.",
    ),
    _Rule(
        "slower",
        lambda settings: settings.gate_slower > 0,
        lambda replay, evidence, settings: replay.slower * 100 - 100 <= settings.gate_slower,
        "A row takes {slower:.2g} times as long; at most {gate_slower} % more is allowed.",
    ),
    _Rule(
        "worse",
        lambda settings: settings.gate_worse > 0,
        lambda replay, evidence, settings: not _worse(replay, evidence),
        "Its score is worse than the champion's.",
    ),
)


def gates(replay: Replay, evidence: Evidence, settings: Settings) -> tuple[Gate, ...]:
    """Return the gates in force and whether each is passed.

    Parameters
    ----------
    replay : Replay
        What the candidate did beside the champion.
    evidence : Evidence
        Their cross-validated scores.
    settings : Settings
        ``gate_rows``, ``gate_changed``, ``gate_slower``, ``gate_worse``.
    """
    facts = {
        "failed": replay.failed,
        "rows": replay.rows,
        "share": replay.share,
        "slower": replay.slower,
        **{name: getattr(settings, name) for name in ("gate_rows", "gate_changed", "gate_slower")},
    }
    return tuple(
        Gate(rule.code, rule.holds(replay, evidence, settings), _(rule.sentence).format(**facts))
        for rule in RULES
        if rule.on(settings)
    )


def _worse(replay: Replay, evidence: Evidence) -> bool:
    """Tell whether the candidate is worse: on replayed rows with labels, else cross-validated."""
    if replay.scores is not None:
        return replay.scores[0] < replay.scores[1]
    return evidence.verdict == "worse"
