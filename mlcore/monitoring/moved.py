"""What is said of drift, as values."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from mlcore.monitoring.window import Unfit
from mlcore.numbers import significant
from mlcore.prediction.parts import Counts, Parts
from mlcore.profiling.drift import DriftPart

State = Literal["off", "empty", "few", "drift", "none"]
Of = Literal["drift", "none", "few", "type"]
Reason = Literal["values", "missing", "new"]
Label = tuple[Literal["range", "value", "other"], str]


@dataclass(frozen=True)
class ColumnDrift:
    """One column against the reference.

    Parameters
    ----------
    name : str
        The input; "score" or "class" for the answers.
    state : Of
        ``few``: too few known values to tell; ``type``: its values are of another type.
    reasons : tuple of Reason
        What moved.
    effect : float
        Stability index of the values, corrected for the number of rows.
    p : float or None
        The smallest p-value, corrected for all tests; None: nothing could be tested.
    parts : Parts
        The cuts, with the rows of the reference.
    now : Counts
        The rows of the window.
    """

    name: str
    state: Of
    reasons: tuple[Reason, ...]
    effect: float
    p: float | None
    parts: Parts
    now: Counts

    @property
    def missing(self) -> tuple[float, float]:
        """Share without a value, in the reference and now."""
        return missing_share(self.parts.counts), missing_share(self.now)

    @property
    def new(self) -> tuple[tuple[str, float], ...]:
        """Values training never saw, with their share of the known ones, largest first."""
        known = max(1, sum(self.now.known) + sum(rows for _name, rows in self.now.new))
        if not self.parts.is_number:
            return tuple((name, rows / known) for name, rows in self.now.new)
        if not self.parts.cuts:
            return ()
        low, high = self.parts.cuts[0], self.parts.cuts[-1]
        ends = ((f"< {significant(low, 4)}", 0), (f"> {significant(high, 4)}", -1))
        found = [(name, self.now.known[at] / known) for name, at in ends if self.now.known[at]]
        return tuple(sorted(found, key=lambda pair: -pair[1]))

    @property
    def gone(self) -> tuple[tuple[str, float], ...]:
        """Levels that did not come any more, with the share they had, largest first."""
        before = max(1, sum(self.parts.counts.known))
        levels = zip(self.parts.levels, self.parts.counts.known, self.now.known, strict=False)
        return tuple((name, had / before) for name, had, has in levels if had and not has)


@dataclass(frozen=True)
class PairDrift:
    """Answers to like values of an input that are not what they were."""

    name: str
    effect: float
    p: float


@dataclass(frozen=True)
class DriftReport:
    """What moved.

    Parameters
    ----------
    state : State
        ``off``: no reference; ``empty``: no row came; ``few``: too few rows to tell.
    rows, needed : int
        Rows looked at, and how many it takes.
    columns : tuple of ColumnDrift
        Inputs: what moved first, then by effect.
    answers : tuple of ColumnDrift
        Of the score, and of the class where there are classes.
    pairs : tuple of PairDrift
        Inputs whose relation to the answer moved.
    unfit : tuple of Unfit
        Rows of another type than the model takes.
    came : int
        All rows, those that do not fit included.
    """

    state: State
    rows: int = 0
    needed: int = 0
    columns: tuple[ColumnDrift, ...] = ()
    answers: tuple[ColumnDrift, ...] = ()
    pairs: tuple[PairDrift, ...] = ()
    unfit: tuple[Unfit, ...] = ()
    came: int = 0

    @property
    def moved(self) -> tuple[ColumnDrift, ...]:
        """The inputs that drift."""
        return tuple(column for column in self.columns if column.state == "drift")

    @property
    def answers_moved(self) -> bool:
        """Whether the answers drift."""
        return any(column.state == "drift" for column in self.answers)


def missing_share(counts: Counts) -> float:
    """Return the share of rows without a value."""
    known = sum(counts.known) + sum(rows for _name, rows in counts.new) + counts.infinite
    return counts.missing / (counts.missing + known) if counts.missing + known else 0.0


def drawn(column: ColumnDrift) -> tuple[DriftPart, ...]:
    """Return the shares of rows in each part, in the reference and now, for a chart."""
    before, now = column.parts.counts, column.now
    n, m = max(1, _all(before)), max(1, _all(now))
    new = sum(rows for _name, rows in now.new)
    labels = _labels(column.parts)
    pairs = zip(labels, before.known, now.known or (0,) * len(before.known), strict=True)
    shown = [DriftPart(*label, had / n, has / m) for label, had, has in pairs if had or has]
    odd = (("value", "new values", 0, new), ("value", "infinite", before.infinite, now.infinite))
    shown += [DriftPart("value", name, a / n, b / m) for _p, name, a, b in odd if a or b]
    if before.missing or now.missing:
        shown.append(DriftPart("missing", "", before.missing / n, now.missing / m))
    return tuple(shown)


def _all(counts: Counts) -> int:
    new = sum(rows for _name, rows in counts.new)
    return sum(counts.known) + counts.missing + counts.infinite + new


def _labels(parts: Parts) -> list[Label]:
    if not parts.is_number:
        ends: list[Label] = [("other", "")]
        return [("value", name) for name in parts.levels] + (ends if parts.levels else [])
    if not parts.cuts:
        return []
    shown = [_shown(parts, cut) for cut in parts.cuts]
    inner = [f"{low} – {high}" for low, high in pairwise(shown)]
    return [("range", text) for text in (f"< {shown[0]}", *inner, f"> {shown[-1]}")]


def _shown(parts: Parts, cut: float) -> str:
    if parts.measure == "time":
        return str(np.datetime64(int(cut), "us"))[:10]
    return significant(cut, 4)
