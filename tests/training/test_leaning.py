"""What a trial leans on: the column that decides, on rows its fit has not seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from mlcore.data.dataset import Dataset
from mlcore.training.leaning import leaning
from mlcore.training.train import train
from mlcore.types import Plan


def test_only_the_deciding_column_matters(keep: Callable[[pd.DataFrame], Dataset]) -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"a": random.normal(size=300), "noise": random.normal(size=300)})
    frame["y"] = 3 * frame["a"] + random.normal(scale=0.1, size=300)
    run = train(keep(frame), Plan("y", models=("linear",), folds=3))
    found = leaning(run)
    assert found.columns[0].column == "a"
    assert found.columns[0].share > 0.95
    assert found.rows == len(run.splits.folds[0][1])
    assert leaning(run, rows=20).rows == 20
    assert leaning(run) == found
