"""Where a model is worst: groups of rows, by one column or two, whose loss is too high for chance.

Every group of rows is compared with all rows by how far its mean loss is above what a draw of as
many rows would give. How far the farthest of all groups would be by chance is found by shuffling
the losses (Westfall and Young 1993, maxT): so the chance of reporting anything where there is
nothing stays below 5 %, however many groups are looked at and however skewed the losses are. What
is reported is then set aside, and the rest looked at again, so that a bad group is told once and
not again as each of its parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from mlcore.evaluation.groups import grouped

MOST_ROWS, MOST_TRIED, SHUFFLES = 5000, 2000, 300
PARTS, FEWEST, REPORTED = 5, 20, 8
LEVEL = 0.03
"""Below the 5 % that are promised: with 300 shuffles the level itself is known to about 1 %."""


@dataclass(frozen=True)
class Slice:
    """Rows that are alike in one column or two, on which the model is worse than elsewhere.

    Parameters
    ----------
    where : tuple of (column, value)
        What they have in common, in words.
    rows : int
        How many of the rows looked at.
    loss, rest : float
        Mean loss of these rows, and of all others.
    low, high : float
        95 % interval of the difference (Welch).
    p : float
        Chance of so bad a group anywhere if there were none, all groups tried counted.
    """

    where: tuple[tuple[str, str], ...]
    rows: int
    loss: float
    rest: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Slices:
    """The worst slices, most certain first; none when nothing is beyond chance.

    Parameters
    ----------
    slices : tuple of Slice
        What was found.
    tried : int
        Groups that were looked at.
    rows, of : int
        Rows looked at, and all there are.
    columns : tuple of str
        The columns whose pairs were looked at too.
    """

    slices: tuple[Slice, ...]
    tried: int
    rows: int
    of: int
    columns: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Groups:
    """Groups of rows: what they are, and a row of ones and zeros for each."""

    where: list[tuple[tuple[str, str], ...]]
    members: np.ndarray


def row_losses(y: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    """Return the loss of each row: absolute error, or the probability not given to its class."""
    if prediction.ndim == 1:
        return np.abs(np.asarray(y, dtype=float) - prediction)
    return np.asarray(1.0 - prediction[np.arange(len(y)), np.asarray(y, dtype=np.intp)])


def worst_slices(
    frame: pd.DataFrame, losses: np.ndarray, shuffles: int = SHUFFLES, seed: int = 0
) -> Slices:
    """Return groups of rows whose mean loss is higher than chance explains.

    Parameters
    ----------
    frame : DataFrame
        Columns to group by: the inputs, or any others. Pairs are looked at for the first columns,
        as far as 2,000 groups allow.
    losses : ndarray
        One per row, greater is worse; out-of-fold.
    shuffles : int
        How often the losses are shuffled.
    seed : int
        The same seed gives the same sample and the same shuffles.
    """
    random, of = np.random.default_rng(seed), len(losses)
    losses = np.asarray(losses, dtype=np.float32)
    if of > MOST_ROWS:
        kept = np.sort(random.choice(of, MOST_ROWS, replace=False))
        frame, losses = frame.iloc[kept], losses[kept]
    groups, paired = _groups(frame.reset_index(drop=True))
    if not groups.where:
        return Slices((), 0, len(losses), of, ())
    farthest = _by_chance(groups.members, losses, random, shuffles)
    found = _peeled(groups, losses, farthest)
    return Slices(tuple(found), len(groups.where), len(losses), of, paired)


def _groups(frame: pd.DataFrame) -> tuple[_Groups, tuple[str, ...]]:
    where: list[tuple[tuple[str, str], ...]] = []
    members: list[np.ndarray] = []
    single: dict[str, list[tuple[str, np.ndarray]]] = {}
    for name in frame.columns:
        parts = grouped(frame[name], PARTS)
        ones = [(part, parts.codes == code) for code, part in enumerate(parts.names)]
        single[str(name)] = [one for one in ones if FEWEST <= one[1].sum() <= len(frame) - FEWEST]
        where += [((str(name), part),) for part, _inside in single[str(name)]]
        members += [inside for _part, inside in single[str(name)]]
    paired = _paired({name: len(ones) for name, ones in single.items()})
    for first, second in combinations(paired, 2):
        for one, left in single[first]:
            for other, right in single[second]:
                inside = left & right
                if inside.sum() >= FEWEST:
                    where.append(((first, one), (second, other)))
                    members.append(inside)
    return _Groups(where, np.array(members, dtype=np.float32)), paired


def _paired(sizes: dict[str, int]) -> tuple[str, ...]:
    """Return as many columns as give no more pairs of groups than can be tried."""
    tried, total, chosen = sum(sizes.values()), 0, []
    for name, size in sizes.items():
        tried += size * total
        if tried > MOST_TRIED:
            break
        total += size
        chosen.append(name)
    return tuple(chosen)


def _distances(members: np.ndarray, losses: np.ndarray) -> np.ndarray:
    """Return how far the mean of each group is above that of all, in standard errors of a draw.

    *losses* may have several columns, one per shuffle.
    """
    rows, size = len(losses), members.sum(axis=1)
    spread = losses.std(axis=0, ddof=1)
    share = np.where(size > 0, 1 / np.maximum(size, 1) - 1 / rows, np.inf)
    error = np.sqrt(np.maximum(share, 1e-12))
    above = (members @ losses).T / np.maximum(size, 1) - losses.mean(axis=0)[..., None]
    return np.asarray(above / (error * np.maximum(spread, 1e-12)[..., None]))


def _by_chance(
    members: np.ndarray, losses: np.ndarray, random: np.random.Generator, shuffles: int
) -> np.ndarray:
    """Return, for each shuffle of the losses, how far the farthest group is above the mean."""
    found = []
    for start in range(0, shuffles, 50):
        many = min(50, shuffles - start)
        shuffled = random.permuted(np.tile(losses, (many, 1)), axis=1).T
        found.append(_distances(members, np.ascontiguousarray(shuffled)).max(axis=1))
    return np.concatenate(found)


def _peeled(groups: _Groups, losses: np.ndarray, farthest: np.ndarray) -> list[Slice]:
    left, open_ = np.ones(len(losses), dtype=bool), np.ones(len(groups.where), dtype=bool)
    found: list[Slice] = []
    limit = np.quantile(farthest, 1 - LEVEL)
    while len(found) < REPORTED and left.sum() > 2 * FEWEST:
        members = groups.members[:, left]
        far = _distances(members, losses[left][:, None])[0]
        far[(members.sum(axis=1) < FEWEST) | ~open_] = -np.inf
        worst = int(far.argmax())
        if far[worst] <= limit:
            break
        open_[worst] = False
        inside = groups.members[worst].astype(bool)
        p = (1 + int((farthest >= far[worst]).sum())) / (1 + len(farthest))
        part = _slice(groups.where[worst], losses[inside], losses[~inside], p)
        if part.low > 0:  # worse than all other rows, not only than those that are left
            found.append(part)
            left &= ~inside
    return found


def _slice(
    where: Sequence[tuple[str, str]], inside: np.ndarray, outside: np.ndarray, p: float
) -> Slice:
    gap = float(inside.mean() - outside.mean())
    error = float(np.sqrt(inside.var(ddof=1) / len(inside) + outside.var(ddof=1) / len(outside)))
    return Slice(
        tuple(where), len(inside), float(inside.mean()), float(outside.mean()),
        gap - 1.96 * error, gap + 1.96 * error, p,
    )  # fmt: skip
