"""Tables for the tests of profiling."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from mlcore.data import table
from mlcore.data.dataset import Dataset
from mlcore.data.kinds import specs
from mlcore.store.objects import Objects
from mlcore.types import Kind


def dataset(frame: pd.DataFrame, folder: Path, kinds: Mapping[str, Kind] | None = None) -> Dataset:
    """Return *frame* as a data set whose file is in *folder*."""
    objects = Objects(folder / "objects")
    sha = objects.put(table.to_parquet(table.to_arrow(frame)))
    return Dataset("table", sha, len(frame), specs(frame, kinds), sha, objects)
