"""The catalogue's lines. Adding a model is adding one entry here."""

from __future__ import annotations

from mlcore.catalog.distributions import Choice, Float, Int, Params, Space
from mlcore.catalog.entry import Estimator, ModelEntry

_LINEAR = "sklearn.linear_model:"
_ENSEMBLE = "sklearn.ensemble:"
_LOGISTIC = f"{_LINEAR}LogisticRegression"
_STRENGTH: Space = (("C", Float(1e-3, 1e2, log=True)),)
_TREE_SPACE: Space = (
    ("max_depth", Int(2, 16)),
    ("min_samples_leaf", Int(2, 100, log=True)),
)
_FOREST: Params = (("n_estimators", 100), ("min_samples_leaf", 3))
_FOREST_SPACE: Space = (
    ("min_samples_leaf", Int(1, 30, log=True)),
    ("max_features", Choice(("sqrt", 0.33, 0.5, 0.8))),
    ("max_depth", Choice((None, 8, 12, 20))),
)
_BOOSTING_SPACE: Space = (
    ("learning_rate", Float(0.02, 0.3, log=True)),
    ("max_leaf_nodes", Int(7, 63, log=True)),
    ("min_samples_leaf", Int(5, 100, log=True)),
    ("l2_regularization", Float(1e-3, 10.0, log=True)),
    ("max_features", Float(0.3, 1.0)),
)
_NEIGHBOURS: Params = (("n_neighbors", 15), ("weights", "distance"))
_NEIGHBOURS_SPACE: Space = (
    ("n_neighbors", Int(3, 60, log=True)),
    ("weights", Choice(("uniform", "distance"))),
    ("p", Choice((1, 2))),
)

MODELS: tuple[ModelEntry, ...] = (
    ModelEntry(
        "dummy",
        "Baseline",
        "Ignores every column: answers the average, or how often each class occurs.",
        "tree",
        regressor=Estimator("sklearn.dummy:DummyRegressor"),
        classifier=Estimator("sklearn.dummy:DummyClassifier", (("strategy", "prior"),)),
        cost=0,
        readable=True,
        baseline=True,
        fast=True,
    ),
    ModelEntry(
        "linear",
        "Linear regression",
        "Adds up the columns, each times a weight.",
        "linear",
        regressor=Estimator(f"{_LINEAR}LinearRegression"),
        readable=True,
        fast=True,
    ),
    ModelEntry(
        "ridge",
        "Ridge",
        "A linear model whose weights are kept small, so that related columns share.",
        "linear",
        regressor=Estimator(
            f"{_LINEAR}Ridge", (("alpha", 1.0),), (("alpha", Float(1e-3, 1e4, log=True)),)
        ),
        classifier=Estimator(_LOGISTIC, (("C", 0.05), ("max_iter", 1000)), _STRENGTH),
        readable=True,
        fast=True,
    ),
    ModelEntry(
        "logistic",
        "Logistic regression",
        "Adds up the columns, each times a weight, and turns the sum into a probability.",
        "linear",
        classifier=Estimator(_LOGISTIC, (("C", 1.0), ("max_iter", 1000)), _STRENGTH),
        readable=True,
        fast=True,
    ),
    ModelEntry(
        "lasso",
        "Lasso",
        "A linear model that leaves out columns it does not need.",
        "linear",
        regressor=Estimator(
            "mlcore.catalog.lasso:ScaledLasso",
            (("alpha", 0.01),),
            (("alpha", Float(1e-4, 0.5, log=True)),),
        ),
        classifier=Estimator(
            _LOGISTIC,
            (("l1_ratio", 1.0), ("C", 0.1), ("solver", "saga"), ("max_iter", 100), ("tol", 1e-2)),
            (("C", Float(1e-3, 1e1, log=True)),),
            seeded=True,
        ),
        cost=2,
        readable=True,
    ),
    ModelEntry(
        "naive_bayes",
        "Naive Bayes",
        "Asks each column alone how typical its value is for each class.",
        "linear",
        classifier=Estimator(
            "sklearn.naive_bayes:GaussianNB",
            (("var_smoothing", 0.1),),
            (("var_smoothing", Float(1e-9, 1.0, log=True)),),
        ),
        fast=True,
    ),
    ModelEntry(
        "knn",
        "Nearest neighbours",
        "Finds the most alike rows and answers what they answered.",
        "distance",
        regressor=Estimator(
            "sklearn.neighbors:KNeighborsRegressor", _NEIGHBOURS, _NEIGHBOURS_SPACE
        ),
        classifier=Estimator(
            "sklearn.neighbors:KNeighborsClassifier", _NEIGHBOURS, _NEIGHBOURS_SPACE
        ),
        cost=3,
        readable=True,
    ),
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
            (*_FOREST, ("max_features", 0.33)),
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
            (*_FOREST, ("max_features", 0.33)),
            _FOREST_SPACE,
            seeded=True,
        ),
        classifier=Estimator(
            f"{_ENSEMBLE}ExtraTreesClassifier", _FOREST, _FOREST_SPACE, seeded=True
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
        cost=3,
        fast=True,
    ),
)
