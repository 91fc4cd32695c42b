"""Has the world moved? Every input, the answers, and the two together against a reference.

What counts as drift needs both an effect that matters and a p-value that chance does not explain,
corrected for the number of tests over everything that is looked at (Benjamini and Hochberg 1995):
so a million rows do not make an alarm of nothing, and a thousand columns do not make one by luck.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from mlcore.monitoring.moved import ColumnDrift, DriftReport, Of, PairDrift, Reason, missing_share
from mlcore.monitoring.reference import Reference, class_names
from mlcore.monitoring.tested import (
    LEAST_IN_PART,
    Tested,
    corrected,
    fresh_rows,
    pair_tests,
    tested,
)
from mlcore.monitoring.window import Window, sound
from mlcore.prediction.watched import score
from mlcore.profiling.drift import SMALL

LEVEL = 0.01
"""Chance of any alarm where nothing moved."""
MISSING, NEW = 0.05, 0.02
"""Changes of the share missing, and shares of new values, that matter."""


def drift(reference: Reference, window: Window, needed: int) -> DriftReport:
    """Return what moved from *reference* to *window*.

    Parameters
    ----------
    reference : Reference
        What the model learnt from, or earlier traffic.
    window : Window
        Rows and answers.
    needed : int
        Fewest rows from which anything is told.
    """
    told = DriftReport("few", window.rows, needed, unfit=window.unfit, came=window.came)
    if not window.came:
        return replace(told, state="empty")
    if window.rows < needed:
        return told
    inputs = [tested(f.name, parts, window.frame[f.name]) for f, parts in reference.fields]
    answers = _answer_tests(reference, window)
    pairs = pair_tests(reference, window)
    tests, chances = corrected([*inputs, *answers], pairs)
    columns = [_judged(test, needed) for test in tests]
    moved = tuple(
        PairDrift(name, found.effect, p)
        for (name, found), p in zip(pairs, chances, strict=True)
        if found.effect >= SMALL and p < LEVEL
    )
    ranked = sorted(columns[: len(inputs)], key=lambda c: (c.state != "drift", -c.effect))
    of_answers, any_moved = columns[len(inputs) :], any(c.state == "drift" for c in columns)
    return replace(
        told,
        state="drift" if any_moved or moved else "none",
        columns=tuple(ranked),
        answers=tuple(of_answers),
        pairs=tuple(sorted(moved, key=lambda pair: -pair.effect)),
    )


def _answer_tests(reference: Reference, window: Window) -> list[Tested]:
    tests = []
    answers = window.answers[sound(window.answers)]
    if reference.scores is not None:
        tests.append(tested("score", reference.scores, pd.Series(score(answers))))
    if reference.classes is not None and answers.ndim == 2:
        names = class_names(reference.labels, answers)
        tests.append(tested("class", reference.classes, names))
    return tests


def _judged(test: Tested, needed: int) -> ColumnDrift:
    now = test.now
    known = sum(now.known) + sum(rows for _name, rows in now.new)
    fresh = fresh_rows(test.parts, now) / known if known else 0.0
    gap = abs(missing_share(now) - missing_share(test.parts.counts))
    inside = sum(now.known)
    effects: tuple[tuple[Reason, bool], ...] = (
        ("values", test.values.effect >= SMALL and inside >= min(needed, LEAST_IN_PART)),
        ("missing", gap >= MISSING),
        ("new", fresh >= NEW),
    )
    reasons = tuple(
        reason
        for (reason, matters), p in zip(effects, test.p, strict=True)
        if matters and p is not None and p < LEVEL
    )
    state: Of = "drift" if reasons else "few" if known < needed else "none"
    sure = [p for p in test.p if p is not None]
    return ColumnDrift(
        test.name, state if test.typed else "type", reasons, test.values.effect,
        min(sure, default=None), test.parts, now,
    )  # fmt: skip
