"""A threshold for each group: what can be made equal, and what then cannot.

Equal opportunity after Hardt, Price and Srebro (2016); that calibration and equal errors exclude
each other after Kleinberg, Mullainathan and Raghavan (2016) and Chouldechova (2017).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from mlcore.errors import LoupeError, Where
from mlcore.evaluation.groups import Grouped, grouped
from mlcore.language import translate as _
from mlcore.learn import messages
from mlcore.learn.lesson import Chosen, Trajectory
from mlcore.learn.points import Points

Goal = Literal["line", "found", "yes", "alarms", "hand"]
MISREAD, MISSED, NOT_ALL = "misread", "missed", "not_all"
GROUPS = 3
"""Groups that are shown, the largest ones."""
FEWEST = 15
"""Rows of each answer that a group needs."""
STEPS = 40
APART = 0.1
"""Difference between groups from which a rate is called unequal."""
BINS = 8
ROWS = 900


@dataclass(frozen=True, eq=False)
class Judged(Points):
    """Rows with the chance they were given, what was true, and their group.

    ``X`` holds the chance of a yes and the code of the group, ``y`` is 1 for a yes.

    Parameters
    ----------
    groups : tuple of str
        Their names by code.
    asked : str
        What the groups are groups of.
    """

    groups: tuple[str, ...] = ()
    asked: str = ""

    @property
    def chance(self) -> np.ndarray:
        """The chance of a yes that each row was given."""
        return self.X[:, 0]

    @property
    def group(self) -> np.ndarray:
        """The code of each row's group."""
        return np.asarray(np.rint(self.X[:, 1]), int)


@dataclass(frozen=True, eq=False)
class Part:
    """The rows of one group, in ascending order of their chances.

    Parameters
    ----------
    name : str
        What it is called.
    yes, no : ndarray
        Ascending chances of the rows that are a yes, and of the others.
    """

    name: str
    yes: np.ndarray
    no: np.ndarray

    @property
    def every(self) -> np.ndarray:
        """The ascending chances of all rows."""
        return np.sort(np.r_[self.yes, self.no])

    @property
    def base(self) -> float:
        """The share that is a yes."""
        return len(self.yes) / (len(self.yes) + len(self.no))

    def counts(self, threshold: float) -> np.ndarray:
        """Return found, missed, false alarms and rightly left from *threshold* on."""
        found, alarms = (_from(each, threshold) for each in (self.yes, self.no))
        return np.array([found, len(self.yes) - found, alarms, len(self.no) - alarms])


@dataclass(frozen=True, eq=False)
class Lines:
    """One frame: a threshold for each group, and what follows from it.

    Parameters
    ----------
    thresholds : ndarray, shape (groups,)
        The chance from which a row is answered yes.
    counts : ndarray of int, shape (groups, 4)
        Found, missed, false alarms, rightly left.
    """

    thresholds: np.ndarray
    counts: np.ndarray

    @property
    def yes(self) -> np.ndarray:
        """Answered yes, of all."""
        return _share(self.counts[:, 0] + self.counts[:, 2], self.counts.sum(axis=1))

    @property
    def found(self) -> np.ndarray:
        """Answered yes, of those that are one (true positive rate)."""
        return _share(self.counts[:, 0], self.counts[:, :2].sum(axis=1))

    @property
    def alarms(self) -> np.ndarray:
        """Answered yes, of those that are none (false positive rate)."""
        return _share(self.counts[:, 2], self.counts[:, 2:].sum(axis=1))

    @property
    def right(self) -> np.ndarray:
        """Right, of those answered yes (precision); nan where nobody is."""
        return _share(self.counts[:, 0], self.counts[:, 0] + self.counts[:, 2])


@dataclass(frozen=True, eq=False, kw_only=True)
class Judging(Trajectory[Lines]):
    """All frames, and the groups."""

    parts: tuple[Part, ...]


def _from(ascending: np.ndarray, threshold: float) -> int:
    return len(ascending) - int(np.searchsorted(ascending, threshold))


def _share(part: np.ndarray, of: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(of > 0, part / of, np.nan)


# ------------------------------------------------------------------------- where from


def judged(
    chance: np.ndarray, truth: np.ndarray, groups: pd.Series, answer: tuple[str, str]
) -> Judged:
    """Return a model's answers by the groups of a column, the largest :data:`GROUPS` of them.

    Parameters
    ----------
    chance : ndarray, shape (rows,)
        Out-of-fold probabilities of the answer that is looked at.
    truth : ndarray of bool, shape (rows,)
        Whether it was right.
    groups : Series
        A column of the same rows; numbers are cut into ranges.
    answer : (str, str)
        What a no and a yes are called.

    Raises
    ------
    LoupeError
        ``lesson_few_of_each`` when fewer than two groups have rows of both answers.
    """
    truth = np.asarray(truth, int)
    found, fit = _shown(truth, groups)
    if len(fit) < 2:
        raise LoupeError(
            messages.FEW_OF_EACH, Where(column=str(groups.name)), column=str(groups.name),
            least=FEWEST, answer=answer[1],
        )  # fmt: skip
    place = np.full(len(found.names), -1)
    place[fit] = np.arange(len(fit))
    codes = place[found.codes]
    kept = codes >= 0
    X = np.column_stack([chance, codes])[kept]
    return Judged(
        X, truth[kept], (_("chance"), str(groups.name)), answer[1], answer, own=True,
        left_out=int((~kept).sum()), groups=tuple(found.names[code] for code in fit),
        asked=str(groups.name),
    )  # fmt: skip


def enough(truth: np.ndarray, groups: pd.Series) -> bool:
    """Return whether two groups have rows of both answers, as :func:`judged` wants."""
    return len(_shown(np.asarray(truth, int), groups)[1]) > 1


def _shown(truth: np.ndarray, groups: pd.Series) -> tuple[Grouped, list[int]]:
    """Return the groups, and the codes of the largest that have rows enough of both answers."""
    found = grouped(groups, GROUPS, 50)
    many = len(found.names)
    sizes, yes = np.bincount(found.codes, minlength=many), np.bincount(found.codes, truth, many)
    both = np.minimum(yes, sizes - yes)
    order = np.argsort(-sizes, kind="stable")
    return found, [int(code) for code in order if both[code] >= FEWEST][:GROUPS]


PEOPLE: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "differ": ((2.2, 1.6), (1.6, 3.4)),
    "alike": ((1.4, 1.6), (1.4, 1.6)),
    "duller": ((0.5, 0.6), (4.0, 4.8)),
    "misread": ((1.4, 1.6), (1.4, 1.6)),
}
"""Beta distributions of the true chances of both toy groups; the third knows less of the second."""
SHIFT = -1.1
"""What is added to the logit of the second group's chances where they are misread."""


def made(chosen: Chosen) -> Judged:
    """Return two groups whose chances are as they say, but for those that are misread."""
    rng = np.random.default_rng([chosen.seed, 31])
    true = np.concatenate([rng.beta(*shape, ROWS // 2) for shape in PEOPLE[chosen["people"]]])
    group = np.repeat([0, 1], ROWS // 2)
    y = (rng.uniform(size=len(true)) < true).astype(int)
    chance = true
    if chosen["people"] == "misread":
        odds = np.log(true / (1 - true)) + SHIFT * group
        chance = 1 / (1 + np.exp(-odds))
    X = np.column_stack([chance, group])
    return Judged(
        X, y, (_("chance"), _("group")), _("pays back"), (_("defaults"), _("pays back")),
        groups=("A", "B"), asked=_("group"),
    )  # fmt: skip


# ----------------------------------------------------------------------- the lines move


def judging(points: Points, chosen: Chosen) -> Judging:
    """Return the lines on their way from nobody to the chosen share or chance."""
    assert isinstance(points, Judged)
    parts = parts_of(points)
    frames = tuple(
        Lines(thresholds, np.array([p.counts(t) for p, t in zip(parts, thresholds, strict=True)]))
        for thresholds in _ways(parts, chosen)
    )
    return Judging(
        points=points, chosen=chosen, frames=frames, parts=parts,
        ending=_ending(frames[-1], misread(points)),
    )  # fmt: skip


def parts_of(points: Judged) -> tuple[Part, ...]:
    """Return the rows of each group."""
    made = []
    for code, name in enumerate(points.groups):
        mine = points.group == code
        yes = np.sort(points.chance[mine & (points.target == 1)])
        made.append(Part(name, yes, np.sort(points.chance[mine & (points.target == 0)])))
    return tuple(made)


def _ways(parts: Sequence[Part], chosen: Chosen) -> Iterator[np.ndarray]:
    """Yield the thresholds of each frame."""
    goal, level = chosen["goal"], chosen["level"]
    if goal == "hand":
        yield from _evening(parts, start_of(parts, chosen))
        return
    for share in np.linspace(0, 1, STEPS + 1):
        if goal == "line":
            yield np.full(len(parts), 1 - share * (1 - level))
        else:
            yield np.array([at_share(_asked(part, goal), share * level) for part in parts])


def _asked(part: Part, goal: Goal) -> np.ndarray:
    return {"found": part.yes, "alarms": part.no}.get(goal, part.every)


def at_share(ascending: np.ndarray, share: float) -> float:
    """Return the highest threshold that at least *share* of the chances reach; above 1 for none.

    A threshold lies halfway to the next lower chance, so that no rounding moves a row across.
    """
    many = min(int(np.ceil(share * len(ascending) - 1e-9)), len(ascending))
    if many == 0:
        return 1.0 + 1e-9
    last = ascending[len(ascending) - many]
    below = ascending[: np.searchsorted(ascending, last)]
    return float((last + below[-1]) / 2) if len(below) else float(last)


def start_of(parts: Sequence[Part], chosen: Chosen) -> np.ndarray:
    """Return the thresholds put by hand; one half for a group without."""
    put = [min(max(x, 0.0), 1.0) for x, _y in chosen.put("lines")][: len(parts)]
    return np.array([*put, *[0.5] * (len(parts) - len(put))])


def _evening(parts: Sequence[Part], start: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the way from the *start* to equal opportunity: as many found as are found of all."""
    shares = [_from(p.yes, t) / len(p.yes) for p, t in zip(parts, start, strict=True)]
    found = sum(_from(p.yes, t) for p, t in zip(parts, start, strict=True))
    goal = found / sum(len(part.yes) for part in parts)
    yield start
    for step in range(1, STEPS // 2 + 1):
        moved = [share + (goal - share) * step / (STEPS // 2) for share in shares]
        yield np.array([at_share(p.yes, share) for p, share in zip(parts, moved, strict=True)])


# ------------------------------------------------------------------------------ endings


def gap(rates: np.ndarray) -> float:
    """Return how far the rates of the groups are apart; 0 where one is not known."""
    return float(np.ptp(rates)) if np.isfinite(rates).all() else 0.0


def misread(points: Judged) -> float:
    """Return the largest distance of a group's mean chance from its share of yes."""
    return max(
        abs(float((points.chance - points.target)[points.group == code].mean()))
        for code in range(len(points.groups))
    )


def _ending(last: Lines, off: float) -> str:
    if off > APART:
        return MISREAD
    if gap(last.found) > APART:
        return MISSED
    return NOT_ALL if max(map(gap, (last.yes, last.alarms, last.right))) > APART else ""


# ------------------------------------------------------------------------ what is drawn


def roc(part: Part) -> tuple[np.ndarray, np.ndarray]:
    """Return false alarms and found at every threshold, from none to all."""
    cuts = np.unique(part.every)[::-1]
    alarms, found = (
        np.r_[0.0, (len(each) - np.searchsorted(each, cuts)) / len(each)]
        for each in (part.no, part.yes)
    )
    return alarms, found


def area(part: Part) -> float:
    """Return the chance that a yes is ranked above a no, ties counted half."""
    below = np.searchsorted(part.no, part.yes, side="left")
    upto = np.searchsorted(part.no, part.yes, side="right")
    return float((below + upto).mean() / 2 / len(part.no))


def reliability(part: Part) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean chance and the share of yes in bins of as many rows each."""
    chance, truth = np.r_[part.yes, part.no], np.r_[np.ones(len(part.yes)), np.zeros(len(part.no))]
    order = np.argsort(chance, kind="stable")
    bins = np.array_split(order, min(BINS, max(2, len(order) // FEWEST)))
    return (
        np.array([chance[each].mean() for each in bins]),
        np.array([truth[each].mean() for each in bins]),
    )
