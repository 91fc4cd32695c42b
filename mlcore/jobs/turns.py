"""Whose turn is next: workspaces take turns, each with its jobs in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """A queued job: which, whose, since when."""

    id: str
    workspace: str
    queued: float


def in_turn(waiting: Iterable[Waiting], last: Mapping[str, float]) -> tuple[str, ...]:
    """Return the ids of *waiting* jobs in the order in which they will start.

    Parameters
    ----------
    waiting : iterable of Waiting
        The queue, in any order.
    last : mapping
        When each workspace last had a job started; those without one come first.
    """
    rounds: Counter[str] = Counter()
    turns = []
    for job in sorted(waiting, key=lambda job: (job.queued, job.id)):
        first = last.get(job.workspace, 0.0)
        turns.append((rounds[job.workspace], first, job.queued, job.id))
        rounds[job.workspace] += 1
    return tuple(turn[-1] for turn in sorted(turns))
