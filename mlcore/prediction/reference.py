"""How the training rows were distributed: what later traffic is compared with."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mlcore.prediction.columns import as_json
from mlcore.prediction.hints import texts
from mlcore.prediction.parts import learn_parts, measure_of
from mlcore.types import Signature, to_json

SHARES = tuple(step / 20 for step in range(21))
MOST_LEVELS = 50


def reference(signature: Signature, frame: pd.DataFrame) -> dict[str, Any]:
    """Return rows, and per input the share missing, the distribution and its parts, as JSON values.

    Parameters
    ----------
    signature : Signature
        The inputs.
    frame : pandas.DataFrame
        The rows the model was fitted on.
    """
    fields = {}
    for field in signature.fields:
        known = frame[field.name].dropna()
        described: dict[str, Any] = {"missing": 1 - len(known) / max(1, len(frame))}
        if field.kind in ("integer", "number", "date"):
            described |= {"quantiles": _quantiles(known)}
        elif field.kind != "text":
            shares = texts(known).value_counts(normalize=True).head(MOST_LEVELS)
            described |= {"shares": {str(k): float(v) for k, v in shares.items()}}
        parts = learn_parts(frame[field.name], measure_of(field))
        fields[field.name] = described | {"parts": to_json(parts)}
    return {"rows": len(frame), "fields": fields}


def _quantiles(known: pd.Series[Any]) -> list[Any]:
    if not pd.api.types.is_datetime64_any_dtype(known):
        numbers = known.to_numpy(dtype="float64")
        known = pd.Series(numbers[np.isfinite(numbers)])
    if not len(known):
        return []
    ordered = known.sort_values()
    positions = [round(share * (len(ordered) - 1)) for share in SHARES]
    return [as_json(value) for value in ordered.iloc[positions].array]
