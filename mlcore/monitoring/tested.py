"""Each column counted and tested; the p-values corrected for all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from mlcore.monitoring.difference import Difference, apart, chance, homogeneity, shares_apart
from mlcore.monitoring.reference import Pair, Reference
from mlcore.monitoring.window import Window
from mlcore.prediction.parts import Counts, Parts, count, measured, places
from mlcore.prediction.watched import score, together
from mlcore.profiling.multiple import adjusted

LEAST_IN_PART = 20


@dataclass(frozen=True, eq=False)
class Tested:
    """A column counted, with the chance of its parts, gaps and new values."""

    name: str
    parts: Parts
    now: Counts
    values: Difference
    typed: bool = True
    p: tuple[float | None, float | None, float | None] = (None, None, None)


def tested(name: str, parts: Parts, series: pd.Series[Any]) -> Tested:
    """Return a column of now counted by the parts of training."""
    try:
        now = count(parts, measured(series, parts.measure), len(series))
    except (TypeError, ValueError):
        return Tested(name, parts, Counts((), len(series)), Difference(), typed=False)
    return Tested(name, parts, now, apart(*_inside(parts, now)))


def _inside(parts: Parts, now: Counts) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of both whose values training knew, part by part.

    Where levels are many, some that training saw once give way to others: the rare and the new
    ones are one part then.
    """
    ends = slice(1, -1) if parts.is_number else slice(None)
    before, after = np.array(parts.counts.known[ends]), np.array(now.known[ends])
    if parts.once and len(after):
        after[-1] += sum(rows for _name, rows in now.new)
    return before, after


def pair_tests(reference: Reference, window: Window) -> list[tuple[str, Difference]]:
    """Return how far the answers to like values of an input moved, input by input."""
    scores = score(window.answers)
    kinds = {field.name for field, _parts in reference.fields}
    return [
        (name, _pair(pair, window.frame[name], reference.coarse, scores))
        for name, pair in reference.pairs.items()
        if name in kinds and reference.coarse is not None
    ]


def _pair(
    pair: Pair, series: pd.Series[Any], coarse: Parts | None, scores: np.ndarray
) -> Difference:
    """Compare how the answers are spread, part by part of an input."""
    assert coarse is not None
    try:
        values = measured(series, pair.parts.measure)
    except (TypeError, ValueError):
        return Difference()
    known = np.isfinite(scores)
    if isinstance(values, np.ndarray):
        known &= np.isfinite(values)
        at = places(pair.parts, values[known])
    else:
        known &= series.notna().to_numpy()
        at = places(pair.parts, values[known[series.notna().to_numpy()]])
    now = together(pair.parts, at, coarse, scores[known])
    enough = (now.sum(axis=1) >= LEAST_IN_PART) & (pair.table.sum(axis=1) >= LEAST_IN_PART)
    effect, statistic, free = 0.0, 0.0, 0
    for before, after in zip(pair.table[enough], now[enough], strict=True):
        more, degrees = homogeneity(before, after)
        effect += apart(before, after).effect * after.sum() / max(1, now[enough].sum())
        statistic, free = statistic + more, free + degrees
    return Difference(effect, chance(statistic, free) if free else None)


def corrected(
    tests: Sequence[Tested], pairs: Sequence[tuple[str, Difference]]
) -> tuple[list[Tested], list[float]]:
    """Return the tests with p-values corrected for all of them, and those of the pairs."""
    gaps, new = _share_tests(tests)
    columns = [(test.values.p, gap, more) for test, gap, more in zip(tests, gaps, new, strict=True)]
    flat = [p for three in columns for p in three] + [found.p for _name, found in pairs]
    honest = iter(adjusted([p for p in flat if p is not None], "bh"))
    found = [None if p is None else next(honest) for p in flat]
    rest = found[3 * len(tests) :]
    done = [
        replace(test, p=(found[3 * at], found[3 * at + 1], found[3 * at + 2]))
        for at, test in enumerate(tests)
    ]
    return done, [1.0 if p is None else p for p in rest]


def _share_tests(tests: Sequence[Tested]) -> tuple[list[float | None], list[float | None]]:
    """Return p-values of a changed share missing, and of more new values than training suggests."""
    sizes = np.array([_sizes(test) for test in tests]).T
    missing, rows, now_missing, now_rows, once, known, fresh, now_known = sizes
    gaps = shares_apart(missing, rows, now_missing, now_rows, both=True)
    ends = np.array([test.parts.is_number for test in tests])
    more = shares_apart(once, known, fresh, now_known, both=False)
    more = np.where(ends, np.minimum(1.0, more * (fresh + 1)), more)  # either end may be left
    testable = [test.typed and bool(sum(test.parts.counts.known)) for test in tests]
    return (
        [float(p) if test.typed else None for p, test in zip(gaps, tests, strict=True)],
        [float(p) if ok else None for p, ok in zip(more, testable, strict=True)],
    )


def _sizes(test: Tested) -> tuple[int, ...]:
    before, now = test.parts.counts, test.now
    known, now_known = sum(before.known), sum(now.known) + sum(rows for _n, rows in now.new)
    odd, now_odd = before.infinite, now.infinite
    return (
        before.missing, before.missing + known + odd,
        now.missing, now.missing + now_known + now_odd,
        test.parts.once, known, fresh_rows(test.parts, now), now_known,
    )  # fmt: skip


def fresh_rows(parts: Parts, now: Counts) -> int:
    """Return how many rows have a value that training never saw."""
    if parts.is_number:
        return now.known[0] + now.known[-1] if now.known else 0
    return sum(rows for _name, rows in now.new)
