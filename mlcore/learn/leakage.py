"""Cross-validation on noise, done wrongly and rightly, as the temptation grows.

The labels are coin flips, so an honest score is one half. Four ways to get more for nothing:
columns picked on all rows before the folds (Hastie, Tibshirani & Friedman, The Elements of
Statistical Learning, 7.10.2), copies of a row, rows of one person, and neighbours in time on both
sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mlcore.learn.lesson import Chosen, Trajectory
from mlcore.learn.points import Points

Kind = Literal["selection", "copies", "groups", "time"]
FOLDS = 5
FRESH = 200
FRAMES = 24
LEAK = "leak"
GAP = 0.15
"""From which difference on the wrong score is called a leak."""
CELLS = 2_000_000
"""Noise numbers drawn for one trajectory, at most."""
BAND = (10, 90)
"""Percentiles of the repetitions that are drawn as a band."""


@dataclass(frozen=True, eq=False)
class Scores:
    """Accuracy over the repetitions: mean, and the band."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Temptation:
    """One frame.

    Parameters
    ----------
    amount : float
        How far the temptation goes: columns looked at, rows of one group, persistence.
    wrong, right : Scores
        Cross-validated accuracy, folds drawn wrongly and rightly.
    places : ndarray, shape (rows, 2)
        The rows of the first repetition as they look: its two best columns.
    labels : ndarray of int, shape (rows,)
        Their classes.
    fresh : ndarray, shape (FRESH, 2)
        New rows in the same two columns, which nobody looked at; no row where there are none.
    """

    amount: float
    wrong: Scores
    right: Scores
    places: np.ndarray
    labels: np.ndarray
    fresh: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class Leakage(Trajectory[Temptation]):
    """All amounts, and who was trained and tested where.

    Parameters
    ----------
    fresh_labels : ndarray of int, shape (FRESH,)
        Classes of the new rows.
    wrong_folds, right_folds : ndarray of int, shape (FOLDS, rows)
        Of the first repetition at the last amount, one of :data:`CODES` for each fold and row.
    """

    fresh_labels: np.ndarray
    wrong_folds: np.ndarray
    right_folds: np.ndarray


UNUSED, TRAINED, TESTED, KNOWN = CODES = (0, 1, 2, 3)
"""What a row is in a fold; known: tested, though the training knew it or its like."""


@dataclass(frozen=True, eq=False)
class Found:
    """What one repetition found at one amount."""

    wrong: float
    right: float
    places: np.ndarray
    labels: np.ndarray
    fresh: np.ndarray
    wrong_folds: np.ndarray
    right_folds: np.ndarray


def leak(points: Points, chosen: Chosen) -> Leakage:
    """Return how the score grows with the temptation, wrongly and rightly validated.

    Parameters
    ----------
    points : Points
        Rows and their classes; the classes are shuffled, the columns drawn anew.
    chosen : Chosen
        ``kind``, ``columns``, ``keep``.
    """
    y = points.target.astype(int)
    kind = KINDS[chosen["kind"]]
    runs = [
        list(kind(y, chosen, np.random.default_rng([chosen.seed, repeat])))
        for repeat in range(repeats_of(points, chosen))
    ]
    frames = tuple(
        _frame(amount, [run[at] for run in runs]) for at, amount in enumerate(amounts(chosen))
    )
    last = runs[0][-1]
    gap = frames[-1].wrong.mean - frames[-1].right.mean
    return Leakage(
        points=points, chosen=chosen, frames=frames, ending=LEAK if gap > GAP else "",
        fresh_labels=np.arange(len(last.fresh)) % 2,
        wrong_folds=last.wrong_folds, right_folds=last.right_folds,
    )  # fmt: skip


def repeats_of(points: Points, chosen: Chosen) -> int:
    """Return how often all is drawn: as often as :data:`CELLS` allow, 2 to 12 times."""
    size = points.rows * (chosen["columns"] if chosen["kind"] == "selection" else points.rows)
    return max(2, min(12, CELLS // size))


def amounts(chosen: Chosen) -> list[float]:
    """Return how far the temptation goes in each frame."""
    if chosen["kind"] == "selection":
        most, keep = chosen["columns"], chosen["keep"]
        steps = np.geomspace(min(keep, most), most, FRAMES).round()
        return [float(step) for step in np.unique(steps)]
    if chosen["kind"] == "time":
        return [float(step) for step in np.linspace(0, 0.99, FRAMES).round(3)]
    return [float(step) for step in range(1, 13)]


def _frame(amount: float, found: list[Found]) -> Temptation:
    first = found[0]
    wrong, right = ([getattr(one, side) for one in found] for side in ("wrong", "right"))
    return Temptation(
        amount, _scores(wrong), _scores(right), first.places, first.labels, first.fresh
    )


def _scores(values: list[float]) -> Scores:
    low, high = np.percentile(values, BAND)
    return Scores(float(np.mean(values)), float(low), float(high))


# -------------------------------------------------------------------------------- models


def nearest_centroid(X: np.ndarray, y: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Return for each row of *asked* the class (0 or 1) whose mean is nearer."""
    centres = [X[y == label].mean(axis=0) for label in (0, 1)]
    far = [((asked - centre) ** 2).sum(axis=1) for centre in centres]
    return np.asarray(far[1] < far[0], int)


def nearest_row(X: np.ndarray, y: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Return for each row of *asked* the class of the nearest row of *X*."""
    far = ((asked[:, None, :] - X) ** 2).sum(axis=2)
    return np.asarray(y[far.argmin(axis=1)])


def strengths(X: np.ndarray, y: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return how closely each column of *X* goes with *y*: the absolute correlation.

    Its order is that of the F test for two classes.

    Parameters
    ----------
    X, y : ndarray, shape (rows, columns) and (rows,)
        Columns and classes.
    rows : ndarray of bool, shape (choices, rows)
        Which rows count, once for each choice.

    Returns
    -------
    ndarray, shape (choices, columns)
    """
    counted = rows.astype(X.dtype)
    many = counted.sum(axis=1, keepdims=True)
    sums, squares = counted @ X, counted @ X**2
    share = (counted @ y.astype(X.dtype))[:, None] / many
    together = (counted * y.astype(X.dtype)) @ X - share * sums
    size = np.sqrt(np.maximum(squares - sums**2 / many, 0))
    return np.asarray(np.abs(together) / np.where(size > 0, size, 1.0))


def best(strengths: np.ndarray, keep: int) -> np.ndarray:
    """Return the *keep* strongest columns, strongest first."""
    keep = min(keep, len(strengths))
    top = np.argpartition(-strengths, keep - 1)[:keep]
    return np.asarray(top[np.argsort(-strengths[top], kind="stable")])


# --------------------------------------------------------------------------------- folds


def at_random(rows: int, rng: np.random.Generator) -> np.ndarray:
    """Return the fold of each row: sizes equal to one row, order random."""
    return np.asarray(rng.permutation(np.arange(rows) % FOLDS))


def coded(fold: np.ndarray, known: np.ndarray | None = None) -> np.ndarray:
    """Return codes by fold and row; *known* marks tested rows whose like was trained on."""
    tested = fold == np.arange(FOLDS)[:, None]
    codes = np.where(tested, TESTED, TRAINED)
    return codes if known is None else np.where(tested & known, KNOWN, codes)


def forward(rows: int) -> np.ndarray:
    """Return codes by fold and row: later rows are tested by earlier ones only."""
    block = np.arange(rows) * (FOLDS + 1) // rows
    turn = np.arange(1, FOLDS + 1)[:, None]
    return np.where(block == turn, TESTED, np.where(block < turn, TRAINED, UNUSED))


Model = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def score(X: np.ndarray, y: np.ndarray, codes: np.ndarray, model: Model) -> float:
    """Return the share of tested rows that *model* gets right, over all folds."""
    hits = [
        model(X[row == TRAINED], y[row == TRAINED], X[row >= TESTED]) == y[row >= TESTED]
        for row in codes
    ]
    return float(np.concatenate(hits).mean())


# --------------------------------------------------------------------------------- kinds


def _selection(y: np.ndarray, chosen: Chosen, rng: np.random.Generator) -> Iterator[Found]:
    """Columns of noise: picked once on all rows, or anew on the training rows of each fold."""
    y, most, keep = rng.permutation(y), chosen["columns"], chosen["keep"]
    X = rng.standard_normal((len(y), most), np.float32)
    codes = coded(at_random(len(y), rng))
    seen = coded(np.argmax(codes == TESTED, axis=0), np.ones(len(y), bool))
    every = np.ones((1, len(y)), bool)
    everywhere, *inside = strengths(X, y, np.vstack([every, codes == TRAINED]))
    for amount in amounts(chosen):
        columns = best(everywhere[: int(amount)], keep)
        hits = [
            score(X[:, best(own[: int(amount)], keep)], y, row[None], nearest_centroid)
            * np.mean(row == TESTED)
            for own, row in zip(inside, codes, strict=True)
        ]
        yield Found(
            score(X[:, columns], y, codes, nearest_centroid), float(np.sum(hits)),
            X[:, columns[:2]], y, _new_rows(columns[:2], chosen), seen, codes,
        )  # fmt: skip


def _new_rows(columns: np.ndarray, chosen: Chosen) -> np.ndarray:
    """Return what rows that nobody looked at have in *columns*: the same for a column always."""
    draws = [np.random.default_rng([chosen.seed, 9, column]) for column in columns]
    return np.column_stack([draw.normal(size=FRESH) for draw in draws])


def _together(spread: float) -> Callable[..., Iterator[Found]]:
    """Rows that belong together, at random over the folds, or on one side of each."""

    def kind(y: np.ndarray, chosen: Chosen, rng: np.random.Generator) -> Iterator[Found]:
        rows, fold = len(y), at_random(len(y), rng)
        y = rng.permutation(y)
        centres, noise = rng.normal(size=(rows, 2)), rng.normal(size=(rows, 2))
        for amount in amounts(chosen):
            group = np.arange(rows) // int(amount)
            X, labels = centres[group] + spread * noise, y[group]
            like = np.bincount(group)[group] > 1
            codes, apart = coded(fold, like), coded(group % FOLDS)
            yield Found(
                score(X, labels, codes, nearest_row), score(X, labels, apart, nearest_row),
                X, labels, X[:0], codes, apart,
            )  # fmt: skip

    return kind


def _time(y: np.ndarray, chosen: Chosen, rng: np.random.Generator) -> Iterator[Found]:
    """A row a moment: folds at random, or the later tested by the earlier only."""
    rows = len(y)
    shocks, fold = rng.normal(size=(rows, 3)), at_random(rows, rng)
    codes, later = coded(fold, np.ones(rows, bool)), forward(rows)
    for persistence in amounts(chosen):
        series = np.empty_like(shocks)
        series[0] = shocks[0]
        for moment in range(1, rows):
            fall = np.sqrt(1 - persistence**2)
            series[moment] = persistence * series[moment - 1] + fall * shocks[moment]
        labels = (series[:, 2] > np.median(series[:, 2])).astype(int)
        X = series[:, :2]
        yield Found(
            score(X, labels, codes, nearest_row), score(X, labels, later, nearest_row),
            X, labels, X[:0], codes, later,
        )  # fmt: skip


KINDS: dict[Kind, Callable[..., Iterator[Found]]] = {
    "selection": _selection,
    "copies": _together(0.0),
    "groups": _together(0.2),
    "time": _time,
}
