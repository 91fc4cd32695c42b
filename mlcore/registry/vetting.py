"""The description of a model that came from outside: each fact is of the kind it must be."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

from mlcore.catalog.table import MODELS
from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError, Where
from mlcore.evaluation.metrics import metric
from mlcore.evaluation.recalibration import Recalibration
from mlcore.registry import messages
from mlcore.training.runs import plan_of

META = "meta.json"
LONGEST = 20_000
DEEPEST = 12
Fits = Callable[[Any], bool]


def vetted(files: dict[str, bytes], file: str) -> dict[str, Any]:
    """Return the description among *files*, once every fact in it is of its kind.

    Raises
    ------
    LoupeError
        ``bad_description`` naming the fact.
    """
    try:
        meta = json.loads(files[META])
    except (ValueError, RecursionError):
        meta = None
    if not isinstance(meta, dict):
        raise _bad(file, META)
    for name, fits in FACTS.items():
        if name in meta and not fits(meta[name]):
            raise _bad(file, name)
    for name in ("task", "target", "metric", "model", "format"):
        if name not in meta:
            raise _bad(file, name)
    if not _plain(meta, DEEPEST):
        raise _bad(file, META)
    return meta


def _bad(file: str, fact: str) -> LoupeError:
    return LoupeError(messages.BAD_DESCRIPTION, Where(file=file), fact=fact)


def _text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST


def _number(value: Any) -> bool:
    return _real(value) and math.isfinite(value)


def _real(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _maybe(fits: Fits) -> Fits:
    return lambda value: value is None or fits(value)


def _each(*fits: Fits) -> Fits:
    """Return whether a value is a list with one item of each kind."""
    return lambda value: (
        isinstance(value, list)
        and len(value) == len(fits)
        and all(fit(item) for fit, item in zip(fits, value, strict=True))
    )


def _many(fits: Fits) -> Fits:
    return lambda value: isinstance(value, list) and all(map(fits, value))


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _any(value: Any) -> bool:
    return True


def _metric(value: Any) -> bool:
    try:
        return _text(value) and metric(value) is not None
    except LoupeError:
        return False


def _plan(value: Any) -> bool:
    try:
        return _object(value) and (not value or plan_of(value) is not None)
    except (TypeError, KeyError, ValueError):
        return False


def _recipe(value: Any) -> bool:
    try:
        return value is None or Recipe.from_json(value) is not None
    except (LoupeError, TypeError, KeyError, ValueError, AttributeError):
        return False


def _curves(value: Any) -> bool:
    if value in ({}, None):
        return True
    try:
        ends = [end for curve in Recalibration.from_json(value).curves for end in curve]
    except (TypeError, KeyError, ValueError):
        return False
    return value["method"] in ("isotonic", "sigmoid") and all(map(_number, sum(ends, ())))


def _plain(value: Any, depth: int) -> bool:
    """Tell whether a JSON value is shallow and its numbers finite."""
    if isinstance(value, (dict, list)):
        inner = value.values() if isinstance(value, dict) else value
        return depth > 0 and all(_plain(item, depth - 1) for item in inner)
    return not isinstance(value, float) or math.isfinite(value)


_PAIRS = _many(_each(_text, _text))
FACTS: dict[str, Fits] = {
    "format": _count,
    "task": lambda value: value in ("regression", "binary", "multiclass"),
    "target": _text,
    "metric": _metric,
    "model": lambda value: value in {model.name for model in MODELS},
    "trial": _text,
    "params": _many(_each(_text, _any)),
    "score": _maybe(_number),
    "sd": _maybe(_number),
    "folds": _count,
    "cv_rows": _count,
    "holdout": _maybe(_number),
    "holdout_rows": _count,
    "holdout_bounds": _maybe(_each(_number, _number)),
    "holdout_reason": _text,
    "fits": _PAIRS,
    "rows": _count,
    "widths": _many(_each(_number, _number)),
    "sets": _many(lambda pair: isinstance(pair, list) and all(map(_number, pair))),
    "covered": _maybe(_each(_number, _number, _count)),
    "dataset": _text,
    "fingerprints": _PAIRS,
    "plan": _plan,
    "recipe": _recipe,
    "leaderboard": _many(_object),
    "libraries": _PAIRS,
    "code": _PAIRS,
    "created": _number,
    "threshold": _maybe(_each(_text, _number)),
    "recalibration": _curves,
    "notes": _many(_text),
    "quick": _text,
}
"""What each fact must be."""
