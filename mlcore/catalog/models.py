"""Ask the catalogue: which entry, which ones a plan means, and build one estimator."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from mlcore.catalog import messages
from mlcore.catalog.distributions import Params
from mlcore.catalog.entry import ModelEntry
from mlcore.catalog.table import MODELS
from mlcore.errors import LoupeError, Where
from mlcore.types import Aim, Plan

__all__ = [
    "MODELS", "build", "chosen", "entry", "offered", "planned", "refuse_many_rows", "suitable",
]  # fmt: skip


def entry(name: str) -> ModelEntry:
    """Return the entry called *name*.

    Raises
    ------
    LoupeError
        ``model_not_offered``, with the nearest name.
    """
    for model in MODELS:
        if model.name == name:
            return model
    near = difflib.get_close_matches(name.lower(), [model.name for model in MODELS], 1)
    hint = f" (nearest: “{near[0]}”)" if near else ""
    raise LoupeError(
        messages.UNKNOWN_MODEL,
        Where(field="models", model=name),
        name=name,
        hint=hint,
        choices=_names(MODELS),
    )


def offered(aim: Aim) -> tuple[ModelEntry, ...]:
    """Return every entry made for *aim*, cheapest first, ensembles last."""
    models = [model for model in MODELS if model.suits(aim)]
    return tuple(sorted(models, key=lambda model: (model.ensemble, model.cost)))


def suitable(aim: Aim) -> tuple[ModelEntry, ...]:
    """Return those of :func:`offered` whose library is installed."""
    return tuple(model for model in offered(aim) if model.installed)


def chosen(names: Sequence[str], aim: Aim) -> tuple[ModelEntry, ...]:
    """Return what a plan's ``models`` mean for *aim*, each once, cheapest first.

    Parameters
    ----------
    names : sequence of str
        Catalogue names; ``"fast"`` and ``"all"`` stand for groups.
    aim : Aim
        What is to be predicted.

    Raises
    ------
    LoupeError
        ``model_not_offered``, ``model_not_installed``, ``unsuitable_model`` or ``no_model``.
    """
    picked = {model.name for name in names for model in _group(name, aim)}
    if not picked:
        raise LoupeError(messages.NO_MODEL, choices=_names(suitable(aim)))
    return tuple(model for model in suitable(aim) if model.name in picked)


def planned(plan: Plan, name: str, params: Params = ()) -> Any:
    """Return the estimator called *name* as *plan* wants it; see :func:`build`."""
    level = {} if plan.quantile is None else {"quantile": plan.quantile}
    return build(name, plan.aim, {**dict(params), **level}, plan.seed)


def build(name: str, aim: Aim, params: Mapping[str, Any] | Params = (), seed: int = 0) -> Any:
    """Return a new scikit-learn estimator, not yet fitted, that uses one thread.

    Parameters
    ----------
    name : str
        Catalogue name.
    aim : Aim
        Decides between regressor and classifier.
    params : mapping or tuple of pairs
        Laid over the catalogue's defaults.
    seed : int
        ``random_state`` where the estimator has one.

    Raises
    ------
    LoupeError
        ``model_not_offered`` or ``unsuitable_model``.
    """
    made = _only_suitable(entry(name), aim).made_for(aim)
    assert made is not None
    module, _, class_name = made.path.partition(":")
    values = dict(made.defaults) | dict(params)
    if made.seeded:
        values["random_state"] = seed
    return getattr(import_module(module), class_name)(**values)


def refuse_many_rows(model: ModelEntry, rows: int) -> None:
    """Refuse a model that is made for smaller tables.

    Raises
    ------
    LoupeError
        ``too_many_rows_for_model``.
    """
    if model.most_rows is not None and rows > model.most_rows:
        facts = {"title": model.title, "most": f"{model.most_rows:,}", "rows": f"{rows:,}"}
        raise LoupeError(messages.TOO_MANY_ROWS, Where(model=model.name), **facts)


def _group(name: str, aim: Aim) -> tuple[ModelEntry, ...]:
    if name in ("fast", "all"):
        return tuple(model for model in suitable(aim) if model.fast or name == "all")
    return (_only_suitable(entry(name), aim),)


def _only_suitable(model: ModelEntry, aim: Aim) -> ModelEntry:
    if not model.installed:
        place = Where(field="models", model=model.name)
        facts = {"title": model.title, "package": model.package}
        raise LoupeError(messages.NOT_INSTALLED, place, **facts)
    if model.suits(aim):
        return model
    raise LoupeError(
        messages.UNSUITABLE_MODEL,
        Where(field="models", model=model.name),
        title=model.title,
        task="quantiles" if aim == "quantile" else f"{aim} targets",
        choices=_names(suitable(aim)),
    )


def _names(models: Sequence[ModelEntry]) -> str:
    return ", ".join(("fast", "all", *(model.name for model in models)))
