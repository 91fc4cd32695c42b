"""Which unit comes next: asked whenever there is room for another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from mlcore.catalog.models import entry
from mlcore.training.ledger import Key, UnitResult
from mlcore.types import Trial

Results = Mapping[Key, UnitResult]


@dataclass(frozen=True)
class Unit:
    """One trial in one fold; an *urgent* one runs even when the time is over."""

    trial: Trial
    fold: int
    urgent: bool = False

    @property
    def key(self) -> Key:
        """What its result is filed under."""
        return self.trial.id, self.fold


class Schedule(Protocol):
    """Says what comes next; what it says depends on results, never on who brings them when."""

    @property
    def trials(self) -> Sequence[Trial]:
        """Return every trial so far."""

    @property
    def total(self) -> int | None:
        """Return how many units there will be; None when only time tells."""

    def take(self, results: Results) -> Unit | UnitResult | None:
        """Return the next unit, or a verdict to be recorded; None: wait, or all is done.

        Parameters
        ----------
        results : mapping
            Everything that is finished; what is in it is not to be run again.
        """


def unit(trial: Trial, fold: int) -> Unit:
    """Return a unit; a baseline's is urgent: it costs nothing, and all is measured by it."""
    return Unit(trial, fold, urgent=entry(trial.model).baseline)


class Listed:
    """Some folds of some trials, one trial after the other.

    Parameters
    ----------
    trials : sequence of Trial
        In the order they run.
    folds : sequence of int
        Of each.
    """

    def __init__(self, trials: Sequence[Trial], folds: Sequence[int]) -> None:
        self.trials, self.total = tuple(trials), len(trials) * len(folds)
        self._units: Iterator[Unit] = (unit(trial, fold) for trial in self.trials for fold in folds)

    def take(self, results: Results) -> Unit | UnitResult | None:
        """Return the next unit that has no result."""
        return next((one for one in self._units if one.key not in results), None)
