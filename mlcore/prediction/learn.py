"""What a model takes, learnt from the raw training columns."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from mlcore.prediction.columns import plain
from mlcore.prediction.hints import MOST_CATEGORIES, texts
from mlcore.types import ColumnSpec, Field, Scalar

MOST_DECIMALS = 6
LOOKED_AT = 2000
"""Values whose digits are counted."""


def learn(spec: ColumnSpec, values: pd.Series[Any], importance: float = 0.0) -> Field:
    """Return the input that a training column describes.

    Parameters
    ----------
    spec : ColumnSpec
        Name, kind and storage type.
    values : pandas.Series
        The rows the model was fitted on.
    importance : float
        The column's share of permutation importance.
    """
    known = values.dropna()
    facts = _FACTS[spec.kind](known) if len(known) else {}
    return Field(
        name=spec.name,
        kind=spec.kind,
        required=len(known) == len(values),
        importance=importance,
        dtype=spec.dtype,
        **facts,
    )


def _number(known: pd.Series[Any]) -> dict[str, Any]:
    numbers = known.to_numpy(dtype="float64")
    numbers = numbers[np.isfinite(numbers)]
    if not len(numbers):
        return {}
    low, q05, median, q95, high = np.quantile(numbers, (0, 0.05, 0.5, 0.95, 1)).tolist()
    decimals = max(map(_digits, numbers[:LOOKED_AT].tolist()))
    typical = _inside(_rounded(median, decimals), low, high)
    return {
        "low": low,
        "high": high,
        "usual": (q05, q95),
        "typical": typical,
        "decimals": decimals,
    }


def _rounded(value: float, decimals: int) -> float:
    """Return *value* as finely as training had it, or in six digits."""
    return round(value, decimals) if decimals < MOST_DECIMALS else float(f"{value:.6g}")


def _integer(known: pd.Series[Any]) -> dict[str, Any]:
    facts = _number(known)
    middle = known.sort_values().iloc[(len(known) - 1) // 2]
    return {**facts, "typical": int(middle), "decimals": 0}


def _inside(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _digits(value: float) -> int:
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return min(MOST_DECIMALS, max(0, -int(exponent)))


def _boolean(known: pd.Series[Any]) -> dict[str, Any]:
    return {"typical": bool(known.mode().iloc[0])}


def _category(known: pd.Series[Any]) -> dict[str, Any]:
    counts = texts(known).value_counts(sort=False)
    levels = sorted(counts.index, key=lambda level: (-counts[level], level))
    typical: Scalar = levels[0]
    return {"categories": tuple(levels[:MOST_CATEGORIES]), "typical": typical}


def _date(known: pd.Series[Any]) -> dict[str, Any]:
    ordered = known.sort_values()
    low, middle, high = (_day(ordered.iloc[at]) for at in (0, len(ordered) // 2, -1))
    return {"low_date": low, "high_date": high, "typical": middle}


def _day(value: Any) -> str:
    return str(plain(value).isoformat()).removesuffix("T00:00:00")


def _text(known: pd.Series[Any]) -> dict[str, Any]:
    return {}


_FACTS: Mapping[str, Any] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "category": _category,
    "date": _date,
    "text": _text,
}
