"""Association rules by Apriori, one stage at a time: join, prune, count, then the rules.

Agrawal and Srikant, Fast algorithms for mining association rules, VLDB 1994. No part of an
itemset can be rarer than the whole: so one rare itemset rules out all that contain it, uncounted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from mlcore.learn.baskets import Baskets

Itemset = tuple[int, ...]
"""Numbers of items, rising."""
Stage = Literal["join", "prune", "count", "rules"]
Fate = Literal["candidate", "pruned", "rare", "frequent"]


@dataclass(frozen=True)
class Node:
    """One itemset of the lattice and what has become of it.

    Parameters
    ----------
    itemset : tuple of int
        Its items.
    fate : {"candidate", "pruned", "rare", "frequent"}
        *pruned* was never counted: a part of it is rare.
    count : int or None
        Baskets that hold it; None while it is not counted.
    because : tuple of int
        For a pruned one, the rare part that rules it out.
    """

    itemset: Itemset
    fate: Fate
    count: int | None = None
    because: Itemset = ()


@dataclass(frozen=True)
class Rule:
    """*left* → *right*, with the counts of which all its numbers are made.

    Parameters
    ----------
    left, right : tuple of int
        What is in the basket, and what is then expected.
    both, with_left, with_right, rows : int
        Baskets with all items, with the left ones, with the right ones, and all baskets.
    kept : bool
        Whether its confidence and its lift reach the least ones.
    """

    left: Itemset
    right: Itemset
    both: int
    with_left: int
    with_right: int
    rows: int
    kept: bool = False

    @property
    def support(self) -> float:
        """Share of baskets that hold all items of the rule."""
        return self.both / self.rows

    @property
    def confidence(self) -> float:
        """Share of the baskets with the left items that also hold the right ones."""
        return self.both / self.with_left

    @property
    def lift(self) -> float:
        """How many times more often the right items come with the left ones than at all."""
        return self.confidence * self.rows / self.with_right


@dataclass(frozen=True)
class Frame:
    """What is known after one step.

    Parameters
    ----------
    stage : {"join", "prune", "count", "rules"}
        What was done.
    level : int
        Size of the itemsets concerned.
    nodes : tuple of Node
        All itemsets met so far, by level.
    rules : tuple of Rule
        All rules tried so far, kept or not.
    fresh : tuple of tuple of int
        The itemsets this step is about.
    """

    stage: Stage
    level: int
    nodes: tuple[Node, ...] = ()
    rules: tuple[Rule, ...] = ()
    fresh: tuple[Itemset, ...] = ()

    def of_fate(self, *fates: Fate, level: int | None = None) -> tuple[Node, ...]:
        """Return the nodes of these fates, of one level or of all."""
        at = (level,) if level else {len(node.itemset) for node in self.nodes}
        return tuple(n for n in self.nodes if n.fate in fates and len(n.itemset) in at)


@dataclass(frozen=True)
class Least:
    """What is asked of itemsets and rules.

    Parameters
    ----------
    support : float
        Share of baskets an itemset must reach, in (0, 1].
    confidence : float
        Share of the baskets with its left side a rule must hold in, in (0, 1].
    lift : float
        How many times more often than by chance; 0 asks nothing.
    """

    support: float = 0.2
    confidence: float = 0.6
    lift: float = 0.0


@dataclass(frozen=True)
class Search:
    """The whole course of one search.

    Parameters
    ----------
    baskets : Baskets
        What was searched.
    least : Least
        What was asked.
    frames : tuple of Frame
        Step by step; the last holds all frequent itemsets and all rules.
    """

    baskets: Baskets
    least: Least
    frames: tuple[Frame, ...]

    @property
    def fewest(self) -> int:
        """The fewest baskets that make an itemset frequent."""
        return fewest(self.least.support, self.baskets.rows)


def fewest(support: float, rows: int) -> int:
    """Return how many of *rows* baskets reach a share of *support*."""
    return max(1, math.ceil(support * rows - 1e-9))


def apriori(baskets: Baskets, least: Least | None = None) -> Search:
    """Search frequent itemsets level by level, then the rules inside each of them.

    Parameters
    ----------
    baskets : Baskets
        What lies together.
    least : Least or None
        What is asked of itemsets and rules.
    """
    least = least or Least()
    frames = list(_levels(baskets, fewest(least.support, baskets.rows))) or [Frame("join", 1)]
    frames.extend(_rules(frames[-1], baskets, least))
    return Search(baskets, least, tuple(frames))


def join(frequent: list[Itemset]) -> list[Itemset]:
    """Return the itemsets one larger, from pairs that share all items but the last."""
    return [
        (*one, other[-1])
        for one, other in combinations(sorted(frequent), 2)
        if one[:-1] == other[:-1]
    ]


def rare_part(itemset: Itemset, frequent: frozenset[Itemset]) -> Itemset:
    """Return a part of *itemset*, one item smaller, that is not frequent; () if all are."""
    parts = combinations(itemset, len(itemset) - 1)
    return next((part for part in parts if part not in frequent), ())


def split(itemset: Itemset) -> Iterator[tuple[Itemset, Itemset]]:
    """Yield every way to cut *itemset* into a left and a right side."""
    for size in range(1, len(itemset)):
        for left in combinations(itemset, size):
            yield left, tuple(item for item in itemset if item not in left)


def _levels(baskets: Baskets, least: int) -> Iterator[Frame]:
    known: tuple[Node, ...] = ()
    candidates: list[Itemset] = [(item,) for item in range(len(baskets.items))]
    level = 1
    while candidates:
        waiting = tuple(Node(itemset, "candidate") for itemset in candidates)
        yield Frame("join", level, known + waiting, fresh=tuple(candidates))
        kept = frozenset(node.itemset for node in known if node.fate == "frequent")
        pruned = [_pruned(node, kept) for node in waiting] if level > 2 else list(waiting)
        gone = tuple(node.itemset for node in pruned if node.fate == "pruned")
        if gone:
            yield Frame("prune", level, (*known, *pruned), fresh=gone)
        counted = tuple(_counted(node, baskets, least) for node in pruned)
        known += counted
        fresh = tuple(node.itemset for node in counted if node.count is not None)
        if fresh:
            yield Frame("count", level, known, fresh=fresh)
        candidates = join([node.itemset for node in counted if node.fate == "frequent"])
        level += 1


def _pruned(node: Node, frequent: frozenset[Itemset]) -> Node:
    part = rare_part(node.itemset, frequent)
    return replace(node, fate="pruned", because=part) if part else node


def _counted(node: Node, baskets: Baskets, least: int) -> Node:
    if node.fate == "pruned":
        return node
    count = baskets.count(node.itemset)
    return replace(node, fate="frequent" if count >= least else "rare", count=count)


def _rules(last: Frame, baskets: Baskets, least: Least) -> Iterator[Frame]:
    counts = {node.itemset: node.count or 0 for node in last.of_fate("frequent")}
    tried: tuple[Rule, ...] = ()
    for itemset, both in counts.items():
        if len(itemset) < 2 or not both:
            continue
        for sides in split(itemset):
            left, right = sides
            rule = Rule(left, right, both, counts[left], counts[right], baskets.rows)
            kept = rule.confidence >= least.confidence - 1e-12 and rule.lift >= least.lift - 1e-12
            tried += (replace(rule, kept=kept),)
        yield Frame("rules", len(itemset), last.nodes, tried, fresh=(itemset,))
