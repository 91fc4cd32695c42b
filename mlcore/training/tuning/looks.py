"""A first look at a trial: one fold, fitted on a part of its rows, which is cheap and tells a lot.

What successive halving calls its lowest rung (Jamieson and Talwalkar, "Non-stochastic best arm
identification and hyperparameter optimization", 2016); here a trial must not be in the better half
to go on, only not be clearly behind the best on the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlcore.training.ledger import LOOK
from mlcore.training.problem import Problem
from mlcore.training.schedule import Results, Unit
from mlcore.training.tuning.pruning import margin, part_margin
from mlcore.types import Trial

SHARE = 0.25
"""Of a fold's training rows."""
LEAST = 6_000
"""Training rows from which a part of them is worth looking at."""


@dataclass(frozen=True)
class Rival:
    """What a trial is measured by: the best of those before it.

    Parameters
    ----------
    scores : tuple of float
        Its fold scores.
    spread : float
        How much differences to it vary from fold to fold; see ``margin``.
    look : float or None
        What a first look at the best of those that were looked at gave.
    look_spread : float
        How much a look errs; see ``part_margin``.
    """

    scores: tuple[float, ...]
    spread: float
    look: float | None = None
    look_spread: float = 0.0

    def beats(self, look: float | None) -> bool:
        """Return True when a trial of which a first look gave *look* is clearly behind."""
        if look is None or self.look is None:
            return False
        return look - self.look + self.look_spread < 0


def share_of(problem: Problem) -> float:
    """Return the share of rows for first looks; 1 when there are too few rows for any."""
    return SHARE if len(problem.splits.folds[0][0]) >= LEAST else 1.0


def first_look(trial: Trial, share: float) -> Unit:
    """Return the unit that looks at *trial*."""
    return Unit(Trial(f"{LOOK}{trial.id}", trial.model, trial.params), 0, share=share)


def seen(trial: Trial, results: Results) -> float | None:
    """Return what the first look at *trial* gave; None without one."""
    found = results.get((f"{LOOK}{trial.id}", 0))
    return None if found is None else found.score


def rival(trials: Sequence[Trial], folds: int, results: Results) -> Rival | None:
    """Return what the whole ones of *trials* say about those that come after; None: nothing."""
    whole = [trial for trial in trials if len(trial.fold_scores) == folds]
    if not whole or folds < 2:
        return None
    best = max(whole, key=_total).fold_scores
    spread = margin(best, [one.fold_scores for one in whole if one.fold_scores is not best])
    looks = [(one, look) for one in whole if (look := seen(one, results)) is not None]
    if not looks:
        return Rival(best, spread)
    first, top = max(looks, key=lambda pair: _total(pair[0]))
    misses = [
        (look - top) - float(np.mean(one.fold_scores) - np.mean(first.fold_scores))
        for one, look in looks
        if one is not first
    ]
    return Rival(best, spread, top, part_margin(misses, spread))


def _total(trial: Trial) -> float:
    return sum(trial.fold_scores)
