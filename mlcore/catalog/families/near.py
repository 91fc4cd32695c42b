"""Models that compare rows, and the network."""

from __future__ import annotations

from mlcore.catalog.distributions import Choice, Float, Int, Params, Space
from mlcore.catalog.entry import Estimator, ModelEntry

_MARGIN = "mlcore.catalog.margins:Margin"
_NETWORK = "mlcore.catalog.network:Network"
_SVM_SPACE: Space = (("C", Float(1e-3, 1e2, log=True)),)
_KERNEL_SPACE: Space = (*_SVM_SPACE, ("gamma", Float(1e-3, 1.0, log=True)))
_CURVED: Params = (("kernel", "rbf"),)
_NETWORK_SPACE: Space = (
    ("units", Int(16, 256, log=True)),
    ("alpha", Float(1e-5, 1.0, log=True)),
    ("learning_rate_init", Float(3e-4, 3e-2, log=True)),
)
_NEIGHBOURS: Params = (("n_neighbors", 15), ("weights", "distance"))
_NEIGHBOURS_SPACE: Space = (
    ("n_neighbors", Int(3, 60, log=True)),
    ("weights", Choice(("uniform", "distance"))),
    ("p", Choice((1, 2))),
)

MODELS: tuple[ModelEntry, ...] = (
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
        "kernel_svm",
        "Kernel support vectors",
        "As linear support vectors, but the border may curve; compares rows with 300 landmarks.",
        "distance",
        regressor=Estimator(f"{_MARGIN}Regressor", _CURVED, _KERNEL_SPACE, seeded=True),
        classifier=Estimator(f"{_MARGIN}Classifier", _CURVED, _KERNEL_SPACE, seeded=True),
        cost=4,
    ),
    ModelEntry(
        "gaussian_process",
        "Gaussian process",
        "Answers like near rows do, and learns from the rows what near means; for small tables.",
        "distance",
        regressor=Estimator("mlcore.catalog.scaled:ScaledProcess", seeded=True),
        classifier=Estimator("mlcore.catalog.processes:ProcessClassifier", seeded=True),
        cost=5,
        most_rows=1000,
    ),
    ModelEntry(
        "network",
        "Neural network",
        "Mixes the columns in one hidden layer, learnt step by step.",
        "linear",
        regressor=Estimator(f"{_NETWORK}Regressor", (), _NETWORK_SPACE, seeded=True),
        classifier=Estimator(f"{_NETWORK}Classifier", (), _NETWORK_SPACE, seeded=True),
        cost=4,
    ),
)
