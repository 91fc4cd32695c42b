"""All checks of a trained model, the gravest first."""

from __future__ import annotations

from mlcore.training.checks import (
    baseline,
    convergence,
    few_rows,
    imbalance,
    leak,
    overfit,
    unanswered,
    underfit,
    unstable,
)
from mlcore.training.checks.base import Check, Judged
from mlcore.training.run import Run
from mlcore.types import Finding, Severity

CHECKS: tuple[Check, ...] = (
    leak.CHECK, baseline.CHECK, imbalance.CHECK, unanswered.CHECK, few_rows.CHECK, overfit.CHECK,
    underfit.CHECK, unstable.CHECK, convergence.CHECK,
)  # fmt: skip
_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


def checks(run: Run, trial_id: str | None = None) -> tuple[Finding, ...]:
    """Return what a person should know before trusting a trial of *run*, gravest first.

    Parameters
    ----------
    run : Run
        With at least one finished trial.
    trial_id : str or None
        Which; None: the best.

    Raises
    ------
    LoupeError
        ``unknown_trial``, ``no_model_finished`` or ``all_models_failed``.
    """
    trial = run.trial(trial_id)
    if trial.score is None:
        return ()
    judged = Judged(run, trial)
    found = [finding for check in CHECKS for finding in check.find(judged)]
    return tuple(sorted(found, key=lambda finding: _RANK[finding.severity]))
