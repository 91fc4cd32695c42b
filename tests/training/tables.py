"""Small tables of every sort of column, as datasets in a store of their own."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd

from mlcore.data import kinds, table
from mlcore.data.dataset import Dataset
from mlcore.store.objects import Objects


def dataset(frame: pd.DataFrame, objects: Objects, name: str = "table") -> Dataset:
    """Return *frame* as a dataset, as reading it would give."""
    data = table.to_parquet(table.to_arrow(frame))
    fingerprint = hashlib.sha256(data).hexdigest()
    return Dataset(name, fingerprint, len(frame), kinds.specs(frame), objects.put(data), objects)


def mixed(rows: int = 240, seed: int = 0) -> pd.DataFrame:
    """Return columns of every kind with gaps; ``price``, ``yes`` and ``kind3`` to predict."""
    random = np.random.default_rng(seed)
    size, age = random.normal(size=rows), random.integers(18, 80, rows)
    colour = random.choice(["red", "green", "blue", "gréy"], rows, p=[0.4, 0.3, 0.2, 0.1])
    value = 3 * size + 0.05 * age + 2 * (colour == "red") + random.normal(size=rows)
    days = pd.to_timedelta(random.integers(0, 900, rows), "D")
    notes = random.choice(["good clean cat", "bad old dog", "good dog"], rows)
    frame = pd.DataFrame({
        "size": _gaps(size, random),
        "age": pd.array(age, dtype="Int64"),
        "colour": pd.Series(colour, dtype="str"),
        "new": random.random(rows) < 0.5,
        "since": (pd.Timestamp("2020-01-01") + days).astype("datetime64[us]"),
        "note": pd.Series([f"{note} {i}" for i, note in enumerate(notes)], dtype="str"),
        "price": value,
        "yes": pd.Series(np.where(value > 4, "yes", "no"), dtype="str"),
        "kind3": np.digitize(value, [2.0, 6.0]),
    })  # fmt: skip
    frame.loc[random.random(rows) < 0.1, ["age", "colour"]] = None
    return frame


def only(frame: pd.DataFrame, target: str) -> pd.DataFrame:
    """Return *frame* with one of its three targets."""
    return frame.drop(columns=[n for n in ("price", "yes", "kind3") if n != target])


def _gaps(values: np.ndarray, random: Any) -> np.ndarray:
    return np.where(random.random(len(values)) < 0.1, np.nan, values)
