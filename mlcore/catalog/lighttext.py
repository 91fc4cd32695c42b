"""LightGBM's text format, read without LightGBM: its own reader follows links unchecked."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

END = "end of trees"
_OBJECTIVE = re.compile(r"regression|quantile|binary sigmoid:1|multiclass num_class:(\d{1,3})")
_INNER = ("split_feature", "threshold", "decision_type", "left_child", "right_child")

Tree = tuple[np.ndarray, np.ndarray, np.ndarray, int]
"""Left and right children (-1 for a leaf), the column asked by each node, and the columns."""


def kept(text: str) -> str:
    """Return the part of a model's text that answers need.

    The table of byte offsets, which a reader would trust, and what follows the trees are left
    out.
    """
    head, _, _ = text.partition(END)
    lines = [line for line in head.split("\n") if not line.startswith("tree_sizes=")]
    return "\n".join(lines) + END + "\n"


def trees_of(text: str, columns: int) -> list[Tree]:
    """Return the trees of a model's text after every count and link in it was checked.

    Parameters
    ----------
    text : str
        As :func:`kept` gives it.
    columns : int
        How many columns the model takes.

    Raises
    ------
    ValueError
        When something in it does not fit together.
    """
    body, end, rest = text.partition(END)
    head, *blocks = re.split(r"\nTree=\d+\n", body)
    _require(bool(end) and not rest.strip() and bool(blocks))
    _check_head(_pairs(head), columns, len(blocks))
    return [_tree(_pairs(block), columns) for block in blocks]


def _check_head(head: Mapping[str, str], columns: int, trees: int) -> None:
    objective = _OBJECTIVE.fullmatch(head.get("objective", ""))
    _require(objective is not None and "tree_sizes" not in head)
    assert objective is not None
    outputs = int(objective[1] or 1)
    _require(outputs >= 1 and trees % outputs == 0)
    _require(head.get("num_class") == head.get("num_tree_per_iteration") == str(outputs))
    _require(head.get("max_feature_idx") == str(columns - 1))
    for name in ("feature_names", "feature_infos"):
        _require(len(head.get(name, "").split(" ")) == columns)
    known = {"version", "num_class", "num_tree_per_iteration", "label_index", "objective"}
    _require(head.keys() <= known | {"max_feature_idx", "feature_names", "feature_infos"})


def _tree(block: Mapping[str, str], columns: int) -> Tree:
    leaves = int(block.get("num_leaves", "0"))
    _require(leaves >= 1 and block.get("is_linear", "0") == "0")
    inner = leaves - 1
    if inner:
        _check_lengths(block, leaves)
    feature, _, kinds, left, right = (_numbers(block, name, inner) for name in _INNER)
    _check_categories(block, kinds, inner)
    for child in (left, right):
        _require(bool(np.all(child >= -leaves)))
    ends = np.full(leaves, -1)
    return _with_leaves(left, inner, ends), _with_leaves(right, inner, ends), feature, columns


def _with_leaves(child: np.ndarray, inner: int, ends: np.ndarray) -> np.ndarray:
    """Number leaves after the inner nodes, and give each no children."""
    return np.concatenate([np.where(child < 0, inner + ~child.astype(int), child), ends]).astype(
        int
    )


def _check_lengths(block: Mapping[str, str], leaves: int) -> None:
    for name in ("leaf_value", "leaf_weight", "leaf_count"):
        _numbers(block, name, leaves)
    for name in ("split_gain", "internal_value", "internal_weight", "internal_count"):
        _numbers(block, name, leaves - 1)


def _check_categories(block: Mapping[str, str], kinds: np.ndarray, inner: int) -> None:
    """Check that every split by categories has its own set of them."""
    sets = int(block.get("num_cat", "0"))
    marked = (kinds.astype(int) & 1).astype(bool)
    _require(sets >= 0 and int(marked.sum()) <= sets)
    if not sets:
        return
    bounds = _numbers(block, "cat_boundaries", sets + 1)
    _require(bounds[0] == 0 and bool(np.all(np.diff(bounds) > 0)))
    _numbers(block, "cat_threshold", int(bounds[-1]))
    which = _numbers(block, "threshold", inner)[marked]
    _require(bool(np.all((which >= 0) & (which < sets) & (which == np.floor(which)))))


def _numbers(block: Mapping[str, str], name: str, length: int) -> np.ndarray:
    if not length:
        return np.empty(0)
    found = np.array(block.get(name, "").split(" "), dtype=np.float64)
    _require(len(found) == length and not np.isnan(found).any())
    return found


def _pairs(block: str) -> dict[str, str]:
    lines = [line.partition("=") for line in block.split("\n") if "=" in line]
    found = {name: value for name, _, value in lines}
    _require(len(found) == len(lines))
    return found


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("not a model of LightGBM")
