"""What a search taught: its course, which parameters matter, and values at an edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlcore.catalog.distributions import Choice, Distribution, Float, Int, Space
from mlcore.catalog.models import entry
from mlcore.language import translate as _
from mlcore.numbers import significant
from mlcore.training.run import Run
from mlcore.training.tuning.proposals import Told, frozen, optuna_distribution
from mlcore.training.tuning.ranges import space_of
from mlcore.training.tuning.search import usual
from mlcore.types import Ending, Trial

FEWEST = 10
"""Trials with a score for some folds, from which the importance of parameters is told."""
NEAR_EDGE = 0.02
"""Share of a range, in its own scale, that counts as its edge."""
TREES = 64


@dataclass(frozen=True)
class Point:
    """One trial of a search, in the order in which they ended.

    Parameters
    ----------
    number : int
        From 1.
    trial, model : str
        Which.
    score : float or None
        Its mean over all folds; None when it was given up, cut or failed.
    best : float or None
        The best score of its model so far.
    ending : Ending
        Why there is no score.
    """

    number: int
    trial: str
    model: str
    score: float | None
    best: float | None
    ending: Ending = ""


@dataclass(frozen=True)
class Weights:
    """How much each parameter of a model decides its score.

    Parameters
    ----------
    model : str
        Which.
    trials : int
        Trials that say so.
    shares : tuple of (str, float)
        Share of the variation of the score, largest first; together 1.
    """

    model: str
    trials: int
    shares: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Tried:
    """The parameter sets of one model that have a score.

    Parameters
    ----------
    model, metric : str
        Names in the catalogue and among the metrics.
    space : tuple of (name, distribution)
        What was searched.
    rows : tuple of (values, score)
        Values in the order of the space; best score first.
    """

    model: str
    metric: str
    space: Space
    rows: tuple[tuple[tuple[Any, ...], float], ...]


@dataclass(frozen=True)
class Edge:
    """A best value that lies at the edge of what was searched."""

    model: str
    parameter: str
    value: float
    low: float
    high: float

    @property
    def upper(self) -> bool:
        """True when it is the upper edge."""
        return abs(self.value - self.high) < abs(self.value - self.low)

    @property
    def sentence(self) -> str:
        """The warning in words."""
        side = _("upper") if self.upper else _("lower")
        return (
            f"{entry(self.model).title}: the best {self.parameter}, {significant(self.value)}, is "
            f"at the {side} edge of its range; a wider one may hold a better."
        )


def searched(run: Run) -> tuple[str, ...]:
    """Return the models of which more than the defaults was tried, in the order they ran."""
    found = dict.fromkeys(trial.model for trial in run.trials if trial.params and not trial.members)
    return tuple(found)


def history(run: Run) -> tuple[Point, ...]:
    """Return the trials of a search in the order in which they ended.

    What the time ended before a fold was finished taught nothing, and is left out.
    """
    models = searched(run)
    order = {key[0]: place for place, key in enumerate(run.ledger.finished())}
    ended = [
        trial for trial in run.trials
        if trial.model in models and (trial.score is not None or _ended(trial))
    ]  # fmt: skip
    ended.sort(key=lambda trial: order.get(trial.id, len(order)))
    best: dict[str, float] = {}
    points = []
    for number, trial in enumerate(ended, 1):
        if trial.score is not None:
            best[trial.model] = max(trial.score, best.get(trial.model, trial.score))
        top = best.get(trial.model)
        points.append(Point(number, trial.id, trial.model, trial.score, top, trial.ending))
    return tuple(points)


def _ended(trial: Trial) -> bool:
    return trial.ending != "" and (trial.ending != "cut" or len(trial.fold_scores) > 0)


def values(run: Run, trial: Trial) -> dict[str, Any]:
    """Return a trial's value of each parameter that is searched, defaults filled in."""
    return dict(usual(run.plan, trial.model)) | dict(trial.params)


def tried(run: Run, model: str) -> Tried:
    """Return the parameter sets of *model* that have a score."""
    space = space_of(run.plan, model)
    rows = [
        (tuple(values(run, trial)[name] for name, _ in space), trial.score)
        for trial in run.finished
        if trial.model == model and trial.score is not None
    ]
    return Tried(model, run.plan.metric or "", space, tuple(rows))


def weights(run: Run, model: str) -> Weights | None:
    """Return how much each parameter of *model* decides its score, or None: too few trials.

    By functional analysis of variance on a random forest fitted to the trials (fANOVA; Hutter,
    Hoos and Leyton-Brown, "An efficient approach for assessing hyperparameter importance", 2014).
    """
    import optuna

    space = {name: optuna_distribution(one) for name, one in space_of(run.plan, model)}
    told = [one for one in _scored(run, model) if _inside(one, space_of(run.plan, model))]
    if len(told) < FEWEST or len(space) < 2 or len({sum(one.scores) for one in told}) < 2:
        return None
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction="maximize")
    study.add_trials([frozen(one, space) for one in told])
    judge = optuna.importance.FanovaImportanceEvaluator(n_trees=TREES, seed=run.plan.seed)
    found = optuna.importance.get_param_importances(study, evaluator=judge)
    return Weights(model, len(told), tuple((name, float(share)) for name, share in found.items()))


def _scored(run: Run, model: str) -> list[Told]:
    """Return the whole trials, and of those given up after some folds what these say of all.

    That is the best's score and their difference to it on the same folds, which hard folds
    do not touch.
    """
    whole = [trial for trial in run.finished if trial.model == model]
    told = [Told(tuple(values(run, trial).items()), trial.fold_scores) for trial in whole]
    if not whole:
        return told
    results = run.ledger.finished()
    best = np.array(max(whole, key=lambda trial: sum(trial.fold_scores)).fold_scores)
    for trial in run.trials:
        if trial.model == model and trial.ending == "pruned":
            done = [results.get((trial.id, fold)) for fold in range(len(best))]
            scores = [one.score for one in done if one and one.score is not None]
            if scores:
                behind = float(np.mean(scores - best[: len(scores)]))
                told.append(Told(tuple(values(run, trial).items()), tuple(best + behind)))
    return told


def edges(run: Run) -> tuple[Edge, ...]:
    """Return the best values that lie at the edge of their range: better ones may lie beyond."""
    found = []
    for model in searched(run):
        best = next((trial for trial in run.finished if trial.model == model), None)
        if best is None or not best.params:
            continue
        for name, distribution in space_of(run.plan, model):
            value = values(run, best)[name]
            if not isinstance(distribution, Choice) and _at_edge(distribution, value):
                bounds = (float(distribution.low), float(distribution.high))
                found.append(Edge(model, name, float(value), *bounds))
    return tuple(found)


def _inside(told: Told, space: Sequence[tuple[str, Distribution]]) -> bool:
    given = dict(told.params)
    return all(distribution.holds(given[name]) for name, distribution in space)


def _at_edge(distribution: Float | Int, value: float) -> bool:
    ends = np.array([distribution.low, value, distribution.high], dtype=float)
    low, at, high = np.log(ends) if distribution.log else ends
    share = (at - low) / (high - low)
    return bool(min(share, 1 - share) < NEAR_EDGE and _may_go_on(distribution, share > 0.5))


def _may_go_on(distribution: Float | Int, upper: bool) -> bool:
    """Return False where the range ends because nothing lies beyond: a share or depth of 1."""
    if upper:
        return not (isinstance(distribution, Float) and distribution.high == 1)
    return not (isinstance(distribution, Int) and distribution.low <= 1)
