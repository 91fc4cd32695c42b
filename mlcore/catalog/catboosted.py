"""CatBoost, kept as plain arrays that are walked without it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mlcore.catalog.flat import FlatTrees
from mlcore.catalog.grown import Grown, GrownClassifier, GrownRegressor
from mlcore.catalog.stopping import MOST_TREES, PATIENCE, TREES


class _CatTrees(Grown):
    """Symmetric trees: every node of a level asks the same question.

    Parameters
    ----------
    learning_rate, depth, l2_leaf_reg, random_state
        As in CatBoost.
    """

    def __init__(
        self,
        learning_rate: float = 0.1,
        depth: int = 6,
        l2_leaf_reg: float = 3.0,
        random_state: int | None = None,
    ) -> None:
        self.learning_rate = learning_rate
        self.depth = depth
        self.l2_leaf_reg = l2_leaf_reg
        self.random_state = random_state

    def _flat(self, X: np.ndarray, y: np.ndarray, weight: Any, classes: int) -> FlatTrees:
        import catboost

        grown, *watched = (
            catboost.Pool(part, answers, weight=w, thread_count=1)
            for part, answers, w in self._parts(X, y, weight, classes)
        )
        booster = catboost.CatBoost(
            self.get_params()
            | {
                "loss_function": _loss(classes),
                "iterations": MOST_TREES if watched else TREES,
                "random_state": self.random_state or 0,
                "thread_count": 1,
                "allow_writing_files": False,
                "logging_level": "Silent",
            }
        )
        stop = {"early_stopping_rounds": PATIENCE, "eval_set": watched[0]} if watched else {}
        booster.fit(grown, **stop)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.json"
            booster.save_model(str(path), format="json")
            return flat_of(json.loads(path.read_text()))


class CatTreesRegressor(GrownRegressor, _CatTrees):
    """CatBoost for numbers."""


class CatTreesClassifier(GrownClassifier, _CatTrees):
    """CatBoost for classes."""


def flat_of(model: Any) -> FlatTrees:
    """Return the trees of CatBoost's JSON: full binary trees, a copy for each output.

    Parameters
    ----------
    model : dict
        As ``save_model(…, format="json")`` writes it, parsed.
    """
    scale, bias = model["scale_and_bias"]
    features = model["features_info"]["float_features"]
    missing_right = [one["nan_value_treatment"] == "AsTrue" for one in features]
    columns = [one["flat_feature_index"] for one in features]
    flat = [
        (output, _tree(tree, output, len(bias), scale, (columns, missing_right)))
        for tree in model["oblivious_trees"]
        for output in range(len(bias))
    ]
    sizes = [len(parts["value"]) for _, parts in flat]
    starts = np.cumsum([0, *sizes])
    shift = np.repeat(starts[:-1], sizes)

    def joined(name: str) -> np.ndarray:
        return np.concatenate([parts[name] for _, parts in flat])

    return FlatTrees(
        left=(joined("left") + shift).astype(np.int32),
        right=(joined("right") + shift).astype(np.int32),
        feature=joined("feature").astype(np.int32),
        threshold=joined("threshold").astype(np.float32),
        missing_left=joined("missing_left").astype(bool),
        value=joined("value").astype(np.float64),
        roots=starts[:-1].astype(np.int32),
        output=np.array([output for output, _ in flat], dtype=np.int32),
        base=np.array(bias, dtype=np.float64),
        depth=max(len(tree["splits"] or ()) for tree in model["oblivious_trees"]),
    )


def _loss(classes: int) -> str:
    if not classes:
        return "RMSE"
    return "Logloss" if classes == 2 else "MultiClass"


def _tree(
    tree: Any, output: int, outputs: int, scale: float, told: tuple[Sequence[int], Sequence[bool]]
) -> dict[str, np.ndarray]:
    """Return one symmetric tree for one output, its nodes numbered level by level.

    Split *i* decides bit *i* of a leaf's number, so the root asks the last one. CatBoost goes
    right above a border, we go left below a threshold: the next number after the border.
    """
    splits = (tree["splits"] or [])[::-1]
    inner, leaves = 2 ** len(splits) - 1, 2 ** len(splits)
    columns, missing_right = told
    asked = np.repeat(np.arange(len(splits)), [2**level for level in range(len(splits))])
    place = [split["float_feature_index"] for split in splits]
    borders = np.array([split["border"] for split in splits], dtype=np.float32)
    nodes = np.arange(inner + leaves)
    ends = nodes >= inner
    still = np.zeros(leaves)
    values = scale * np.asarray(tree["leaf_values"], dtype=np.float64)[output::outputs]
    return {
        "left": np.where(ends, nodes, 2 * nodes + 1),
        "right": np.where(ends, nodes, 2 * nodes + 2),
        "feature": np.concatenate([np.array([columns[at] for at in place], int)[asked], still]),
        "threshold": np.concatenate([np.nextafter(borders, np.float32(np.inf))[asked], still]),
        "missing_left": np.concatenate(
            [~np.array([missing_right[at] for at in place], bool)[asked], still > 0]
        ),
        "value": np.concatenate([np.zeros(inner), values]),
    }
