"""A tree that grows cut by cut, and is pruned again, as frames."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from mlcore.learn.cart import grow
from mlcore.learn.lesson import Chosen, Trajectory
from mlcore.learn.points import Points
from mlcore.learn.pruning import Pruned, weakest_first
from mlcore.learn.tree import Cut, Node, Rule, branch, leaf_of, reached

HELD = 0.3
"""Share of the rows that the tree never learns from."""
MOST_FRAMES = 44
HEART, SHALLOW, SHORT = "by_heart", "shallow", "short_sighted"
WRONG, NOTHING, WORSE = 0.2, 0.08, 0.08
"""Shares: many wrong answers; a first cut that hardly gains; much worse on rows held back."""


@dataclass(frozen=True, eq=False)
class Stage:
    """One frame.

    Parameters
    ----------
    kind : {"start", "cut", "prune"}
        What was done.
    leaves : tuple of int
        The nodes that are leaves now.
    nodes : tuple of int
        Those that were cut or became leaves in this frame, the last one at the end.
    wrong, held_wrong : float
        Share of rows answered wrong: learned from, and held back.
    impurity : float
        Of all leaves, by their share of the rows.
    price : float
        α so far; 0 while it grows.
    """

    kind: Literal["start", "cut", "prune"]
    leaves: tuple[int, ...]
    nodes: tuple[int, ...]
    wrong: float
    held_wrong: float
    impurity: float
    price: float = 0.0


@dataclass(frozen=True, eq=False)
class Parts:
    """Rows learned from, and rows held back."""

    X: np.ndarray
    y: np.ndarray
    X_held: np.ndarray
    y_held: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class Growth(Trajectory[Stage]):
    """All stages of one tree.

    Parameters
    ----------
    parts : Parts
        The rows.
    rule : Rule
        How it was grown.
    nodes : tuple of Node
        The whole tree.
    pruned : tuple of Pruned
        Its branches, weakest first; empty unless it is pruned.
    best : Cut or None
        The algorithm's first cut, whoever chose the one of the tree.
    """

    parts: Parts
    rule: Rule
    nodes: tuple[Node, ...]
    pruned: tuple[Pruned, ...]
    best: Cut | None

    def below(self, stage: Stage, X: np.ndarray) -> np.ndarray:
        """Return the leaf of *stage* that each row of *X* ends in."""
        return leaf_of(self.nodes, X, frozenset(stage.leaves))


def split(points: Points, seed: int, share: float = HELD) -> Parts:
    """Return *points* with a *share* of the rows, drawn by *seed*, held back."""
    order = np.random.default_rng(seed).permutation(points.rows)
    held, own = np.split(order, [max(1, round(share * points.rows))])
    X, y = points.X, points.target.astype(int)
    return Parts(X[own], y[own], X[held], y[held])


def rule_of(chosen: Chosen) -> Rule:
    """Return how the chosen tree is grown; depth 0 means no limit."""
    return Rule(chosen["criterion"], chosen["depth"] or None, chosen["least"])


def by_hand(points: Points, chosen: Chosen) -> Cut | None:
    """Return the first cut that was chosen by hand; None when the algorithm is to choose."""
    if chosen["hand"] == "off":
        return None
    column = ("x", "y").index(chosen["hand"])
    put = chosen.put("cut")
    middle = float((points.X[:, column].min() + points.X[:, column].max()) / 2)
    return Cut(column, put[0][column] if put else middle)


def course(points: Points, chosen: Chosen) -> Growth:
    """Return how a tree grows on *points*, and is pruned when that is chosen."""
    parts, rule = split(points, chosen.seed), rule_of(chosen)
    classes, pruning = len(points.classes), chosen["part"] == "prune"
    hand = None if pruning else by_hand(points, chosen)
    nodes = grow(parts.X, parts.y, classes, rule, chosen.seed, hand)
    best = nodes[0].cut
    if hand is not None:
        stump = replace(rule, depth=1)
        best = grow(parts.X, parts.y, classes, stump, chosen.seed)[0].cut
    pruned = weakest_first(nodes) if pruning else ()
    tally = _tally(nodes, parts)
    frames = tuple(_back(tally, pruned) if pruning else _grown(tally))
    return Growth(
        points=points, chosen=chosen, frames=frames, parts=parts, rule=rule, nodes=nodes,
        pruned=pruned, best=best, ending=_ending(frames, nodes, rule, best),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Tally:
    """What each node adds when it is a leaf: mistakes on both kinds of rows, and impurity."""

    nodes: tuple[Node, ...]
    off: np.ndarray
    held_off: np.ndarray
    impure: np.ndarray

    def stage(
        self, kind: Literal["start", "cut", "prune"], leaves: set[int],
        nodes: tuple[int, ...] = (), price: float = 0.0,
    ) -> Stage:  # fmt: skip
        """Return the frame of a tree with these leaves."""
        at = sorted(leaves)
        off, held_off = float(self.off[at].sum()), float(self.held_off[at].sum())
        return Stage(kind, tuple(at), nodes, off, held_off, float(self.impure[at].sum()), price)


def _tally(nodes: tuple[Node, ...], parts: Parts) -> _Tally:
    sizes = np.array([node.rows for node in nodes]) / nodes[0].rows
    most = np.array([node.counts.max() for node in nodes]) / nodes[0].rows
    held = [
        float((there & (parts.y_held != nodes[number].answer)).mean())
        for number, there in reached(nodes, parts.X_held)
    ]
    impure = np.array([node.impurity for node in nodes])
    return _Tally(nodes, sizes - most, np.array(held), sizes * impure)


def _grown(tally: _Tally) -> Iterator[Stage]:
    """Yield the stages of growing: the leaf whose cut gains most is cut next."""
    nodes, leaves = tally.nodes, {0}
    yield tally.stage("start", leaves)
    order, queue = [], [(-nodes[0].gain, 0)] if nodes[0].cut else []
    while queue:
        _gain, at = heapq.heappop(queue)
        order.append(at)
        for child in (nodes[at].left, nodes[at].right):
            if nodes[child].cut is not None:
                heapq.heappush(queue, (-nodes[child].gain, child))
    for group in _groups(len(order)):
        cut = tuple(order[slice(*group)])
        for at in cut:
            leaves = leaves - {at} | {nodes[at].left, nodes[at].right}
        yield tally.stage("cut", leaves, cut)


def _back(tally: _Tally, pruned: tuple[Pruned, ...]) -> Iterator[Stage]:
    """Yield the stages of pruning: from the whole tree to the root alone."""
    nodes = tally.nodes
    leaves = {at for at, node in enumerate(nodes) if node.cut is None}
    yield tally.stage("start", leaves)
    total = len(pruned)
    for first, last in [(total - end, total - start) for start, end in _groups(total)][::-1]:
        some = pruned[first:last]
        for one in some:
            leaves = leaves - set(branch(nodes, one.node)) | {one.node}
        yield tally.stage("prune", leaves, tuple(one.node for one in some), some[-1].price)


def _groups(steps: int) -> list[tuple[int, int]]:
    """Return which of so many steps go into one frame: at first each its own, later several."""
    alone = min(steps, MOST_FRAMES // 2)
    rest = np.geomspace(max(alone, 1), max(steps, 1), MOST_FRAMES - alone + 1).round().astype(int)
    ends = sorted({*range(alone + 1), *(rest.tolist() if steps > alone else [])})
    if steps <= MOST_FRAMES:
        ends = list(range(steps + 1))
    return list(pairwise(ends))


def _ending(
    frames: tuple[Stage, ...], nodes: tuple[Node, ...], rule: Rule, best: Cut | None
) -> str:
    """Return what went wrong, told from the errors of the frames."""
    last, lowest = frames[-1], min(frame.held_wrong for frame in frames)
    if frames[-1].kind == "prune":
        return ""
    if last.held_wrong > lowest + WORSE and last.wrong < last.held_wrong / 2:
        return HEART
    if last.wrong < WRONG or rule.depth is None:
        return ""
    share = (best.gain if best else 0.0) / max(nodes[0].impurity, 1e-12)
    return SHORT if share < NOTHING else SHALLOW
