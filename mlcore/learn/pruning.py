"""Cost-complexity pruning: the weakest branch goes first (Breiman et al. 1984, chapter 3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlcore.learn.tree import Node, branch


@dataclass(frozen=True)
class Pruned:
    """One branch cut off.

    Parameters
    ----------
    node : int
        What became a leaf.
    price : float
        α: what each leaf of the branch takes away from the impurity of the whole tree.
    alone, kept : float
        Its share in that impurity as a leaf, and that of its branch.
    leaves : int
        How many the branch had.
    left : float
        Impurity of the whole tree afterwards.
    """

    node: int
    price: float
    alone: float
    kept: float
    leaves: int
    left: float


def weakest_first(nodes: tuple[Node, ...]) -> tuple[Pruned, ...]:
    """Return the branches of a tree in the order in which they are cut off, down to the root."""
    rows = nodes[0].rows
    alone = np.array([node.rows * node.impurity / rows for node in nodes])
    inner = np.array([node.cut is not None for node in nodes])
    kept, leaves = _sums(nodes, alone)
    found = []
    while inner[0]:
        prices = np.where(inner, (alone - kept) / np.maximum(leaves - 1, 1), np.inf)
        at = int(prices.argmin())
        gone = float(alone[at]), float(kept[at]), int(leaves[at])
        fewer, more = leaves[at] - 1, alone[at] - kept[at]
        for below in branch(nodes, at):
            inner[below] = False
        up = at
        while up >= 0:
            leaves[up] -= fewer
            kept[up] += more
            up = nodes[up].parent
        found.append(Pruned(at, float(prices[at]), *gone, float(kept[0])))
    return tuple(found)


def _sums(nodes: tuple[Node, ...], alone: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the impurity of the leaves below each node, and how many there are."""
    kept, leaves = np.zeros(len(nodes)), np.zeros(len(nodes), int)
    for at, node in enumerate(nodes):
        if node.cut is None:
            up = at
            while up >= 0:
                kept[up] += alone[at]
                leaves[up] += 1
                up = nodes[up].parent
    return kept, leaves
