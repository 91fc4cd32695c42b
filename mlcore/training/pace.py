"""How long a training will take: from what earlier ones took on this machine."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import select

from mlcore.catalog.entry import ModelEntry
from mlcore.catalog.models import entry
from mlcore.store import tables
from mlcore.store.store import Store
from mlcore.training.tuning.search import USUAL as USUAL_TRIALS
from mlcore.types import Plan

LATEST = 8
"""Runs whose times are looked at."""
USUAL = (0.05, 0.1, 0.3, 2.0, 3.0, 10.0)
"""Seconds per fit by cost class on ``CELLS`` cells, until this machine has its own times."""
CELLS = 100_000
FLOOR = 0.03
"""Seconds a fit takes however small the table."""
FINAL_FITS = 3
"""The winner is fitted once more for the hold-out and once on all rows, and then looked at."""


@dataclass(frozen=True)
class Pace:
    """How long one model took.

    Parameters
    ----------
    model : str
        Its name in the catalogue.
    cells : int
        Rows that were fitted times columns of the table.
    seconds : float
        From one finished fit to the next (median over the fits of a run): preparation,
        prediction and storing are in it, and fits at the same time share it.
    """

    model: str
    cells: int
    seconds: float


def paces(store: Store) -> tuple[Pace, ...]:
    """Return what the latest runs on this machine took, newest first."""
    runs, units, datasets = tables.runs, tables.units, tables.datasets
    latest = select(runs.c.id).order_by(runs.c.created.desc()).limit(LATEST).subquery()
    told = (
        select(runs.c.id, runs.c.plan, runs.c.facts, datasets.c.columns)
        .join(datasets, datasets.c.fingerprint == runs.c.dataset)
        .where(runs.c.id.in_(select(latest.c.id)))
        .order_by(runs.c.created.desc())
    )
    done = (
        select(units.c.run, units.c.model, units.c.finished)
        .where(units.c.run.in_(select(latest.c.id)), units.c.failure == "")
        .order_by(units.c.run, units.c.finished)
    )
    with store.read() as connection:
        cells = {
            row.id: _cells(row.facts, row.plan, row.columns) for row in connection.execute(told)
        }
        ended = [(row.run, row.model, row.finished) for row in connection.execute(done)]
    gaps = _gaps(ended)
    return tuple(
        Pace(model, size, median(gaps[run, model]))
        for run, size in cells.items()
        for model in dict.fromkeys(name for found, name in gaps if found == run)
    )


def expected(model: ModelEntry, cells: int, known: Sequence[Pace]) -> float:
    """Return the seconds one fit of *model* will take on so many *cells*.

    A time of the same model counts most, the nearest in size first; without one, the usual time
    of its cost class as this machine's other models compare with theirs.
    """
    own = [pace for pace in known if pace.model == model.name]
    if own:
        near = min(own, key=lambda pace: abs(math.log(pace.cells / cells)))
        return max(near.seconds * cells / near.cells, min(near.seconds, FLOOR))
    speeds = [pace.seconds / _usual(entry(pace.model), pace.cells) for pace in known]
    return _usual(model, cells) * (median(speeds) if speeds else 1.0)


def duration(models: Iterable[ModelEntry], cells: int, fits: int, known: Sequence[Pace]) -> float:
    """Return the seconds a training will take.

    Parameters
    ----------
    models : iterable of ModelEntry
        What is trained.
    cells : int
        Rows of one fit times columns.
    fits : int
        Fits per model: folds times parameter sets.
    known : sequence of Pace
        Times of this machine; may be empty.
    """
    each = [expected(model, cells, known) for model in models]
    return fits * sum(each) + FINAL_FITS * max(each, default=0.0)


def fits(plan: Plan) -> int:
    """Return how many fits each model of *plan* takes; a search until the time is over: more."""
    sets = (plan.trials or USUAL_TRIALS) if plan.tune else 1
    count = folds_of(plan)
    return count * sets * (1 + count if plan.nested else 1)


def folds_of(plan: Plan) -> int:
    """Return how many folds *plan* has, each drawing of them counted."""
    return plan.folds * (1 if by_column(plan.split) else plan.repeats)


def fold_rows(plan: Plan, rows: int) -> int:
    """Return on how many of *rows* cross-validated rows a fit is made, in the mean over folds.

    By time each fold is trained on the rows before it only: on half of them in the mean.
    """
    share = 0.5 if plan.split.startswith("time:") else 1 - 1 / max(plan.folds, 2)
    return max(1, round(rows * share))


def by_column(split: str) -> bool:
    """Return True for splits that are drawn once: by time, or as a column says."""
    return split.startswith(("time:", "folds:"))


def _usual(model: ModelEntry, cells: int) -> float:
    return max(FLOOR, USUAL[min(model.cost, len(USUAL) - 1)] * cells / CELLS)


def _cells(facts: dict[str, int], plan: dict[str, Any], columns: Sequence[object]) -> int:
    asked = Plan(plan["target"], folds=plan["folds"], split=plan["split"])
    return max(1, fold_rows(asked, facts["train_rows"]) * len(columns))


def _gaps(ended: Iterable[tuple[str, str, float]]) -> dict[tuple[str, str], list[float]]:
    """Return the times between finished fits by run and model; a run's first has none."""
    gaps: dict[tuple[str, str], list[float]] = defaultdict(list)
    before: tuple[str, float] = ("", 0.0)
    for run, model, finished in ended:
        if before[0] == run:
            gaps[run, model].append(max(finished - before[1], 0.0))
        before = (run, finished)
    return dict(gaps)
