"""Ensembles in an exported script: weights found again from the out-of-fold answers.

Carried along only where a run has ensembles.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from mlcore.training.ensembles.crossfit import _Answers, _found
from mlcore.training.ensembles.methods import WAYS


@dataclass(frozen=True)
class Joint:
    """One ensemble of the leaderboard: how its members are weighed, what it scored."""

    name: str
    way: str
    scores: tuple[float, ...]
    near: float


def joined(
    line: Joint, answers: dict[str, list[np.ndarray]], scores: dict[str, list[float]], problem: Any
) -> list[np.ndarray]:
    """Return an ensemble's answers to the test rows of each fold, weighed by the other folds."""
    units = {
        (name, fold): SimpleNamespace(trial=name, model=name.partition("-")[0], score=score)
        for name, found in scores.items()
        for fold, score in enumerate(found)
    }
    ledger = SimpleNamespace(finished=lambda: units, prediction=lambda n, fold: answers[n][fold])
    known, way = _Answers(problem, ledger), WAYS[line.way]
    made = []
    for fold in range(known.folds):
        found = _found(way, known, fold)
        made.append(found.combiner.answer([known.of(name, fold) for name in found.members]))
    return made
