"""An estimator that ran out of steps before it settled."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from mlcore.catalog.models import planned
from mlcore.training.checks.base import Check, Judged, Label, finding
from mlcore.training.pipeline import fit_pipeline
from mlcore.types import Finding

LABEL: Label = ("not_settled", "warning")
QUICK = 3.0
"""Seconds that one more fit may take."""


def find(judged: Judged) -> tuple[Finding, ...]:
    """Fit the first fold once more and look whether all allowed steps were used."""
    run, trial = judged.run, judged.trial
    if trial.members:
        return ()
    estimator = planned(run.plan, trial.model, trial.params)
    slow = trial.fit_seconds / max(1, len(trial.fold_scores)) > QUICK
    most = estimator.get_params().get("max_iter")
    if slow or not most:
        return ()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = fit_pipeline(run.problem, run.splits.folds[0][0], trial).estimator
    steps = used(fitted)
    if steps is None or steps < most:
        return ()
    return finding(LABEL, title=judged.title, steps=int(most))


def used(estimator: Any) -> int | None:
    """Return how many steps a fitted estimator took; None when it does not count any."""
    inner = getattr(estimator, "inner_", estimator)
    steps = getattr(inner, "n_iter_", getattr(estimator, "n_iter_", None))
    if steps is None or hasattr(inner, "early_stopping"):
        return None
    return int(np.max(steps))


CHECK = Check(*LABEL, find)
