"""Correcting a trial's probabilities: curves from all out-of-fold rows, judged fold by fold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mlcore.evaluation.calibration import FEWEST_PER_CLASS
from mlcore.evaluation.metrics import metric
from mlcore.evaluation.recalibration import Recalibration, Way, recalibration
from mlcore.language import _
from mlcore.prediction import conformal
from mlcore.training.run import OutOfFold, Run


@dataclass(frozen=True)
class Recalibrated:
    """A correction and what it makes of the score.

    Parameters
    ----------
    curves : Recalibration
        Fitted on all out-of-fold rows: for new ones.
    score, sd : float
        Mean and standard deviation over the folds, each corrected by curves that were fitted on
        the other folds.
    sets : tuple of (coverage, probability)
        From which corrected probability on a class belongs to the set of a row.
    """

    curves: Recalibration
    score: float
    sd: float
    sets: tuple[tuple[float, float], ...] = ()

    def facts(self) -> dict[str, Any]:
        """Return what changes in the description of a version that answers so."""
        reason = _("It was scored before the probabilities were corrected.")
        return {
            "recalibration": self.curves.to_json(),
            "score": self.score,
            "sd": self.sd,
            "holdout": None,
            "holdout_bounds": None,
            "covered": None,
            "sets": [list(pair) for pair in self.sets],
            "holdout_reason": reason,
        }


def recalibrated(run: Run, trial_id: str | None, method: Way) -> Recalibrated | None:
    """Return the correction of a trial's probabilities; None where there are too few rows.

    Parameters
    ----------
    run : Run
        A classification.
    trial_id : str or None
        Which; None: the best.
    method : {"isotonic", "sigmoid"}
        Kind of the curves.
    """
    oof = run.oof(trial_id)
    if not run.classes or _fewest(oof, len(run.classes)) < FEWEST_PER_CLASS:
        return None
    measure, scores = metric(run.plan.metric or ""), []
    corrected = np.empty_like(oof.prediction)
    for number in np.unique(oof.fold):
        inside = oof.fold == number
        fitted = recalibration(oof.y[~inside], oof.prediction[~inside], method)
        corrected[inside] = fitted.apply(oof.prediction[inside])
        scores.append(measure.score(oof.y[inside], corrected[inside]))
    curves = recalibration(oof.y, oof.prediction, method)
    mean, sd = float(np.mean(scores)), float(np.std(scores, ddof=1))
    return Recalibrated(curves, mean, sd, conformal.least_shares(oof.y, corrected))


def _fewest(oof: OutOfFold, classes: int) -> int:
    """Return the rows of the rarest class that are left when any one fold is taken away."""
    counts = [
        np.bincount(oof.y[oof.fold != number].astype(int), minlength=classes).min()
        for number in np.unique(oof.fold)
    ]
    return int(min(counts))
