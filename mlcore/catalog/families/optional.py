"""Models of libraries that are not installed with Loupe."""

from __future__ import annotations

from mlcore.catalog.distributions import Float, Int, Space
from mlcore.catalog.entry import Estimator, ModelEntry

_XG = "mlcore.catalog.xgboosted:XGTrees"
_CAT = "mlcore.catalog.catboosted:CatTrees"
_XG_SPACE: Space = (
    ("learning_rate", Float(0.02, 0.3, log=True)),
    ("max_depth", Int(3, 10)),
    ("min_child_weight", Float(0.5, 20.0, log=True)),
    ("reg_lambda", Float(1e-3, 10.0, log=True)),
    ("colsample_bytree", Float(0.3, 1.0)),
)
_CAT_SPACE: Space = (
    ("learning_rate", Float(0.02, 0.3, log=True)),
    ("depth", Int(3, 9)),
    ("l2_leaf_reg", Float(0.3, 30.0, log=True)),
)

MODELS: tuple[ModelEntry, ...] = (
    ModelEntry(
        "xgboost",
        "XGBoost",
        "Gradient boosting whose trees are pruned by a price per leaf; stops by itself.",
        "tree",
        regressor=Estimator(f"{_XG}Regressor", (), _XG_SPACE, seeded=True),
        classifier=Estimator(f"{_XG}Classifier", (), _XG_SPACE, seeded=True),
        cost=3,
        library="xgboost",
        package="xgboost-cpu",
    ),
    ModelEntry(
        "catboost",
        "CatBoost",
        "Gradient boosting of symmetric trees, good without any setting; stops by itself.",
        "tree",
        regressor=Estimator(f"{_CAT}Regressor", (), _CAT_SPACE, seeded=True),
        classifier=Estimator(f"{_CAT}Classifier", (), _CAT_SPACE, seeded=True),
        cost=4,
        library="catboost",
        package="catboost",
    ),
)
