"""Numbers of a step as they stand in its formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mlcore.learn.lesson import Told

_SIGN = re.compile(r"(?:[-+−/]|/\\,|\\cdot|\\times)$")


def bracketed(told: Sequence[Told], formulas: Sequence[str]) -> tuple[Told, ...]:
    """Return *told* with brackets around each negative number that follows a sign or a product.

    Parameters
    ----------
    told : sequence of Told
        What each frame shows.
    formulas : sequence of str
        Of the lesson, TeX with ``#`` where a number stands.
    """
    return tuple(
        replace(one, numbers=_within(formulas[one.formula], one.numbers)) if one.numbers else one
        for one in told
    )


def _within(formula: str, numbers: tuple[str, ...]) -> tuple[str, ...]:
    before = [part.rstrip() for part in formula.split("#")]
    return tuple(
        f"({number})" if number.startswith("−") and _SIGN.search(before[at]) else number
        for at, number in enumerate(numbers)
    )
