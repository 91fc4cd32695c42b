"""Frames and one valid specification of each step, for tests over all steps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.types import StepSpec

ROWS = 60


def mixed(rows: int = ROWS, seed: int = 0) -> pd.DataFrame:
    """Return a frame with every type a dataset has, gaps in each, and awkward names."""
    rng = np.random.default_rng(seed)
    gaps = rng.random((rows, 6)) < 0.15
    frame = pd.DataFrame(
        {
            "number": np.where(gaps[:, 0], np.nan, rng.normal(10, 5, rows)),
            "a.b": pd.array(rng.integers(-3, 30, rows), dtype="Int64"),
            "<b>x</b>": pd.array(rng.choice(["red", "green", " Blue ", "blue"], rows), dtype="str"),
            "`;--": pd.array(rng.random(rows) < 0.5, dtype="boolean"),
            "": np.datetime64("2026-01-01", "us")
            + rng.integers(0, 900, rows).astype("timedelta64[D]"),
            "größe": rng.integers(1, 4, rows),
        }
    )
    frame.loc[gaps[:, 1], "a.b"] = pd.NA
    frame.loc[gaps[:, 2], "<b>x</b>"] = None
    frame.loc[gaps[:, 3], "`;--"] = pd.NA
    frame.loc[gaps[:, 4], ""] = pd.NaT
    return frame


SPECS: tuple[StepSpec, ...] = (
    StepSpec("drop", ("a.b", "`;--")),
    StepSpec("keep", ("number", "", "<b>x</b>")),
    StepSpec("rename", ("`;--",), (("to", "flag"),)),
    StepSpec("convert", ("größe", "a.b"), (("to", "text"),)),
    StepSpec("convert", ("<b>x</b>",), (("to", "number"), ("failures", "missing"))),
    StepSpec("convert", ("number",), (("to", "integer"), ("failures", "missing"))),
    StepSpec("convert", ("größe",), (("to", "boolean"), ("failures", "missing"))),
    StepSpec("convert", ("",), (("to", "date"),)),
    StepSpec("impute", ("number", "a.b"), (("strategy", "mean"), ("indicator", True))),
    StepSpec("impute", ("number", "a.b", ""), (("strategy", "median"),)),
    StepSpec("impute", ("<b>x</b>", "`;--", "a.b", ""), (("strategy", "mode"),)),
    StepSpec("impute", ("<b>x</b>",), (("strategy", "constant"), ("value", "none"))),
    StepSpec("set_missing", ("a.b", "<b>x</b>"), (("values", (3, "red")),)),
    StepSpec("clip", ("number", "a.b"), (("method", "iqr"), ("reach", 0.5))),
    StepSpec("clip", ("number",), (("method", "quantile"), ("low", 0.1), ("high", 0.9))),
    StepSpec("clip", ("a.b",), (("method", "range"), ("low", 0))),
    StepSpec("scale", ("number", "a.b", "größe")),
    StepSpec("scale", ("number",), (("method", "minmax"),)),
    StepSpec("scale", ("a.b",), (("method", "robust"),)),
    StepSpec("log", ("number",), (("signed", True),)),
    StepSpec("clean_text", ("<b>x</b>",), (("case", "lower"),)),
    StepSpec("merge_values", ("<b>x</b>",), (("values", ("red", "green")), ("to", "warm"))),
    StepSpec("group_rare", ("<b>x</b>",), (("share", 0.3),)),
    StepSpec("encode", ("<b>x</b>", "`;--", "größe")),
    StepSpec("encode", ("<b>x</b>",), (("top", 2),)),
    StepSpec("encode", ("<b>x</b>",), (("method", "ordinal"), ("order", ("red", "green")))),
    StepSpec("date_parts", ("",), (("keep", True),)),
    StepSpec("date_parts", ("",), (("parts", ("year", "day of year", "hour", "days since 1970")),)),
    StepSpec("drop_duplicates", ("<b>x</b>", "größe")),
    StepSpec("drop_missing_rows"),
    StepSpec("filter_rows", ("größe",), (("condition", "at least"), ("value", 2))),
)  # fmt: skip
"""Every step at least once."""


def name_of(spec: StepSpec) -> str:
    """Return a readable id for a test."""
    values = [str(value) for _, value in spec.params if isinstance(value, str)]
    return "-".join([spec.name, *values])
