"""The cells of a text file as they stand in it: for tables that go out as they came in."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl

from mlcore.data import delimited, source
from mlcore.data.dataset import Dataset
from mlcore.data.options import ReadOptions


def as_written(found: source.Source, data: Dataset) -> pd.DataFrame | None:
    """Return the cells of *data* as texts, exactly as they stand in the file it was read from.

    A column of numbers may hold ``1`` and ``2.5``: as numbers they are written 1.0 and 2.5 again.

    Parameters
    ----------
    found : Source
        What *data* was read from.
    data : Dataset
        Its rows and columns are returned, no others.

    Returns
    -------
    DataFrame or None
        Missing only where the file has no cell; None for files whose cells have types of their
        own (workbooks, Parquet, JSON).
    """
    options: dict[str, Any] = dict(data.lineage.options)
    if options.pop("format", None) != "csv":
        return None
    raw = delimited.read(found.data, ReadOptions(**options), found.filename)
    if (len(raw.columns), len(raw.columns[0])) != (len(data.columns), data.rows):
        return None
    cells = [column.cast(pl.String).to_list() for column in raw.columns]
    texts = {
        name: pd.array(column, dtype="str") for name, column in zip(data.names, cells, strict=True)
    }
    return pd.DataFrame(texts)
