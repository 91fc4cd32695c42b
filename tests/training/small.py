"""The catalogue with few trees and short walks: every kind of model, little of the time.

For tests of what is done with models (which rows they see, that they are kept, exported, named),
not of how well they do.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlcore.catalog import catboosted, lightgbm, models, xgboosted
from mlcore.catalog.entry import Estimator, ModelEntry
from mlcore.catalog.table import MODELS

FEWER = {
    "RandomForest": {"n_estimators": 6},
    "ExtraTrees": {"n_estimators": 6},
    "HistGradientBoosting": {"max_iter": 6},
    "AdaTrees": {"n_estimators": 4},
    "Network": {"max_iter": 8},
}
"""What of an estimator's parameters takes the time, by the beginning of its class."""


def _smaller(made: Estimator | None) -> Estimator | None:
    name = made.path.partition(":")[2] if made else ""
    fewer = next((given for kind, given in FEWER.items() if name.startswith(kind)), {})
    return replace(made, defaults=tuple((dict(made.defaults) | fewer).items())) if made else None


def small(model: ModelEntry) -> ModelEntry:
    """Return the entry with fewer of what takes the time."""
    return replace(
        model,
        regressor=_smaller(model.regressor),
        classifier=_smaller(model.classifier),
        quantile=_smaller(model.quantile),
    )


def put(monkeypatch: pytest.MonkeyPatch, scripted: bool = False) -> None:
    """Make every model of the catalogue a small one until *monkeypatch* is undone.

    Parameters
    ----------
    monkeypatch : MonkeyPatch
        Changed here.
    scripted : bool
        The models leave as scripts, which take the number of boosted trees from our source:
        those stay as they are.
    """
    monkeypatch.setattr(models, "MODELS", tuple(small(model) for model in MODELS))
    for module in () if scripted else (catboosted, lightgbm, xgboosted):
        monkeypatch.setattr(module, "TREES", 8)
