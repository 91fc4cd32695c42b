"""Requests as the service tells them: rows drawn like the training rows, or shifted."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from mlcore.monitoring import window
from mlcore.monitoring.logged import Served, said
from mlcore.monitoring.window import Window
from mlcore.prediction.answer import answers
from mlcore.prediction.columns import as_json
from mlcore.prediction.model import Model

KEY = ("default", "houses")
NOW = float(int(time.time()) // 3600 * 3600 - 7200)


def houses(rows: int, seed: int, **changes: object) -> pd.DataFrame:
    """Return rows drawn as :func:`tests.prediction.making.plain_regression` draws them."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "size": rng.normal(50, 20, rows).round(2),
            "rooms": rng.integers(1, 9, rows),
            "kind": rng.choice(["flat", "house", "barn"], rows, p=[0.6, 0.3, 0.1]),
        }
    )
    return frame.assign(**changes)


def records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Return the rows as JSON objects."""
    names = list(frame)
    cells = zip(*(frame[name].array for name in names), strict=True)
    return [dict(zip(names, map(as_json, row), strict=True)) for row in cells]


def asked(model: Model, frame: pd.DataFrame) -> Window:
    """Return the rows answered by *model*."""
    return window.of_records(model, records(frame))


def served(
    model: Model, frame: pd.DataFrame, request: str = "r", at: float = NOW, **facts: object
) -> Served:
    """Return the rows as one request that was answered."""
    rows = records(frame)
    made = answers(model, model.check(rows))
    told = {"seconds": 0.004, "status": "ok"} | facts
    return Served(*KEY, 1, request, at, rows=rows, answers=tuple(map(said, made)), **told)  # type: ignore[arg-type]
