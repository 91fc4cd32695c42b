"""Loupe as a notebook user writes it: ``import mlcore as ml``.

Names are looked up when first used, so that importing the package stays quick.

>>> import mlcore as ml
>>> ml.Plan(target="survived").folds
5
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_WHERE = {
    "read": "mlcore.notebook:read",
    "join": "mlcore.notebook:join",
    "append": "mlcore.notebook:append",
    "split": "mlcore.notebook:split",
    "profile": "mlcore.profiling.profile:profile",
    "Recipe": "mlcore.cleaning.recipe:Recipe",
    "StepSpec": "mlcore.types:StepSpec",
    "Plan": "mlcore.types:Plan",
    "train": "mlcore.training.train:train",
    "package": "mlcore.prediction.package:package",
    "Registry": "mlcore.notebook:registry",
    "SAMPLES": "mlcore.data.samples:SAMPLES",
    "LoupeError": "mlcore.errors:LoupeError",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _WHERE[name].split(":")
    value = globals()[name] = getattr(import_module(module), attribute)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_WHERE})
