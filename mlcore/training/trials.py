"""Which trials a plan means, and what their finished folds add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from mlcore.catalog.models import chosen
from mlcore.training.ledger import Key, UnitResult
from mlcore.types import Ending, Plan, Trial


def planned(plan: Plan) -> tuple[Trial, ...]:
    """Return each model of a resolved plan with its defaults, cheapest first."""
    return tuple(Trial(model.name, model.name) for model in chosen(plan.models, plan.aim))


def known(plan: Plan, results: Mapping[Key, UnitResult]) -> tuple[Trial, ...]:
    """Return the trials of a run: those planned, then what a search has begun, by number."""
    first = planned(plan)
    names = {trial.id for trial in first}
    more = {
        result.trial: Trial(result.trial, result.model, result.params)
        for result in results.values()
        if result.trial not in names
    }
    order = {trial.model: place for place, trial in enumerate(first)}
    found = sorted(more.values(), key=lambda trial: (order.get(trial.model, 0), _number(trial)))
    return (*first, *found)


def summarise(trial: Trial, results: Mapping[Key, UnitResult], folds: int) -> Trial:
    """Return *trial* with what its finished folds say; scored only when all are there."""
    done = [results[trial.id, fold] for fold in range(folds) if (trial.id, fold) in results]
    trial = replace(
        trial,
        fit_seconds=sum(unit.fit_seconds for unit in done),
        predict_seconds=sum(unit.predict_seconds for unit in done),
        failure=next((unit.failure for unit in done if unit.failure), ""),
    )
    if trial.failure:
        endings: list[Ending] = [unit.ending or "failed" for unit in done if unit.failure]
        return replace(trial, ending=endings[0])
    scores = tuple(unit.score for unit in done if unit.score is not None)
    trained = tuple(unit.train_score for unit in done if unit.train_score is not None)
    trial = replace(trial, fold_scores=scores, train_scores=trained)
    if len(scores) < folds:
        return trial
    return replace(trial, score=float(np.mean(scores)), sd=float(np.std(scores, ddof=1)))


def _number(trial: Trial) -> tuple[bool, int]:
    """Return a trial's place in its search: those of an earlier run first."""
    number = trial.id.removeprefix(trial.model).lstrip("-")
    own = not number.startswith("w")
    return own, int(number.lstrip("w") or 0)
