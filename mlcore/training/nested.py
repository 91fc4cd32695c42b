"""Nested cross-validation: what choosing the best of many adds to its score.

The best of many trials is partly lucky in its folds, so its score is too good (Cawley and Talbot,
"On over-fitting in model selection", 2010). Choosing anew inside each fold, by the same plan, and
testing the choice on rows that had no part in it, gives a score without that luck.
"""

from __future__ import annotations

from dataclasses import dataclass

from mlcore.catalog.models import entry
from mlcore.training.ledger import MARK, Ledger
from mlcore.training.problem import Problem
from mlcore.training.run import Run
from mlcore.training.trials import known, summarise
from mlcore.types import Trial

NESTED = f"nested{MARK}chosen"
"""Files what was chosen inside each fold, tested outside."""


@dataclass(frozen=True)
class Nested:
    """The score of the whole procedure, choosing included.

    Parameters
    ----------
    models : tuple of str
        What was chosen inside each fold.
    scores : tuple of float
        Its score outside.
    best : float
        The best score on the leaderboard; ensembles are not chosen among.
    """

    models: tuple[str, ...]
    scores: tuple[float, ...]
    best: float

    @property
    def score(self) -> float:
        """The mean over the folds."""
        return sum(self.scores) / len(self.scores)

    @property
    def gap(self) -> float:
        """How much too good the best score is; below 0 it is not."""
        return self.best - self.score


def nested(run: Run) -> Nested | None:
    """Return what nested cross-validation found, or None when it did not get so far."""
    if not run.plan.nested:
        return None
    done = [
        result for (trial, _), result in sorted(run.ledger.finished().items()) if trial == NESTED
    ]
    scored = [result for result in done if result.score is not None]
    if not scored or not run.finished:
        return None
    scores = tuple(result.score for result in scored if result.score is not None)
    best = next((trial for trial in run.finished if not trial.members), run.best)
    return Nested(tuple(result.model for result in scored), scores, best.score or 0.0)


def chosen_inside(inner: Problem, part: Ledger) -> Trial | None:
    """Return the best trial inside a fold; a baseline only when nothing else has a score."""
    results, folds = part.finished(), len(inner.splits.folds)
    trials = [summarise(trial, results, folds) for trial in known(inner.plan, results)]
    scored = [trial for trial in trials if trial.score is not None]
    rivals = [trial for trial in scored if not entry(trial.model).baseline] or scored
    return max(rivals, key=lambda trial: trial.score or 0.0, default=None)
