"""In which order units run when nothing but the end matters."""

from __future__ import annotations

from collections.abc import Sequence

from mlcore.catalog.models import entry
from mlcore.types import Trial

QUICK = 1
"""Cost class up to which a model is there at once."""


def ordered(trials: Sequence[Trial]) -> tuple[Trial, ...]:
    """Return the quick trials first, then the longest.

    The quick ones, in the order given, fill the leaderboard at once; of the others the longest
    begin, so that no worker is left alone with one at the end.
    """
    costs = [entry(trial.model).cost for trial in trials]
    quick = [trial for trial, cost in zip(trials, costs, strict=True) if cost <= QUICK]
    slow = [pair for pair in zip(trials, costs, strict=True) if pair[1] > QUICK]
    return (*quick, *(trial for trial, _ in sorted(slow, key=lambda pair: -pair[1])))
