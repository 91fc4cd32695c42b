"""How a score changes with the number of rows, or with one setting: on the run's own folds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from mlcore.catalog.distributions import Choice, Distribution, Int
from mlcore.catalog.models import entry
from mlcore.errors import LoupeError, Where
from mlcore.evaluation.ties import Interval, interval
from mlcore.events import Emit, Progress, Started, silent
from mlcore.training import messages
from mlcore.training.again import Fitted, fitted_again
from mlcore.training.keys import split_column
from mlcore.training.preparation.values import floats
from mlcore.training.run import Run
from mlcore.types import Trial

SHARES = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
VALUES = 7
FEWEST = 10
"""Training rows below which nothing is fitted."""


@dataclass(frozen=True)
class Point:
    """One place of a curve.

    Parameters
    ----------
    at : number, str or None
        Training rows of a fit (mean over folds), or the value of the setting.
    scores, seen : tuple of float
        One score per fold, on other rows and on rows the fit has seen; greater is better.
    failure : str
        Why there are no scores.
    """

    at: Any
    scores: tuple[float, ...] = ()
    seen: tuple[float, ...] = ()
    failure: str = ""


@dataclass(frozen=True)
class Curve:
    """A learning curve, or a validation curve of one setting.

    Parameters
    ----------
    kind : {"rows", "setting"}
        What changes.
    model, metric : str
        Which model of the catalogue, scored by what.
    points : tuple of Point
        In the order of what changes.
    ratio : float
        Test rows per training row, for intervals.
    setting : str
        Name of the setting.
    present : number, str or None
        Its value in the trial.
    """

    kind: Literal["rows", "setting"]
    model: str
    metric: str
    points: tuple[Point, ...]
    ratio: float
    setting: str = ""
    present: Any = None

    @property
    def known(self) -> tuple[Point, ...]:
        """The points with scores."""
        return tuple(point for point in self.points if point.scores)

    @property
    def best(self) -> Point:
        """The point with the highest mean score."""
        return max(self.known, key=lambda point: float(np.mean(point.scores)))

    def gain(self, later: Point, earlier: Point) -> Interval:
        """Return how much better *later* is, fold by fold, with its corrected interval."""
        gaps = np.subtract(later.scores, earlier.scores)
        return interval(gaps.tolist(), ratio=self.ratio)

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Curve:
        """Rebuild a curve from its JSON values."""
        points = tuple(
            Point(p["at"], tuple(p["scores"]), tuple(p["seen"]), p["failure"])
            for p in body["points"]
        )
        return cls(**{**body, "points": points})


def learning_curve(
    run: Run,
    trial_id: str | None = None,
    shares: Sequence[float] = SHARES,
    emit: Emit = silent,
) -> Curve:
    """Return how the score of a trial grows with the rows it learns from.

    Each fold's training rows are taken in parts, smaller ones inside larger ones: classes in
    equal shares, whole groups for splits by group, the latest rows for splits by time. Test rows
    are always all of the fold's.

    Parameters
    ----------
    run : Run
        Its folds are used.
    trial_id : str or None
        Which; None: the best.
    shares : sequence of float
        Of the training rows.
    emit : Emit
        Told how far it is.

    Raises
    ------
    LoupeError
        ``unknown_trial``.
    """
    trial, problem = run.trial(trial_id), run.problem
    frame, work = problem.frame(), _Work(emit, len(shares) * len(run.splits.folds))
    orders = [_order(run, train) for train, _ in run.splits.folds]
    points = []
    for share in shares:
        parts = [order[: max(2, round(share * len(order)))] for order in orders]
        found = []
        for fold, rows in enumerate(parts):
            work.on(f"{len(rows):,} rows")
            enough = len(rows) >= FEWEST
            few = Fitted(failure=messages.reason("too_few", fold=fold + 1))
            made = fitted_again(problem, trial, np.sort(rows), fold, frame) if enough else few
            found.append(made)
        points.append(_point(round(float(np.mean([len(rows) for rows in parts]))), found))
    return Curve("rows", trial.model, run.plan.metric or "", tuple(points), run.splits.ratio)


def validation_curve(
    run: Run,
    trial_id: str | None,
    setting: str,
    values: Sequence[Any] | None = None,
    emit: Emit = silent,
) -> Curve:
    """Return how the score of a trial changes with one of its settings.

    Parameters
    ----------
    run : Run
        Its folds are used.
    trial_id : str or None
        Which; None: the best. Its other settings stay.
    setting : str
        One that the catalogue says may be searched.
    values : sequence or None
        Tried besides the present one; None: over its range.
    emit : Emit
        Told how far it is.

    Raises
    ------
    LoupeError
        ``unknown_trial``, ``unknown_setting``.
    """
    trial, problem = run.trial(trial_id), run.problem
    space = dict(entry(trial.model).space(run.plan.aim))
    if setting not in space:
        names = ", ".join(space) or "none"
        facts = {"name": setting, "title": entry(trial.model).title, "names": names}
        raise LoupeError(messages.UNKNOWN_SETTING, Where(field=setting), **facts)
    present = (dict(entry(trial.model).defaults(run.plan.aim)) | dict(trial.params)).get(setting)
    tried = _values(space[setting], present) if values is None else list(values)
    frame, work = problem.frame(), _Work(emit, len(tried) * len(run.splits.folds))
    points = []
    for value in tried:
        changed = replace(trial, params=_changed(trial, setting, value))
        found = []
        for fold, (train, _) in enumerate(run.splits.folds):
            work.on(f"{setting} {value}")
            found.append(fitted_again(problem, changed, train, fold, frame))
        points.append(_point(value, found))
    metric, ratio = run.plan.metric or "", run.splits.ratio
    return Curve("setting", trial.model, metric, tuple(points), ratio, setting, present)


def settings_of(run: Run, trial_id: str | None) -> tuple[str, ...]:
    """Return the settings of a trial whose curve can be drawn."""
    return tuple(name for name, _ in entry(run.trial(trial_id).model).space(run.plan.aim))


def _changed(trial: Trial, setting: str, value: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((dict(trial.params) | {setting: value}).items())


def _values(space: Distribution, present: Any) -> list[Any]:
    """Return values over the whole range, the present one among them."""
    if isinstance(space, Choice):
        return list(space.options)
    spaced = np.geomspace if space.log else np.linspace
    found: list[Any] = spaced(space.low, space.high, VALUES).tolist()
    if isinstance(space, Int):
        found = [round(value) for value in found]
    if isinstance(present, (int, float)) and not isinstance(present, bool):
        found.append(present)
    return sorted(set(found))


def _point(at: Any, found: Sequence[Fitted]) -> Point:
    failure = next((one.failure for one in found if one.failure), "")
    if failure:
        return Point(at, failure=failure)
    scores = tuple(one.score for one in found if one.score is not None)
    return Point(at, scores, tuple(one.seen for one in found if one.seen is not None))


def _order(run: Run, rows: np.ndarray) -> np.ndarray:
    """Return *rows* so that any beginning of them is a fair smaller training set."""
    random, column = np.random.default_rng(run.plan.seed), split_column(run.plan.split)
    if run.plan.split.startswith("time:"):
        values = run.data.frame([column])[column]
        when = values.astype("int64") if values.dtype.kind == "M" else values
        return np.asarray(rows[np.argsort(-floats(when)[rows], kind="stable")])
    mixed = random.permutation(rows)
    if run.plan.split.startswith("group:"):
        return mixed[np.argsort(_first_seen(run.data.frame([column])[column], mixed))]
    return mixed[np.argsort(_rank_in_class(run.problem.y[mixed]))] if run.classes else mixed


def _first_seen(groups: Any, mixed: np.ndarray) -> np.ndarray:
    """Return for each row the number of its group, by first appearance."""
    import pandas as pd

    return np.asarray(pd.factorize(groups.iloc[mixed], use_na_sentinel=False)[0])


def _rank_in_class(codes: np.ndarray) -> np.ndarray:
    """Return each row's place within its class, as a share: sorted by it, classes stay mixed."""
    places = np.zeros(len(codes))
    for code in np.unique(codes):
        here = np.flatnonzero(codes == code)
        places[here] = (np.arange(len(here)) + 0.5) / len(here)
    return places


class _Work:
    """Tells how far a study is: one unit before each fit."""

    def __init__(self, emit: Emit, total: int) -> None:
        self._emit, self._total, self._done = emit, total, -1
        emit(Started(total))

    def on(self, doing: str) -> None:
        """The next fit begins."""
        self._done += 1
        self._emit(Progress(self._done, self._total, doing))
