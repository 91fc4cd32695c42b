"""Two columns tested: by which test, what it says, and how large the effect is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.profiling import cells
from mlcore.profiling.hypotheses.catalogue import TESTS, Answer
from mlcore.profiling.hypotheses.given import ROWS, Given, counts_of, given, is_number, shaped
from mlcore.profiling.messages import NO_TEST_FITS
from mlcore.profiling.multiple import Correction, adjusted
from mlcore.types import ColumnSpec

MANY_ROWS = 20_000
ENOUGH = 30
"""From so many rows per group on, means are near normal whatever the values are."""
SKEWED = 2.0


@dataclass(frozen=True)
class Outcome:
    """A test of two columns of a table.

    Parameters
    ----------
    test : str
        Name of the test.
    columns : (str, str)
        The number column first, where there is one.
    labels : tuple of str
        The groups, for those tests that have some.
    counts : tuple of int
        Rows of each group; of all, when there are none.
    answer : Answer
        What it found.
    rows : int
        Rows with a value in both columns.
    sampled : bool
        Whether those are from a random part of all rows.
    p_adjusted : float or None
        After a correction, when several tests were made together.
    cautions : tuple of str
        Codes of what speaks against this test: ``few_rows``, ``skewed``, ``small_cells``,
        ``groups_left_out``.
    """

    test: str
    columns: tuple[str, str]
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    answer: Answer
    rows: int
    sampled: bool
    p_adjusted: float | None = None
    cautions: tuple[str, ...] = ()

    @property
    def strength(self) -> Literal["negligible", "small", "medium", "large"]:
        """The effect size in a word."""
        small, medium, large = TESTS[self.test].marks
        size = abs(self.answer.size)
        if size < small:
            return "negligible"
        return "small" if size < medium else "medium" if size < large else "large"


def fitting(found: Given) -> tuple[str, ...]:
    """Return the tests that can be made, the one to be preferred first."""
    names = [test.name for test in TESTS.values() if found.shape in test.shapes]
    best = _best(found)
    return (best, *(name for name in names if name != best))


def examine(data: Dataset, first: str, second: str, test: str | None = None) -> Outcome:
    """Test two columns; *test* None takes the one that fits best.

    Raises
    ------
    LoupeError
        ``no_column``, or ``no_test_fits``.
    """
    found = given(data, first, second)
    outcome = _examined(found, data.column(first), data.column(second), test)
    return replace(outcome, sampled=data.rows > ROWS)


def _examined(found: Given, first: ColumnSpec, second: ColumnSpec, test: str | None) -> Outcome:
    names = fitting(found)
    if test is not None and test not in names:
        raise LoupeError(NO_TEST_FITS, first=first.name, second=second.name)
    name = test or names[0]
    with np.errstate(all="ignore"):
        answer = TESTS[name].run(found)
    grouped = found.shape in ("two groups", "groups")
    columns = (first.name, second.name)
    sizes = tuple(len(sample) for sample in found.samples) if grouped else (len(found.first),)
    return Outcome(
        name, columns[::-1] if grouped and not is_number(first) else columns,
        found.labels if grouped else (), sizes, answer, len(found.first), False,
        cautions=_cautions(found, name),
    )  # fmt: skip


def examine_all(data: Dataset, against: str, columns: Sequence[str]) -> tuple[Outcome, ...]:
    """Test each of *columns* against one, on at most 20,000 rows; see :func:`corrected`.

    Columns for which no test fits are left out.

    Raises
    ------
    LoupeError
        ``no_column`` when one is not there.
    """
    part, goal = cells.sample(data, (against, *columns), MANY_ROWS), data.column(against)
    found = []
    for i, name in enumerate(columns, 1):
        try:
            pair = shaped(part.select(str(i), "0"), data.column(name), goal)
            outcome = _examined(pair, data.column(name), goal, None)
        except LoupeError:
            continue
        found.append(replace(outcome, sampled=data.rows > MANY_ROWS))
    return tuple(found)


def corrected(found: Sequence[Outcome], correction: Correction = "holm") -> tuple[Outcome, ...]:
    """Return the outcomes with p-values corrected for their number, surest first."""
    usable = [outcome for outcome in found if np.isfinite(outcome.answer.p_value)]
    honest = adjusted([outcome.answer.p_value for outcome in usable], correction)
    done = [replace(o, p_adjusted=p) for o, p in zip(usable, honest, strict=True)]
    return tuple(sorted(done, key=lambda o: (o.p_adjusted, -abs(o.answer.size))))


def _best(found: Given) -> str:
    if found.shape == "table":
        return "chi_squared"
    if found.shape == "numbers":
        return "spearman"
    normal = "few_rows" not in (seen := _cautions(found, "welch")) and "skewed" not in seen
    if found.shape == "two groups":
        return "welch" if normal else "mann_whitney"
    return "anova" if normal else "kruskal"


def _cautions(found: Given, test: str) -> tuple[str, ...]:
    if found.shape == "table":
        table = counts_of(found)
        expected = np.outer(table.sum(1), table.sum(0)) / table.sum()
        return ("small_cells",) if (expected < 5).mean() > 0.2 else ()
    if test not in ("welch", "student", "anova"):
        return ()
    samples = found.samples
    few = ("few_rows",) if min(map(len, samples)) < ENOUGH else ()
    return (*few, *(("skewed",) if max(map(_skewness, samples)) > SKEWED else ()))


def _skewness(values: np.ndarray) -> float:
    off = values - values.mean()
    spread = (off * off).mean()
    return float(abs((off**3).mean()) / spread**1.5) if spread > 0 else 0.0
