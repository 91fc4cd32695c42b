"""What an exported script does with its constants: the same rows, folds, fits and scores.

Every function here is carried into the script as it stands.
"""

from __future__ import annotations

import base64
import hashlib
import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils.validation import has_fit_parameter

from mlcore.training.answers import answers
from mlcore.training.balance import balanced
from mlcore.training.columns import treatments
from mlcore.training.preparation.values import codes, floats

TRAIN, TEST, HELD_OUT = 0, 1, -1
Steps = Callable[[], list[Any]]


@dataclass(frozen=True)
class Task:
    """What is learnt from what.

    ``recipe`` and ``answer`` return new steps: of the recipe, and of those that touch the target
    ``raw``, which is called ``target`` after them. ``classes`` are in the order of the columns of
    probabilities; none for numbers. ``inputs`` are the raw columns a model needs.
    """

    recipe: Steps
    answer: Steps
    target: str
    raw: str
    classes: tuple[str, ...]
    columns: tuple[Any, ...]
    inputs: tuple[str, ...]
    score: Callable[[np.ndarray, np.ndarray], float]
    plan: Any
    weight: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of the leaderboard: what is built, how rows become numbers, what it scored."""

    name: str
    build: Callable[[], Any]
    preparation: Any
    native: bool
    scores: tuple[float, ...]
    near: float


@dataclass
class Fold:
    """Rows of one fold after the recipe, and as numbers by kind of preparation."""

    frame: pd.DataFrame
    tested: pd.DataFrame
    y: np.ndarray
    weight: np.ndarray | None
    encoded: dict[str, Any] = field(default_factory=dict)


def rows_of(coded: str, shape: Sequence[int], kind: str) -> np.ndarray:
    """Return what each row does: its fold, or a column per fold; see :func:`folds`."""
    data = zlib.decompress(base64.b64decode(coded))
    return np.frombuffer(data, dtype=kind).reshape(shape)


def folds(where: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return training and test rows of each fold, as positions in the table."""
    if where.ndim == 2:
        return [(np.flatnonzero(c == TRAIN), np.flatnonzero(c == TEST)) for c in where.T]
    every = range(int(where.max()) + 1)
    return [
        (np.flatnonzero((where >= 0) & (where != fold)), np.flatnonzero(where == fold))
        for fold in every
    ]


def set_aside(where: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows that are cross-validated, and those of the hold-out."""
    first = where if where.ndim == 1 else where[:, 0]
    used = where >= 0 if where.ndim == 1 else (where >= 0).any(axis=1)
    return np.flatnonzero(used), np.flatnonzero(first == HELD_OUT)


def data_hash(frame: pd.DataFrame) -> str:
    """Return the SHA-256 of the table's cells and column names."""
    found = hashlib.sha256("\n".join(map(str, frame.columns)).encode("utf-8", "replace"))
    found.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return found.hexdigest()


def carried_out(steps: list[Any], frame: pd.DataFrame) -> tuple[list[Any], pd.DataFrame, Any]:
    """Learn *steps* on the rows of *frame*; return those to replay, the rows, their positions."""
    rows, fitted = np.arange(len(frame)), []
    for step in steps:
        if hasattr(step, "positions"):  # drops rows: in training only
            kept = step.positions(frame)
            frame, rows = frame.iloc[kept], rows[kept]
        else:
            frame = step.fit_transform(frame)
            fitted.append(step)
    return fitted, frame, rows


def answers_of(frame: pd.DataFrame, task: Task) -> np.ndarray:
    """Return one answer per row of the table: a number (nan: missing) or a class code (-1)."""
    values = carried_out(task.answer(), frame[[task.raw]])[1][task.target]
    if not task.classes:
        return floats(values)
    found, labels = codes(values.reset_index(drop=True))
    known = {name: code for code, name in enumerate(task.classes)}
    return np.array([*(known.get(label, -1) for label in labels), -1], dtype=np.intp)[found]


def fold_of(frame: pd.DataFrame, y: np.ndarray, train: Any, test: Any, task: Task) -> Fold:
    """Carry the recipe out on training rows, and replay its cell steps on test rows."""
    fitted, cleaned, rows = carried_out(task.recipe(), frame.iloc[train])
    tested = frame[list(task.inputs)].iloc[test]
    for step in fitted:
        tested = step.transform(tested)
    weight = floats(frame[task.weight])[train][rows] if task.weight else None
    return Fold(cleaned.drop(columns=task.target), tested, y[train][rows], weight)


def encoded(fold: Fold, entry: Entry, task: Task) -> tuple[Any, np.ndarray, np.ndarray]:
    """Return the preparation learnt on training rows, and both sides as numbers."""
    kind = entry.preparation.__name__
    if kind not in fold.encoded:
        made = entry.preparation(treatments(fold.frame, task.columns)).fit(fold.frame, fold.y)
        fold.encoded[kind] = made, made.encode(fold.frame), made.encode(fold.tested)
    return fold.encoded[kind]


def predicted(fold: Fold, entry: Entry, task: Task) -> np.ndarray:
    """Fit one line of the leaderboard on a fold and return its answers to the test rows."""
    preparation, X, tested = encoded(fold, entry, task)
    estimator, y = entry.build(), fold.y
    if entry.native:
        estimator.set_params(categorical_features=preparation.categorical)
    rows, weight = balanced(task.plan, y, fold.weight)
    if rows is not None:
        X, y = X[rows], y[rows]
    weighed = weight is not None and has_fit_parameter(estimator, "sample_weight")
    estimator = estimator.fit(X, y, sample_weight=weight) if weighed else estimator.fit(X, y)
    return answers(estimator, tested, len(task.classes))


def cross_validated(
    frame: pd.DataFrame, where: np.ndarray, board: list[Entry], task: Task, joint: Any = None
) -> dict[str, list[float]]:
    """Return the score of every line of the leaderboard in every fold; greater is better.

    *joint* are ensembles, the function that lets their members answer together, and members that
    are not on the leaderboard.
    """
    y, every = answers_of(frame, task), [*board, *(joint[2] if joint else ())]
    found: dict[str, list[float]] = {entry.name: [] for entry in every}
    answered: dict[str, list[np.ndarray]] = {entry.name: [] for entry in every}
    for train, test in folds(where):
        fold = fold_of(frame, y, train, test, task)
        for entry in every:
            answered[entry.name].append(predicted(fold, entry, task))
            found[entry.name].append(task.score(y[test], answered[entry.name][-1]))
    if joint is None:
        return found
    problem = SimpleNamespace(y=y, plan=task.plan, splits=SimpleNamespace(folds=folds(where)))
    together = {line.name: joint[1](line, answered, found, problem) for line in joint[0]}
    return found | {
        name: [task.score(y[test], p) for p, (_, test) in zip(made, folds(where), strict=True)]
        for name, made in together.items()
    }


def held_out(frame: pd.DataFrame, where: np.ndarray, best: Entry, task: Task) -> float | None:
    """Fit the best on all cross-validated rows and score it once on the hold-out."""
    train, test = set_aside(where)
    if not len(test):
        return None
    y = answers_of(frame, task)
    return task.score(y[test], predicted(fold_of(frame, y, train, test, task), best, task))


def reported(found: dict[str, list[float]], board: list[Any]) -> bool:
    """Print both leaderboards side by side; return False when a number is not reproduced."""
    print(f"{'model':<28}{'score':>16}{'in Loupe':>16}{'difference':>12}")
    same = True
    for entry in board:
        gap = max(abs(a - b) for a, b in zip(found[entry.name], entry.scores, strict=True))
        apart = gap > entry.near * max(1.0, *map(abs, entry.scores))
        same = same and not apart
        mean, told = np.mean(found[entry.name]), np.mean(entry.scores)
        print(f"{entry.name:<28}{mean:>16.8g}{told:>16.8g}{gap:>12.1e}{'  !' if apart else ''}")
    return same


def main(
    frame: pd.DataFrame,
    sha: str,
    where: np.ndarray,
    board: list[Entry],
    task: Task,
    joint: Any = None,
) -> None:
    """Reproduce the leaderboard, and say when a number differs."""
    if data_hash(frame) != sha:
        sys.exit("This is not the table the models learnt from: its cells or columns differ.")
    found = cross_validated(frame, where, board, task, joint)
    same = reported(found, [*board, *(joint[0] if joint else ())])
    final = held_out(frame, where, board[0], task)
    if final is not None:
        print(f"{board[0].name} on the rows set aside: {final:.8g}")
    if not same:
        sys.exit("Some numbers differ from those in Loupe: compare the versions of the libraries.")
