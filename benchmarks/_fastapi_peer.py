"""What people write first: FastAPI around a scikit-learn pipeline, a frame per request."""

from __future__ import annotations

import os
from typing import Any

import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
pipeline = joblib.load(os.environ["PEER_PIPELINE"])


class Asked(BaseModel):
    """Rows by column name."""

    rows: list[dict[str, float | str | None]]


@app.get("/livez")
def livez() -> dict[str, bool]:
    """Tell that it runs."""
    return {"live": True}


@app.post("/predict")
def predict(asked: Asked) -> dict[str, Any]:
    """Answer rows."""
    return {"predictions": pipeline.predict(pd.DataFrame(asked.rows)).tolist()}
