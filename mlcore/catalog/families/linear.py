"""Models that add up columns."""

from __future__ import annotations

from mlcore.catalog.distributions import Float, Int, Space
from mlcore.catalog.entry import Estimator, ModelEntry

_LINEAR = "sklearn.linear_model:"
_LOGISTIC = "mlcore.catalog.logistic:Logistic"
_MARGIN = "mlcore.catalog.margins:Margin"
_TABLE = "mlcore.catalog.scoretable:ScoreTable"
_TABLE_SPACE: Space = (
    ("ranges", Int(3, 20, log=True)),
    ("strength", Float(1e-2, 1e3, log=True)),
)
_STRENGTH: Space = (("C", Float(1e-3, 1e2, log=True)),)
_SVM_SPACE: Space = (("C", Float(1e-3, 1e2, log=True)),)

MODELS: tuple[ModelEntry, ...] = (
    ModelEntry(
        "linear",
        "Linear regression",
        "Adds up the columns, each times a weight.",
        "linear",
        regressor=Estimator(f"{_LINEAR}LinearRegression"),
        quantile=Estimator(
            "mlcore.catalog.quantile:LinearQuantile", (), (("alpha", Float(1e-6, 1.0, log=True)),)
        ),
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
        classifier=Estimator(_LOGISTIC, (("C", 0.05), ("max_iter", 1000)), _STRENGTH, sparse=True),
        readable=True,
        fast=True,
    ),
    ModelEntry(
        "logistic",
        "Logistic regression",
        "Adds up the columns, each times a weight, and turns the sum into a probability.",
        "linear",
        classifier=Estimator(_LOGISTIC, (("C", 1.0), ("max_iter", 1000)), _STRENGTH, sparse=True),
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
            sparse=True,
        ),
        cost=2,
        readable=True,
    ),
    ModelEntry(
        "elastic_net",
        "Elastic net",
        "Between ridge and lasso: keeps weights small and leaves out columns it does not need.",
        "linear",
        regressor=Estimator(
            "mlcore.catalog.scaled:ScaledElasticNet",
            (("alpha", 0.01), ("l1_ratio", 0.5)),
            (("alpha", Float(1e-4, 0.5, log=True)), ("l1_ratio", Float(0.05, 0.95))),
        ),
        classifier=Estimator(
            _LOGISTIC,
            (("l1_ratio", 0.5), ("C", 0.1), ("solver", "saga"), ("max_iter", 100), ("tol", 1e-2)),
            (("C", Float(1e-3, 1e1, log=True)), ("l1_ratio", Float(0.05, 0.95))),
            seeded=True,
            sparse=True,
        ),
        cost=2,
        readable=True,
    ),
    ModelEntry(
        "huber",
        "Huber regression",
        "A linear model that a few rows far off cannot pull away.",
        "linear",
        regressor=Estimator(
            "mlcore.catalog.scaled:ScaledHuber",
            (("epsilon", 1.35), ("alpha", 1e-4)),
            (("epsilon", Float(1.05, 3.0)), ("alpha", Float(1e-6, 10.0, log=True))),
        ),
        cost=2,
        readable=True,
    ),
    ModelEntry(
        "score_table",
        "Score table",
        "Gives points for the range each column is in, and adds them up: can be done by hand.",
        "tree",
        regressor=Estimator(f"{_TABLE}Regressor", (), _TABLE_SPACE),
        classifier=Estimator(f"{_TABLE}Classifier", (), _TABLE_SPACE),
        cost=2,
        readable=True,
    ),
    ModelEntry(
        "linear_svm",
        "Linear support vectors",
        "Draws the straight border that keeps the widest distance to both sides.",
        "linear",
        regressor=Estimator(f"{_MARGIN}Regressor", (("C", 1.0),), _SVM_SPACE, seeded=True),
        classifier=Estimator(f"{_MARGIN}Classifier", (("C", 0.1),), _SVM_SPACE, seeded=True),
        cost=3,
        readable=True,
    ),
    ModelEntry(
        "naive_bayes",
        "Naive Bayes",
        "Asks each column alone how typical its value is for each class.",
        "linear",
        classifier=Estimator(
            "mlcore.catalog.bayes:Bayes",
            (("var_smoothing", 0.1),),
            (("var_smoothing", Float(1e-9, 1.0, log=True)),),
            sparse=True,
        ),
        fast=True,
    ),
)
