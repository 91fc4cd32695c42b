"""What is odd about an accepted value: outside the training range, or never seen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from heapq import nlargest
from typing import Any

import numpy as np
import pandas as pd

from mlcore.prediction.messages import meant, remark
from mlcore.training.preparation.values import label
from mlcore.types import Field, Signature

MOST_CATEGORIES = 200
"""Levels a signature lists."""
LOOKED_UP = 20
"""Different unknown values of a column for which the nearest levels are looked up."""
FINALISTS = 8
HUGE = 1e19
"""From here on a number is said in six digits."""
SHOWN = 40
"""Characters shown of a value."""
FAR = 0.5
"""Beyond the training values by more than this share of their width is outside experience."""
HEAVY = 0.2
"""Share of importance from which an unknown category puts a row outside experience."""
SIMILAR = 0.8
"""Share of letters two spellings must have in common, in order, for one to be suggested."""


@dataclass(frozen=True)
class Remark:
    """Something about one value, by code; ``row`` counts from 1, None means every row."""

    row: int | None
    column: str
    code: str
    facts: tuple[tuple[str, Any], ...] = ()

    @property
    def message(self) -> str:
        """The sentence."""
        return remark(self.code, {"column": self.column, **dict(self.facts)})


def hints(field: Field, values: pd.Series[Any]) -> Iterator[Remark]:
    """Yield the remarks on one column of accepted values."""
    if field.kind in ("integer", "number") and field.low is not None and field.high is not None:
        numbers = values.to_numpy(dtype="float64", na_value=np.nan)
        yield from _range(field, numbers, field.low, field.high, _plain)
    elif field.kind == "date" and field.low_date:
        low, high = (pd.Timestamp(text).to_datetime64() for text in _ends(field))
        yield from _range(field, values.to_numpy(), low, high, _day)
    elif field.kind == "category" and field.categories:
        yield from _unknown(field, values)


def _ends(field: Field) -> tuple[str, str]:
    return field.low_date, field.high_date or field.low_date


def _range(field: Field, values: Any, low: Any, high: Any, show: Any) -> Iterator[Remark]:
    width = high - low
    for code, mask, limit in (
        ("below_range", values < low, low),
        ("above_range", values > high, high),
    ):
        for row in np.flatnonzero(mask).tolist():
            far = float(abs(values[row] - limit) / width) if width else math.inf
            facts = (("value", show(values[row])), ("limit", show(limit)), ("far", far))
            yield Remark(row + 1, field.name, code, facts)


def _plain(value: float) -> str:
    if abs(value) >= HUGE:
        return f"{value:.6g}"
    return f"{round(value, 6):,}".removesuffix(".0") if abs(value) < 1e15 else f"{value:,.0f}"


def _day(value: Any) -> str:
    return str(pd.Timestamp(value)).removesuffix(" 00:00:00")


def texts(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return the texts that stand for categories: 3 and 3.0 are both ``3``."""
    if isinstance(values.dtype, pd.StringDtype):
        return values
    labels = {value: label(value) for value in values.dropna().unique().tolist()}
    return values.map(labels).astype("str")


def _unknown(field: Field, values: pd.Series[Any]) -> Iterator[Remark]:
    known = _set(field.categories)
    code = "rare_category" if len(field.categories) >= MOST_CATEGORIES else "unknown_category"
    facts: dict[str, tuple[tuple[str, Any], ...]] = {}
    found = texts(values)
    if known.issuperset(found.dropna().unique()):
        return
    for row, text in enumerate(found.array):
        if text in known or pd.isna(text):
            continue
        if text not in facts:
            close = _close(text[:SHOWN], field.categories) if len(facts) < LOOKED_UP else ()
            facts[text] = (
                ("value", f"“{text[:SHOWN]}”"),
                ("nearest", meant(close)),
                ("count", len(field.categories)),
            )
        yield Remark(row + 1, field.name, code, facts[text])


@lru_cache(256)
def _set(categories: tuple[str, ...]) -> frozenset[str]:
    return frozenset(categories)


@lru_cache(1024)
def _close(text: str, categories: tuple[str, ...]) -> tuple[str, ...]:
    """Return the levels similar to *text*, at most three, the most similar first.

    Letters in any order bound the similarity from above, so only the best by them are compared
    in full.
    """
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(text.casefold())
    rough: list[tuple[float, str]] = []
    for level in categories:
        matcher.set_seq1(level[:SHOWN].casefold())
        rough.append((matcher.quick_ratio(), level))
    exact: list[tuple[float, str]] = []
    for _, level in nlargest(FINALISTS, rough, key=_first):
        matcher.set_seq1(level[:SHOWN].casefold())
        exact.append((matcher.ratio(), level[:SHOWN]))
    exact = [pair for pair in exact if pair[0] >= SIMILAR]
    return tuple(level for _, level in nlargest(3, exact, key=_first))


def _first(pair: tuple[float, str]) -> float:
    return pair[0]


def outside(signature: Signature, remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """Return the remarks that put a row outside what the model has experience with.

    A number or a date does when it lies beyond the training values by more than ``FAR`` of
    their width; an unknown category does in a field that carries at least ``HEAVY`` of the
    model's importance.
    """
    weights = {field.name: field.importance for field in signature.fields}
    return tuple(
        remark
        for remark in remarks
        if dict(remark.facts).get("far", 0.0) > FAR
        or (remark.code == "unknown_category" and weights.get(remark.column, 0.0) >= HEAVY)
    )


def nearest(ignored: tuple[str, ...], names: tuple[str, ...]) -> Iterator[Remark]:
    """Yield a remark for each ignored name that looks like an input's."""
    levels = {name.casefold()[:SHOWN]: name for name in reversed(names)}
    for name in ignored[:LOOKED_UP]:
        close = get_close_matches(name.casefold()[:SHOWN], levels, n=1, cutoff=SIMILAR)
        if close:
            yield Remark(None, name, "similar_name", (("nearest", levels[close[0]]),))
