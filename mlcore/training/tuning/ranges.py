"""What may be tried of a model: the catalogue's space, narrowed as a plan says."""

from __future__ import annotations

import difflib
import math
from dataclasses import replace
from typing import Any

from mlcore.catalog.distributions import Choice, Distribution, Float, Int, Space
from mlcore.catalog.models import entry
from mlcore.errors import LoupeError, Where
from mlcore.training import messages
from mlcore.types import Plan


def space_of(plan: Plan, model: str) -> Space:
    """Return the search space of *model*.

    Raises
    ------
    LoupeError
        ``bad_search_range`` when the plan asks for what the model cannot take.
    """
    own = {name: (low, high) for of, name, low, high in plan.ranges if of == model}
    space = entry(model).space(plan.aim)
    _known(model, own, space)
    return tuple(
        (
            name,
            _narrowed(f"{model}.{name}", distribution, *own[name]) if name in own else distribution,
        )
        for name, distribution in space
    )


def check_ranges(plan: Plan) -> None:
    """Refuse ranges that no model of *plan* can be searched in; errors as :func:`space_of`."""
    for of, name, *_bounds in plan.ranges:
        if of not in plan.models:
            raise _refused(f"{of}.{name}", "that model is not among those trained")
    for model in plan.models:
        space_of(plan, model)


def _known(model: str, own: dict[str, Any], space: Space) -> None:
    names = [name for name, _ in space]
    for name in own:
        if name not in names:
            near = difflib.get_close_matches(name, names, 1) or names
            hint = f"it may be tuned by: {', '.join(near)}" if near else "it has nothing to tune"
            raise _refused(f"{model}.{name}", f"there is no such parameter; {hint}")


def _narrowed(field: str, distribution: Distribution, low: float, high: float) -> Distribution:
    if isinstance(distribution, Choice):
        raise _refused(field, f"it is one of {', '.join(map(str, distribution.options))}")
    if not (math.isfinite(low) and math.isfinite(high)):
        raise _refused(field, "both ends must be numbers")
    if low >= high:
        raise _refused(field, f"{low:g} is not below {high:g}")
    _check_bounds(field, distribution, low, high)
    if isinstance(distribution, Int):
        return replace(distribution, low=int(low), high=int(high))
    return replace(distribution, low=float(low), high=float(high))


def _check_bounds(field: str, distribution: Float | Int, low: float, high: float) -> None:
    """Refuse what no estimator takes: a share above 1, nothing or less where more is needed."""
    if isinstance(distribution, Int) and low < 1:
        raise _refused(field, f"{low:g} is too low; it starts at 1")
    if distribution.log and low <= 0:
        raise _refused(field, f"{low:g} is too low; it is always above 0")
    if distribution.low >= 0 > low:
        raise _refused(field, f"{low:g} is too low; it starts at 0")
    if isinstance(distribution, Float) and distribution.high == 1 < high:
        raise _refused(field, f"{high:g} is too high; it ends at 1")


def _refused(field: str, reason: str) -> LoupeError:
    return LoupeError(messages.BAD_RANGE, Where(field=field), field=field, reason=reason)
