"""Ensembles as rows of the leaderboard: each fold is scored with weights from the other folds."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlcore.catalog.distributions import Params
from mlcore.catalog.models import entry
from mlcore.evaluation.metrics import metric
from mlcore.training.ensembles.combiner import Combiner
from mlcore.training.ensembles.methods import WAYS, Way
from mlcore.training.failures import UnitFailure, checked_score
from mlcore.training.ledger import Key, Ledger, UnitResult, own
from mlcore.training.messages import reason
from mlcore.training.problem import Problem
from mlcore.types import Trial

MOST_ROWS = 20_000
"""Rows from which weights are learnt; with more, some drawn at random."""
BIAS = "bias"
"""Name of a stacked ensemble's own numbers among its parameters."""


@dataclass(frozen=True)
class Member:
    """A trial with all its folds, and what they scored."""

    trial: str
    model: str
    scores: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class _Found:
    """Members in use, best first, and how they are combined."""

    members: tuple[str, ...]
    combiner: Combiner


def combined(problem: Problem, ledger: Ledger, ensembles: Sequence[Trial]) -> Iterator[UnitResult]:
    """Yield one result per fold of each ensemble, from the finished units of *ledger*.

    The weights that answer a fold's test rows, and the choice of members, come from out-of-fold
    answers to other rows only; splits by time use earlier folds only. The weights of the final
    model, in the results' parameters, come from all of them.

    Parameters
    ----------
    problem : Problem
        What was learnt from what.
    ledger : Ledger
        Where the members' results are kept.
    ensembles : sequence of Trial
        Trials whose catalogue entry is an ensemble.
    """
    answers = _Answers(problem, ledger)
    for trial in ensembles:
        try:
            yield from _one(trial, answers)
        except UnitFailure as failure:
            for fold in range(answers.folds):
                yield UnitResult(trial.id, fold, trial.model, failure=str(failure), ending="failed")


def possible(problem: Problem, ledger: Ledger) -> frozenset[str]:
    """Return the trials that an ensemble may be made of: of each model the best by some folds."""
    answers = _Answers(problem, ledger)
    used = [answers.others(fold) for fold in (None, *range(answers.folds))]
    return frozenset(name for folds in used for name in answers.ranked(folds))


def resolved(trials: Sequence[Trial], results: Mapping[Key, UnitResult]) -> tuple[Trial, ...]:
    """Return *trials*; those of ensembles with the weights and members of *results*."""
    known = {trial.id: trial for trial in trials}
    return tuple(
        _resolved(trial, results[trial.id, 0].params, known)
        if entry(trial.model).ensemble and (trial.id, 0) in results
        else trial
        for trial in trials
    )


def combiner_of(trial: Trial) -> Combiner:
    """Return how the members of an ensemble's trial are combined."""
    values = dict(trial.params)
    bias = values.pop(BIAS, None)
    weights = np.array([values[member.id] for member in trial.members], dtype=np.float64)
    return Combiner(weights, None if bias is None else np.array(bias, dtype=np.float64))


def _resolved(trial: Trial, params: Params, known: Mapping[str, Trial]) -> Trial:
    frozen = tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in params)
    members = tuple(known[name] for name, _ in frozen if name != BIAS)
    return replace(trial, params=frozen, members=members)


def _one(trial: Trial, answers: _Answers) -> Iterator[UnitResult]:
    way, measure = WAYS[trial.model], metric(answers.problem.plan.metric or "")
    began = time.perf_counter()
    final = _params(_found(way, answers, None))
    for fold in range(answers.folds):
        found = _found(way, answers, fold)
        fitted = time.perf_counter()
        test = answers.splits[fold][1]
        prediction = found.combiner.answer([answers.of(name, fold) for name in found.members])
        score = checked_score(measure, answers.problem.y[test], prediction, fold)
        ended = time.perf_counter()
        yield UnitResult(
            trial.id, fold, trial.model, final, score,
            fit_seconds=fitted - began, predict_seconds=ended - fitted, prediction=prediction,
        )  # fmt: skip
        began = ended


def _found(way: Way, answers: _Answers, tested: int | None) -> _Found:
    """Return the combiner for fold *tested*; None: the one for new rows."""
    used = answers.others(tested)
    ranked = answers.ranked(used)[: way.most]
    if not used:
        return _Found(ranked, Combiner(np.full(len(ranked), 1 / len(ranked))))
    y, parts = answers.pooled(ranked, used, tested)
    combiner = way.find(parts, y)
    kept = np.flatnonzero(combiner.weights) if combiner.weights.any() else np.array([0])
    return _Found(
        tuple(ranked[place] for place in kept), Combiner(combiner.weights[kept], combiner.bias)
    )


def _params(found: _Found) -> Params:
    weights = zip(found.members, found.combiner.weights.tolist(), strict=True)
    bias = found.combiner.bias
    return (*weights, *([(BIAS, tuple(bias.tolist()))] if bias is not None else []))


class _Answers:
    """Out-of-fold answers of every member, read once."""

    def __init__(self, problem: Problem, ledger: Ledger) -> None:
        self.problem, self._ledger = problem, ledger
        self.splits = problem.splits.folds
        self.folds = len(self.splits)
        self._members = _members(own(ledger.finished()), self.folds)
        self._kept: dict[Key, np.ndarray] = {}

    def others(self, tested: int | None) -> list[int]:
        """Return the folds whose answers may be learnt from when *tested* is scored."""
        if tested is not None and self.problem.plan.split.startswith("time:"):
            return list(range(tested))
        return [fold for fold in range(self.folds) if fold != tested]

    def ranked(self, used: Sequence[int]) -> tuple[str, ...]:
        """Return the best trial of each model, best first by the folds *used*."""
        best: dict[str, tuple[float, str]] = {}
        for member in self._members:
            score = float(np.mean([member.scores[fold] for fold in used])) if used else 0.0
            if member.model not in best or score > best[member.model][0]:
                best[member.model] = score, member.trial
        if len(best) < 2:
            raise UnitFailure(reason("alone"))
        return tuple(name for _, name in sorted(best.values(), key=lambda pair: -pair[0]))

    def pooled(
        self, names: Sequence[str], used: Sequence[int], tested: int | None
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """Return the truth and each member's answers to rows of *used* that *tested* lacks."""
        aside = self.splits[tested][1] if tested is not None else np.empty(0, dtype=np.intp)
        tests = [self.splits[fold][1] for fold in used]
        kept = np.flatnonzero(~np.isin(np.concatenate(tests), aside))
        if len(kept) > MOST_ROWS:
            random = np.random.default_rng(self.problem.plan.seed)
            kept = np.sort(random.choice(kept, MOST_ROWS, replace=False))
        parts = [np.concatenate([self.of(name, fold) for fold in used])[kept] for name in names]
        return self.problem.y[np.concatenate(tests)[kept]], parts

    def of(self, name: str, fold: int) -> np.ndarray:
        """Return a member's answers to the test rows of *fold*."""
        if (name, fold) not in self._kept:
            self._kept[name, fold] = self._ledger.prediction(name, fold)
        return self._kept[name, fold]


def _members(results: Mapping[Key, UnitResult], folds: int) -> list[Member]:
    """Return the trials that have every fold, in the order of their names."""
    found = []
    for name, model in sorted({(unit.trial, unit.model) for unit in results.values()}):
        kind = entry(model)
        units = [results.get((name, fold)) for fold in range(folds)]
        scores = [unit.score for unit in units if unit is not None and unit.score is not None]
        if len(scores) == folds and not kind.baseline and not kind.ensemble:
            found.append(Member(name, model, tuple(scores)))
    return found
