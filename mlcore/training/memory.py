"""How much memory a training will need, told before the first fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mlcore.catalog.entry import ModelEntry
from mlcore.catalog.models import chosen
from mlcore.catalog.sparse import FILLED
from mlcore.errors import LoupeError, Where
from mlcore.numbers import significant
from mlcore.training import messages
from mlcore.training.cache import ROOM
from mlcore.training.preparation.category import MOST_LEVELS
from mlcore.training.preparation.kinds import alike
from mlcore.training.problem import Problem
from mlcore.types import ColumnSpec, Kind, Plan

BASE = 400_000_000
"""Bytes of a process with its libraries, before any data: 292 to 341 MiB were measured with a few
hundred rows."""
NUMBERS = ("integer", "number", "boolean", "date")
CELL, WORD = 8, 40
"""Bytes of a number, and of a text as pandas holds it."""
HOT = ("linear", "distance")
"""Preparations that give each category a column of its own."""
WIDE: dict[Kind, int] = {"text": 200, "date": 8}
"""Columns of numbers that one text or date becomes, at most."""
MARKED: dict[Kind, int] = {"text": 30, "date": 8, "category": 1}
"""Cells of a row that are not 0 among the columns that one column becomes."""
SPARSE = 12
"""Bytes of a cell that is not 0, its place included, where the zeros are left out."""
COPIES = 2.0
"""Arrays of its own size that a fit holds at the same time (weights, bins, working copies)."""
FORKED = 50_000_000
"""Bytes that a fit in a process of its own copies of what it shares: of its libraries' state."""
RESERVE = 0.9
"""Share of the free memory that may be used."""


@dataclass(frozen=True)
class Needed:
    """What a training will need, in bytes.

    Parameters
    ----------
    table : int
        The raw rows, and one fold after the recipe.
    folds : int
        Prepared folds that are kept at the same time.
    fits : int
        What fits that run at the same time take on top.
    """

    table: int
    folds: int
    fits: int

    @property
    def total(self) -> int:
        """All together, with the process itself."""
        return BASE + self.table + self.folds + self.fits


def needed(columns: Sequence[ColumnSpec], rows: int, plan: Plan, threads: int = 1) -> Needed:
    """Return what a training of *plan* will need at most.

    Parameters
    ----------
    columns : sequence of ColumnSpec
        Of the table.
    rows : int
        Its rows.
    plan : Plan
        With a task.
    threads : int
        Fits at the same time.
    """
    inputs = [column for column in columns if column.name != plan.target]
    all_folds = _folds(inputs, rows, plan)
    one = [row_bytes(inputs, kind) * rows for kind in _kinds(plan)]
    kept = min(all_folds, max(ROOM, max(one, default=0)))
    fits = max((_fit(inputs, model, plan) for model in _alone(plan)), default=0)
    own = FORKED if plan.tune or plan.seconds is not None else 0
    each = COPIES * fits * rows + own
    return Needed(2 * rows * _raw(inputs), int(kept), int(threads * each))


def keeps_all(problem: Problem) -> bool:
    """Return True when all folds of *problem* can be kept as numbers at the same time."""
    inputs = [problem.data.column(name) for name in problem.inputs]
    return _folds(inputs, problem.data.rows, problem.plan) <= ROOM


def row_bytes(columns: Sequence[ColumnSpec], preparation: str) -> float:
    """Return the bytes one row takes as numbers; zeros are left out where most are."""
    wide = width(columns, preparation)
    if preparation not in HOT:
        return CELL * wide
    marked = sum(MARKED.get(column.kind, 1 + (column.missing > 0)) for column in columns)
    return SPARSE * marked if marked <= FILLED * wide else CELL * wide


def _folds(columns: Sequence[ColumnSpec], rows: int, plan: Plan) -> float:
    """Return the bytes of all folds, after the recipe and as numbers of every kind."""
    each = _raw(columns) + sum(row_bytes(columns, kind) for kind in _kinds(plan))
    return rows * plan.folds * plan.repeats * each


def _fit(columns: Sequence[ColumnSpec], model: ModelEntry, plan: Plan) -> float:
    """Return the bytes per row of the array that a fit of *model* is given."""
    if model.takes_sparse(plan.aim):
        return row_bytes(columns, model.preparation)
    return CELL * width(columns, model.preparation)


def _kinds(plan: Plan) -> set[str]:
    return {alike(model.preparation) for model in _alone(plan)}


def _alone(plan: Plan) -> list[ModelEntry]:
    return [model for model in chosen(plan.models, plan.aim) if not model.ensemble]


def _raw(columns: Sequence[ColumnSpec]) -> int:
    return sum(CELL if column.kind in NUMBERS else WORD for column in columns)


def width(columns: Sequence[ColumnSpec], preparation: str) -> int:
    """Return how many columns of numbers *columns* become, at most."""
    return sum(_width(column, preparation in HOT) for column in columns)


def _width(column: ColumnSpec, hot: bool) -> int:
    if column.kind in WIDE:
        return WIDE[column.kind]
    if not hot:
        return 1
    return min(column.unique, MOST_LEVELS) + 2 if column.kind == "category" else 2


def free(proc: Path = Path("/proc/meminfo"), group: Path = Path("/sys/fs/cgroup")) -> float:
    """Return the bytes that are free here: of the machine, or of the group it is limited to."""
    found = [float("inf")]
    for line in proc.read_text().splitlines() if proc.exists() else ():
        if line.startswith("MemAvailable:"):
            found.append(int(line.split()[1]) * 1024.0)
    limit, used = group / "memory.max", group / "memory.current"
    if limit.exists() and limit.read_text().strip().isdecimal():
        found.append(float(limit.read_text()) - float(used.read_text()))
    return min(found)


def check_memory(problem: Problem, threads: int = 1) -> Needed:
    """Return what the training of *problem* will need.

    Raises
    ------
    LoupeError
        ``too_little_memory`` when it would not fit into what is free.
    """
    inputs = [problem.data.column(name) for name in problem.inputs]
    found, room = needed(inputs, problem.data.rows, problem.plan, threads), free()
    if found.total > RESERVE * room:
        facts = {"needed": _gigabytes(found.total), "free": _gigabytes(room)}
        raise LoupeError(messages.LITTLE_MEMORY, Where(field="models"), **facts)
    return found


def _gigabytes(size: float) -> str:
    return f"{significant(size / 1e9, 2)} GB"
