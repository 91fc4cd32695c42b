"""Trees, and many of them."""

from __future__ import annotations

from mlcore.catalog.distributions import Choice, Float, Int, Params, Space
from mlcore.catalog.entry import Estimator, ModelEntry

_ENSEMBLE = "sklearn.ensemble:"
_ADA = "mlcore.catalog.boosted:AdaTrees"
_LIGHT = "mlcore.catalog.lightgbm:LightTrees"
_TREE_SPACE: Space = (
    ("max_depth", Int(2, 16)),
    ("min_samples_leaf", Int(2, 100, log=True)),
)
_FOREST: Params = (("n_estimators", 100), ("min_samples_leaf", 5))
_WHOLE: Params = (("n_estimators", 100), ("min_samples_leaf", 3))
_FOREST_SPACE: Space = (
    ("min_samples_leaf", Int(1, 30, log=True)),
    ("max_features", Choice(("sqrt", 0.33, 0.5, 0.7, 1.0))),
    ("max_depth", Choice((None, 8, 12, 20))),
)
_BOOSTING_SPACE: Space = (
    ("learning_rate", Float(0.02, 0.3, log=True)),
    ("max_leaf_nodes", Int(7, 63, log=True)),
    ("min_samples_leaf", Int(5, 100, log=True)),
    ("l2_regularization", Float(1e-3, 10.0, log=True)),
    ("max_features", Float(0.3, 1.0)),
)
_ADA_SPACE: Space = (
    ("n_estimators", Int(30, 200, log=True)),
    ("learning_rate", Float(0.05, 2.0, log=True)),
    ("max_depth", Int(1, 6)),
)
_LIGHT_SPACE: Space = (
    ("learning_rate", Float(0.02, 0.3, log=True)),
    ("num_leaves", Int(7, 127, log=True)),
    ("min_child_samples", Int(5, 100, log=True)),
    ("reg_lambda", Float(1e-3, 10.0, log=True)),
    ("colsample_bytree", Float(0.3, 1.0)),
)
_LIGHT_QUANTILE_SPACE: Space = tuple(one for one in _LIGHT_SPACE if one[0] != "reg_lambda")

MODELS: tuple[ModelEntry, ...] = (
    ModelEntry(
        "tree",
        "Decision tree",
        "Asks a few yes-or-no questions in turn.",
        "tree",
        regressor=Estimator(
            "sklearn.tree:DecisionTreeRegressor",
            (("max_depth", 8), ("min_samples_leaf", 10)),
            _TREE_SPACE,
            seeded=True,
        ),
        classifier=Estimator(
            "sklearn.tree:DecisionTreeClassifier",
            (("max_depth", 8), ("min_samples_leaf", 10)),
            _TREE_SPACE,
            seeded=True,
        ),
        readable=True,
        fast=True,
    ),
    ModelEntry(
        "forest",
        "Random forest",
        "Averages many trees, each grown on another sample of the rows.",
        "tree",
        regressor=Estimator(
            f"{_ENSEMBLE}RandomForestRegressor",
            (*_WHOLE, ("max_features", 0.7)),
            _FOREST_SPACE,
            seeded=True,
        ),
        classifier=Estimator(
            f"{_ENSEMBLE}RandomForestClassifier", _FOREST, _FOREST_SPACE, seeded=True
        ),
        cost=4,
    ),
    ModelEntry(
        "extra_trees",
        "Extra trees",
        "Averages many trees that split at random points: quick, and steadier than one tree.",
        "tree",
        regressor=Estimator(
            f"{_ENSEMBLE}ExtraTreesRegressor",
            (*_WHOLE, ("max_features", 1.0)),
            _FOREST_SPACE,
            seeded=True,
        ),
        classifier=Estimator(
            f"{_ENSEMBLE}ExtraTreesClassifier", _WHOLE, _FOREST_SPACE, seeded=True
        ),
        cost=4,
    ),
    ModelEntry(
        "hist_gradient_boosting",
        "Gradient boosting",
        "Grows small trees one after another, each correcting the ones before.",
        "native",
        regressor=Estimator(
            f"{_ENSEMBLE}HistGradientBoostingRegressor", (), _BOOSTING_SPACE, seeded=True
        ),
        classifier=Estimator(
            f"{_ENSEMBLE}HistGradientBoostingClassifier", (), _BOOSTING_SPACE, seeded=True
        ),
        quantile=Estimator(
            f"{_ENSEMBLE}HistGradientBoostingRegressor",
            (("loss", "quantile"),),
            _BOOSTING_SPACE,
            seeded=True,
        ),
        cost=3,
        fast=True,
    ),
    ModelEntry(
        "lightgbm",
        "LightGBM",
        "Gradient boosting that grows each tree where it helps most; stops by itself.",
        "native",
        regressor=Estimator(f"{_LIGHT}Regressor", (), _LIGHT_SPACE, seeded=True),
        classifier=Estimator(f"{_LIGHT}Classifier", (), _LIGHT_SPACE, seeded=True),
        quantile=Estimator(
            "mlcore.catalog.lightgbm:LightQuantile", (), _LIGHT_QUANTILE_SPACE, seeded=True
        ),
        cost=3,
    ),
    ModelEntry(
        "adaboost",
        "AdaBoost",
        "Small trees one after another; rows answered wrongly count more for the next.",
        "tree",
        regressor=Estimator(f"{_ADA}Regressor", (), _ADA_SPACE, seeded=True),
        classifier=Estimator(f"{_ADA}Classifier", (), _ADA_SPACE, seeded=True),
        cost=4,
    ),
)
