"""Fitted trees of scikit-learn written in LightGBM's text format, and trees read from it.

LightGBM then follows all trees of a row in one call and gives their exact TreeSHAP
contributions (Lundberg, Erion and Lee 2018), both without Python per tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

NAN, ZERO, LEFT, CATEGORY = 8, 4, 2, 1
"""Bits of a split's ``decision_type``: what is missing, where it goes, and the kind of test."""
BEYOND = 1e300
"""Thresholds are within ± this; values are within ± 1e38."""
WORD = 32
MOST_COUNT = 2**30


@dataclass(frozen=True, eq=False)
class Nodes:
    """One tree.

    Parameters
    ----------
    left, right : ndarray of int
        Children; -1 for a leaf.
    feature, threshold : ndarray
        What an inner node asks: is the value at most the threshold?
    missing_left : ndarray of bool
        Where a missing value goes.
    value, count : ndarray
        Answer of a leaf; training rows that passed a node.
    sets : dict of int to tuple of int
        For nodes that ask for categories instead: the codes that go left. Missing goes right.
    """

    left: np.ndarray
    right: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    missing_left: np.ndarray
    value: np.ndarray
    count: np.ndarray
    sets: dict[int, tuple[int, ...]]


def model_text(trees: Iterable[Nodes], columns: int, outputs: int) -> str:
    """Return the text of a model whose raw score is the sum of *trees*.

    Parameters
    ----------
    trees : iterable of Nodes
        Tree t adds to output t modulo *outputs*.
    columns, outputs : int
        Numbers taken and given.
    """
    aim = "regression" if outputs == 1 else f"multiclass num_class:{outputs}"
    head = [
        "tree",
        "version=v4",
        f"num_class={outputs}",
        f"num_tree_per_iteration={outputs}",
        "label_index=0",
        f"max_feature_idx={columns - 1}",
        f"objective={aim}",
        f"feature_names={' '.join(f'c{at}' for at in range(columns))}",
        f"feature_infos={' '.join(['none'] * columns)}",
    ]
    blocks = [f"Tree={at}\n{_block(tree)}" for at, tree in enumerate(trees)]
    return "\n".join(head) + "\n\n" + "\n\n\n".join(blocks) + "\n\n\nend of trees\n"


def _block(tree: Nodes) -> str:
    inner = np.flatnonzero(tree.left >= 0)
    leaves = np.flatnonzero(tree.left < 0)
    number = np.empty(len(tree.left), dtype=np.int64)
    number[inner] = np.arange(len(inner))
    number[leaves] = ~np.arange(len(leaves))
    counts = _counts(tree.count)
    kinds = NAN + LEFT * tree.missing_left[inner].astype(int)
    thresholds = np.clip(tree.threshold[inner], -BEYOND, BEYOND)
    sets = [(int(number[node]), codes) for node, codes in sorted(tree.sets.items())]
    for rank, (node, _codes) in enumerate(sets):
        kinds[node], thresholds[node] = NAN + CATEGORY, rank
    zeros = np.zeros(len(inner))
    lines = {
        "num_leaves": [len(leaves)],
        "num_cat": [len(sets)],
        "split_feature": tree.feature[inner],
        "split_gain": zeros,
        "threshold": thresholds,
        "decision_type": kinds,
        "left_child": number[tree.left[inner]],
        "right_child": number[tree.right[inner]],
        "leaf_value": tree.value[leaves],
        "leaf_weight": counts[leaves],
        "leaf_count": counts[leaves],
        "internal_value": tree.value[inner],
        "internal_weight": counts[inner],
        "internal_count": counts[inner],
        **_bitsets([codes for _node, codes in sets]),
        "is_linear": [0],
        "shrinkage": [1],
    }
    return "\n".join(f"{name}={_joined(values)}" for name, values in lines.items())


def _bitsets(sets: Sequence[Sequence[int]]) -> dict[str, list[int]]:
    if not sets:
        return {}
    words: list[int] = []
    bounds = [0]
    for codes in sets:
        bits = sum(1 << code for code in codes)
        size = max(1, -(-bits.bit_length() // WORD))
        words += [(bits >> (WORD * at)) & 0xFFFFFFFF for at in range(size)]
        bounds.append(len(words))
    return {"cat_boundaries": bounds, "cat_threshold": words}


def _counts(weights: np.ndarray) -> np.ndarray:
    """Return the rows behind each node as whole numbers, in proportion where they are not."""
    weights = np.asarray(weights, dtype=np.float64)
    if np.all(weights == np.floor(weights)) and weights.max() < MOST_COUNT:
        return weights.astype(np.int64)
    return np.maximum(1, np.round(weights * (MOST_COUNT / weights.max()))).astype(np.int64)


def _joined(values: Any) -> str:
    return " ".join(map(repr, np.asarray(values).tolist()))


def nodes_of(text: str) -> list[Nodes]:
    """Return the trees of a model's *text*, as LightGBM asks them.

    Inner nodes come first, the root among them at 0; then the leaves.

    Raises
    ------
    ValueError
        When a tree asks for something else than numbers and categories: where zero counts as
        missing, leaves are linear, or the answer is a mean.
    """
    head, *blocks = text.split("\nTree=")
    if "\naverage_output" in head:
        raise ValueError("the answer is a mean of the trees")
    return [_nodes(_facts(block)) for block in blocks]


def _facts(block: str) -> dict[str, list[str]]:
    lines = (line.partition("=") for line in block.partition("\n\n")[0].splitlines()[1:])
    return {name: values.split() for name, _, values in lines}


def _nodes(facts: dict[str, list[str]]) -> Nodes:
    leaves = int(facts["num_leaves"][0])
    inner = leaves - 1
    kinds = np.array(facts["decision_type"] if inner else (), dtype=np.int64)
    if facts.get("is_linear", ["0"]) != ["0"] or np.any(kinds & ZERO):
        raise ValueError("a tree of another kind")
    thresholds = np.array(facts["threshold"] if inner else (), dtype=np.float64)
    left, right = (_children(facts[side] if inner else (), inner) for side in CHILDREN)
    known = (kinds & NAN) > 0  # elsewhere a missing value counts as 0
    missing_left = np.where(known, (kinds & LEFT) > 0, thresholds >= 0) & ((kinds & CATEGORY) == 0)
    more = np.zeros(leaves)
    values = np.array(facts["leaf_value"], dtype=np.float64)
    return Nodes(
        np.append(left, np.full(leaves, -1)), np.append(right, np.full(leaves, -1)),
        np.array([*(facts["split_feature"] if inner else ()), *more], dtype=np.int64),
        np.append(thresholds, more), np.append(missing_left, more > 0),
        np.append(np.zeros(inner), values), np.zeros(inner + leaves),
        _sets(facts, kinds, thresholds),
    )  # fmt: skip


CHILDREN = ("left_child", "right_child")


def _children(written: Sequence[str], inner: int) -> np.ndarray:
    """Return children by number; leaves, written as their complements, stand behind *inner*."""
    numbers = np.array(written, dtype=np.int64)
    return np.where(numbers < 0, inner + ~numbers, numbers)


def _sets(
    facts: dict[str, list[str]], kinds: np.ndarray, ranks: np.ndarray
) -> dict[int, tuple[int, ...]]:
    bounds, words = (
        np.array(facts.get(name, ()), dtype=np.int64)
        for name in ("cat_boundaries", "cat_threshold")
    )
    found = {}
    for node in np.flatnonzero(kinds & CATEGORY).tolist():
        rank = int(ranks[node])
        own = words[bounds[rank] : bounds[rank + 1]].tolist()
        bits = sum(word << WORD * at for at, word in enumerate(own))
        found[node] = tuple(at for at in range(bits.bit_length()) if bits >> at & 1)
    return found
