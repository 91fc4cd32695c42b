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
    """One trial in one fold.

    Parameters
    ----------
    trial : Trial
        Which.
    fold : int
        In which fold.
    urgent : bool
        It runs even when the time is over.
    share : float
        Share of the fold's training rows it is fitted on.
    """

    trial: Trial
    fold: int
    urgent: bool = False
    share: float = 1.0

    @property
    def whole(self) -> bool:
        """True when it is fitted on all training rows: what it answers is worth keeping."""
        return self.share == 1.0

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
    by_fold : bool
        One fold of all trials after the other instead: what trials share in a fold is then
        needed for a short while only.
    """

    def __init__(
        self, trials: Sequence[Trial], folds: Sequence[int], by_fold: bool = False
    ) -> None:
        self.trials, self.total = tuple(trials), len(trials) * len(folds)
        pairs = [(trial, fold) for trial in self.trials for fold in folds]
        pairs.sort(key=lambda pair: pair[1] if by_fold else 0)
        self._units: Iterator[Unit] = (unit(trial, fold) for trial, fold in pairs)

    def take(self, results: Results) -> Unit | UnitResult | None:
        """Return the next unit that has no result."""
        return next((one for one in self._units if one.key not in results), None)
