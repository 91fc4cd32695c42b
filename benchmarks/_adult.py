"""A made-up table of the size and shape of the census data set "adult": 48,842 rows, 14 inputs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

ROWS = 48_842
LEVELS = {
    "workclass": 8,
    "education": 16,
    "marital_status": 7,
    "occupation": 14,
    "relationship": 6,
    "race": 5,
    "sex": 2,
    "native_country": 41,
}


def table(rows: int = ROWS, seed: int = 0) -> pd.DataFrame:
    """Return the table: 6 numbers, 8 categories with gaps, and ``income`` (24% ``>50K``)."""
    rng = np.random.default_rng(seed)
    columns: dict[str, object] = {
        "age": rng.gamma(8, 4.8, rows).clip(17, 90).astype(int),
        "fnlwgt": rng.lognormal(12, 0.5, rows).astype(int),
        "education_num": rng.integers(1, 17, rows),
        "capital_gain": (rng.lognormal(8.7, 1, rows) * (rng.random(rows) < 0.08)).astype(int),
        "capital_loss": (rng.normal(1870, 370, rows) * (rng.random(rows) < 0.05)).astype(int),
        "hours_per_week": rng.normal(40, 12, rows).clip(1, 99).astype(int),
    }
    signal = 0.04 * (columns["age"] - 38) + 0.35 * (columns["education_num"] - 10)  # type: ignore[operator]
    for name, count in LEVELS.items():
        shares = rng.dirichlet(np.linspace(0.3, 3, count))
        codes = rng.choice(count, rows, p=shares)
        signal = signal + rng.normal(0, 0.6, count)[codes]
        words = np.array([f"{name.replace('_', ' ')} {level}" for level in range(count)], object)
        columns[name] = np.where(rng.random(rows) < 0.02, None, words[codes])
    chance = signal + rng.logistic(0, 1, rows)
    columns["income"] = np.where(chance > np.quantile(chance, 0.76), ">50K", "<=50K")
    return pd.DataFrame(columns)


def write(folder: Path) -> Path:
    """Write the table as CSV and return its path."""
    path = folder / "adult_sized.csv"
    table().to_csv(path, index=False)
    return path
