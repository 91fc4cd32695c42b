"""Which trials a plan means, and what their finished folds add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from mlcore.catalog.models import chosen, draws
from mlcore.training.ledger import Key, UnitResult
from mlcore.types import Ending, Plan, Trial


def planned(plan: Plan) -> tuple[Trial, ...]:
    """Return the trials of a resolved plan, cheapest models first, defaults before the rest."""
    assert plan.task is not None
    wanted = max(1, plan.trials) if plan.tune else 1
    trials = []
    for model in chosen(plan.models, plan.task):
        for number, params in enumerate(draws(model.name, plan.task, wanted, plan.seed), 1):
            trials.append((number, Trial(_name(model.name, number), model.name, params)))
    return tuple(trial for _, trial in sorted(trials, key=lambda pair: pair[0] > 1))


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


def _name(model: str, number: int) -> str:
    return model if number == 1 else f"{model}-{number}"
