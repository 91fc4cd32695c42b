"""Which models are worth trying on a table, and why each is in or out: before any fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mlcore.catalog.entry import ModelEntry
from mlcore.catalog.models import offered
from mlcore.types import Task

Wish = Literal["best", "readable", "quick"]
FEW, MANY = 300, 20_000
"""Rows under which flexible models learn chance, and above which slow ones are left out."""
LINES = ("linear", "logistic")
SLOW = 4
"""Cost class from which a model is slow on many rows."""


@dataclass(frozen=True)
class Table:
    """What is known about a table before training.

    Parameters
    ----------
    task : Task
        What is to be predicted.
    rows, columns : int
        Its size, the target not counted.
    numbers : int
        Columns that are numbers or dates; the others are categories, yes or no, or text.
    """

    task: Task
    rows: int
    columns: int
    numbers: int


@dataclass(frozen=True)
class Advice:
    """One model, whether it is worth trying, and one sentence why."""

    model: ModelEntry
    chosen: bool
    reason: str


Rule = tuple[Callable[[ModelEntry, Table, Wish], bool], bool, str]
RULES: tuple[Rule, ...] = (
    (
        lambda m, t, w: m.baseline,
        True,
        "Shows what guessing scores; every other model must beat it.",
    ),
    (
        lambda m, t, w: not m.installed,
        False,
        "Not installed here; whoever runs Loupe can add it, as the guide says.",
    ),
    (
        lambda m, t, w: m.most_rows is not None and t.rows > m.most_rows,
        False,
        "Made for small tables; here it would take too long and too much memory.",
    ),
    (
        lambda m, t, w: w == "readable" and not m.readable,
        False,
        "Nobody can follow how it answers, and you want to.",
    ),
    (
        lambda m, t, w: w == "quick" and not m.fast,
        False,
        "Slower than the quick ones.",
    ),
    (
        lambda m, t, w: m.ensemble,
        True,
        "Combines the answers of the others; often a little better than the best of them.",
    ),
    (
        lambda m, t, w: t.columns > t.rows and m.name in LINES,
        False,
        "There are more columns than rows: weights that are not held small fit anything.",
    ),
    (
        lambda m, t, w: t.columns > t.rows and m.preparation == "linear" and m.readable,
        True,
        "There are more columns than rows: small or few weights are the safest choice.",
    ),
    (
        lambda m, t, w: t.rows > MANY and m.cost >= SLOW,
        False,
        "Slow on so many rows; boosting usually answers as well, sooner.",
    ),
    (
        lambda m, t, w: m.preparation == "distance" and t.numbers * 2 < t.columns,
        False,
        "Compares rows by distance, which says little when most columns are categories.",
    ),
    (
        lambda m, t, w: t.rows < FEW and m.name == "network",
        False,
        "Needs more rows than there are.",
    ),
    (
        lambda m, t, w: t.rows < FEW and m.preparation == "native" and w == "best",
        True,
        "Worth a try, but with so few rows simpler models are often as good.",
    ),
    (
        lambda m, t, w: m.preparation == "native",
        True,
        "Usually the best on tables: takes categories and gaps as they are.",
    ),
    (
        lambda m, t, w: m.readable,
        True,
        "A person can follow how it answers; a good measure for the others.",
    ),
    (
        lambda m, t, w: m.preparation == "tree",
        True,
        "Good without any setting; finds curves and combinations by itself.",
    ),
    (
        lambda m, t, w: True,
        True,
        "Different from the others, so it may find what they miss.",
    ),
)  # fmt: skip
"""The first rule that fits a model decides: does it fit, is the model in, and why."""


def advise(table: Table, wish: Wish = "best") -> tuple[Advice, ...]:
    """Return every model made for the task, those worth trying first, each with its reason.

    Parameters
    ----------
    table : Table
        What is to be learnt from.
    wish : {"best", "readable", "quick"}
        What matters most.
    """
    found = [_advice(model, table, wish) for model in offered(table.task)]
    return tuple(sorted(found, key=lambda one: not one.chosen))


def _advice(model: ModelEntry, table: Table, wish: Wish) -> Advice:
    _, chosen, reason = next(rule for rule in RULES if rule[0](model, table, wish))
    return Advice(model, chosen, reason)
