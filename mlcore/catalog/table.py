"""The catalogue's lines. Adding a model is adding one entry to its family."""

from __future__ import annotations

from mlcore.catalog.entry import Estimator, ModelEntry
from mlcore.catalog.families import linear, near, optional, together, trees

BASELINE = (
    ModelEntry(
        "dummy",
        "Baseline",
        "Ignores every column: answers the average, or how often each class occurs.",
        "tree",
        regressor=Estimator("sklearn.dummy:DummyRegressor"),
        classifier=Estimator("sklearn.dummy:DummyClassifier", (("strategy", "prior"),)),
        quantile=Estimator("sklearn.dummy:DummyRegressor", (("strategy", "quantile"),)),
        cost=0,
        readable=True,
        baseline=True,
        fast=True,
    ),
)

MODELS: tuple[ModelEntry, ...] = (
    *BASELINE, *linear.MODELS, *near.MODELS, *trees.MODELS, *optional.MODELS,
    *together.MODELS,
)  # fmt: skip
