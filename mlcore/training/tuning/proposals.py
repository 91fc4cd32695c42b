"""What to try next in one model's space, from what its finished trials gave.

Nothing of Optuna lasts: its study is built from finished trials whenever proposals are wanted,
and forgotten. The same trials, seed and batch give the same proposals.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mlcore.catalog.distributions import Choice, Distribution, Float, Int, Params, Space
from mlcore.types import Method

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.study import Study

RANDOM_FIRST = 6
"""Trials before the tree of Parzen estimators is asked."""
PATIENCE = 8
"""How often a proposal that was made before is asked for anew."""


@dataclass(frozen=True)
class Told:
    """A finished trial as a sampler wants it.

    Parameters
    ----------
    params : tuple of (name, value)
        A value for each name of the space.
    scores : tuple of float
        Of its finished folds; greater is better.
    whole : bool
        False: it was given up after these folds.
    step : int or None
        How far it came; None: as many folds as there are scores; 0: a first look.
    """

    params: Params
    scores: tuple[float, ...]
    whole: bool = True
    step: int | None = None


@dataclass(frozen=True)
class Question:
    """What is searched, and how.

    Parameters
    ----------
    model : str
        Its name in the catalogue.
    space : tuple of (name, distribution)
        What may be tried.
    method : {"tpe", "random", "grid"}
        How.
    seed : int
        The plan's.
    size : int
        Trials the whole search may have; the grid is made to fit it.
    """

    model: str
    space: Space
    method: Method
    seed: int
    size: int


def propose(
    question: Question, batch: int, count: int, told: Sequence[Told], taken: Sequence[Params]
) -> tuple[Params, ...]:
    """Return up to *count* parameter sets that were not tried before.

    Parameters
    ----------
    question : Question
        What is searched, and how.
    batch : int
        Which batch of this search: part of the seed.
    count : int
        How many are wanted; fewer come back when the space is used up.
    told : sequence of Told
        Finished trials that the proposals may learn from.
    taken : sequence of params
        All that was tried or is under way.
    """
    known = {tuple(sorted(params, key=lambda pair: pair[0])) for params in taken}
    found: list[Params] = []
    most = None if question.method == "grid" else count * PATIENCE
    for params in itertools.islice(_asked(question, batch, told), most):
        key = tuple(sorted(params, key=lambda pair: pair[0]))
        if len(found) == count:
            break
        if key not in known:
            known.add(key)
            found.append(params)
    return tuple(found[:count])


def _asked(question: Question, batch: int, told: Sequence[Told]) -> Iterator[Params]:
    if question.method == "grid":
        return grid(question)
    return _drawn(question, batch, told)


def _drawn(question: Question, batch: int, told: Sequence[Told]) -> Iterator[Params]:
    fixed = {name: optuna_distribution(one) for name, one in question.space}
    study = _study(question, batch, told)
    while True:
        trial = study.ask(fixed)
        yield tuple((name, trial.params[name]) for name, _ in question.space)


def _study(question: Question, batch: int, told: Sequence[Told]) -> Study:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    words = np.random.SeedSequence([question.seed, batch, *question.model.encode()])
    seed = int(words.generate_state(1)[0])
    sampler: optuna.samplers.BaseSampler = optuna.samplers.RandomSampler(seed=seed)
    if question.method == "tpe":
        sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=RANDOM_FIRST)
    study = optuna.create_study(sampler=sampler, direction="maximize")
    space = {name: optuna_distribution(one) for name, one in question.space}
    for one in told:
        if all(distribution.holds(dict(one.params)[name]) for name, distribution in question.space):
            study.add_trial(frozen(one, space))
    return study


def frozen(told: Told, space: dict[str, BaseDistribution]) -> Any:
    """Return a finished trial in Optuna's words; one that was given up counts as pruned."""
    import optuna

    mean = float(np.mean(told.scores))
    state = optuna.trial.TrialState.COMPLETE if told.whole else optuna.trial.TrialState.PRUNED
    return optuna.trial.create_trial(
        state=state,
        value=mean,
        params={name: value for name, value in told.params if name in space},
        distributions=space,
        intermediate_values={len(told.scores) if told.step is None else told.step: mean},
    )


def optuna_distribution(distribution: Distribution) -> BaseDistribution:
    """Return a catalogue's distribution in Optuna's words."""
    from optuna import distributions as words

    if isinstance(distribution, Choice):
        return words.CategoricalDistribution(distribution.options)
    if isinstance(distribution, Int):
        return words.IntDistribution(distribution.low, distribution.high, log=distribution.log)
    return words.FloatDistribution(distribution.low, distribution.high, log=distribution.log)


def grid(question: Question) -> Iterator[Params]:
    """Yield every point of a grid over the space that has about the search's size, shuffled."""
    names = [name for name, _ in question.space]
    levels = _levels(question.space, question.size)
    points = list(itertools.product(*levels))
    order = np.random.default_rng([question.seed, *question.model.encode()])
    for place in order.permutation(len(points)):
        yield tuple(zip(names, points[place], strict=True))


def _levels(space: Space, size: int) -> list[tuple[Any, ...]]:
    """Return the values of each parameter: all choices, and as many numbers as the size allows."""
    choices = math.prod(len(one.options) for _, one in space if isinstance(one, Choice))
    numbers = sum(not isinstance(one, Choice) for _, one in space)
    each = max(2, math.floor((size / choices) ** (1 / numbers))) if numbers else 0
    return [one.options if isinstance(one, Choice) else _spaced(one, each) for _, one in space]


def _spaced(distribution: Float | Int, count: int) -> tuple[Any, ...]:
    spaced = np.geomspace if distribution.log else np.linspace
    values = spaced(distribution.low, distribution.high, count).tolist()
    if isinstance(distribution, Int):
        return tuple(sorted({round(value) for value in values}))
    inside = [min(max(value, distribution.low), distribution.high) for value in values]
    return tuple(inside)
