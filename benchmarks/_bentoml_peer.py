"""BentoML's way to offer a scikit-learn pipeline; run in an environment of its own."""

from __future__ import annotations

import os
from typing import Any

import bentoml
import joblib
import pandas as pd


@bentoml.service(workers=1)
class Pipeline:
    """The pipeline of the comparison."""

    def __init__(self) -> None:
        self.pipeline = joblib.load(os.environ["PEER_PIPELINE"])

    @bentoml.api
    def predict(self, rows: list[dict[str, Any]]) -> list[float]:
        """Answer rows."""
        return [float(value) for value in self.pipeline.predict(pd.DataFrame(rows))]
