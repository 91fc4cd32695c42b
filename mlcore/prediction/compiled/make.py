"""Which form a fitted estimator has: looked up by its type."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from mlcore.prediction.compiled.forms import Columns, Sums, Trees, Whole
from mlcore.prediction.compiled.text import Nodes, model_text

Maker = Callable[[Any, int], "Trees | Sums | None"]
_log = logging.getLogger("loupe.prediction")
MOST_LEAVES = 100_000
"""Leaves up to which trees are written as text: about a second, and 100 bytes each."""
CODE_BITS = 256


def forms(estimator: Any, classes: int) -> Iterator[Trees | Sums | Whole]:
    """Yield the forms of a fitted *estimator*, the quickest first.

    Parameters
    ----------
    estimator : Any
        Fitted on codes 0 … *classes* − 1; on values when *classes* is 0.
    classes : int
        Classes of the model; an estimator that has not seen all of them is left whole.
    """
    seen = len(getattr(estimator, "classes_", ()))
    make = MAKERS.get(type(estimator).__name__)
    if make is not None and seen == classes:
        found = _made(make, estimator, classes)
        if found is not None:
            yield found
    yield Whole(estimator, classes)


def _made(make: Maker, estimator: Any, classes: int) -> Trees | Sums | None:
    try:
        return make(estimator, classes)
    except Exception as error:  # LightGBM reads the text: any kind; the estimator stays whole
        _log.warning("no quick form of %s: %s", type(estimator).__name__, type(error).__name__)
        return None


def _scale(classes: int) -> str:
    return "value" if not classes else "logit" if classes == 2 else "logits"


def _booster(text: str) -> Any:
    import lightgbm

    return lightgbm.Booster(model_str=text)


def _light(estimator: Any, classes: int) -> Trees:
    outputs = classes if classes > 2 else 1
    booster = _booster(bytes(estimator.text_).decode())
    return Trees(booster, np.zeros(outputs), _scale(classes))


def _histogram(estimator: Any, classes: int) -> Trees | None:
    """Return the trees of a HistGradientBoosting model whose link is the usual one."""
    links = {"IdentityLink": not classes, "LogitLink": classes == 2, "MultinomialLogit": True}
    if not links.get(type(estimator._loss.link).__name__, False):
        return None
    trees = [tree for stage in estimator._predictors for tree in stage]
    if sum(int(tree.nodes["is_leaf"].sum()) for tree in trees) > MOST_LEAVES:
        return None
    columns = _histogram_columns(estimator)
    sizes = {column: len(known) for column, known in columns.codes}
    text = model_text(
        (_histogram_nodes(tree, sizes) for tree in trees),
        estimator.n_features_in_,
        estimator.n_trees_per_iteration_,
    )
    base = np.asarray(estimator._baseline_prediction, dtype=np.float64).reshape(-1)
    return Trees(_booster(text), base, _scale(classes), columns)


def _histogram_columns(estimator: Any) -> Columns:
    marked = estimator.is_categorical_
    if estimator._preprocessor is None or marked is None:
        return Columns()
    order = np.concatenate([np.flatnonzero(marked), np.flatnonzero(~marked)])
    known = estimator._preprocessor.named_transformers_["encoder"].categories_
    codes = [np.asarray(values, dtype=np.float64) for values in known]
    return Columns(order, tuple((at, c[~np.isnan(c)]) for at, c in enumerate(codes)))


def _histogram_nodes(tree: Any, sizes: dict[int, int]) -> Nodes:
    nodes = tree.nodes
    leaf = nodes["is_leaf"].astype(bool)
    left, right = (np.where(leaf, -1, nodes[side].astype(np.int64)) for side in ("left", "right"))
    missing_left = nodes["missing_go_to_left"].astype(bool)
    sets: dict[int, tuple[int, ...]] = {}
    for node in np.flatnonzero(nodes["is_categorical"].astype(bool) & ~leaf).tolist():
        words = tree.raw_left_cat_bitsets[nodes["bitset_idx"][node]].astype("<u4")
        chosen = np.unpackbits(words.view(np.uint8), bitorder="little")[:CODE_BITS]
        known = np.arange(sizes[int(nodes["feature_idx"][node])])
        if missing_left[node]:  # LightGBM sends what is missing right: the sides are swapped
            left[node], right[node] = right[node], left[node]
            chosen = 1 - chosen
        sets[node] = tuple(known[chosen[known] > 0].tolist())
    return Nodes(
        left, right, nodes["feature_idx"].astype(np.int64), nodes["num_threshold"],
        missing_left, nodes["value"], nodes["count"], sets,
    )  # fmt: skip


def _tree(estimator: Any, classes: int) -> Trees | None:
    return _averaged([estimator], classes, estimator.n_features_in_)


def _forest(estimator: Any, classes: int) -> Trees | None:
    return _averaged(estimator.estimators_, classes, estimator.n_features_in_)


def _averaged(trees: list[Any], classes: int, columns: int) -> Trees | None:
    """Return the mean of *trees*: of two classes the share of the second, of more each."""
    outputs = classes if classes > 2 else 1
    first = 1 if classes == 2 else 0
    if sum(tree.tree_.n_leaves for tree in trees) * outputs > MOST_LEAVES:
        return None
    text = model_text(
        (_nodes(tree.tree_, first + at, len(trees)) for tree in trees for at in range(outputs)),
        columns,
        outputs,
    )
    scale = "share" if classes else "value"
    return Trees(_booster(text), np.zeros(outputs), scale, Columns(single=True))


def _nodes(tree: Any, output: int, trees: int) -> Nodes:
    return Nodes(
        tree.children_left, tree.children_right, tree.feature, tree.threshold,
        tree.missing_go_to_left.astype(bool), tree.value[:, 0, output] / trees,
        tree.weighted_n_node_samples, {},
    )  # fmt: skip


def _linear(estimator: Any, classes: int) -> Sums:
    weights = np.atleast_2d(np.asarray(estimator.coef_, dtype=np.float64))
    return Sums(weights, np.atleast_1d(estimator.intercept_).astype(np.float64), _scale(classes))


def _scaled(estimator: Any, classes: int) -> Sums | None:
    """Return the weights of a linear model of the standardised target, in the target's unit."""
    inner = estimator.inner_
    if getattr(estimator, "map_", None) is not None:
        return None
    found = _linear(inner, 0)
    base = found.base * estimator.scale_ + estimator.mean_
    return Sums(found.weights * estimator.scale_, base, "value")


MAKERS: dict[str, Maker] = {
    "LightTreesRegressor": _light,
    "LightTreesClassifier": _light,
    "LightQuantile": _light,
    "HistGradientBoostingRegressor": _histogram,
    "HistGradientBoostingClassifier": _histogram,
    "DecisionTreeRegressor": _tree,
    "DecisionTreeClassifier": _tree,
    "RandomForestRegressor": _forest,
    "RandomForestClassifier": _forest,
    "ExtraTreesRegressor": _forest,
    "ExtraTreesClassifier": _forest,
    "LinearRegression": _linear,
    "Ridge": _linear,
    "LogisticRegression": _linear,
    "Logistic": _linear,
    "ScaledLasso": _linear,
    "LinearQuantile": _linear,
    "ScaledElasticNet": _scaled,
    "ScaledHuber": _scaled,
    "MarginRegressor": _scaled,
}
"""What is made of an estimator, by the name of its type."""
