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
    StepSpec("convert", ("<b>x</b>",), (("to", "number"), ("failures", "beside"))),
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
    StepSpec("reorder", ("größe", "<b>x</b>")),
    StepSpec("reorder", ("number",), (("place", "last"),)),
    StepSpec("formula", (), (("to", "sum"), ("formula", "if(`a.b` > 3, number * größe, -1)"))),
    StepSpec(
        "formula", (),
        (("to", "f"), ("formula", "log(`a.b`) / (größe - 2)"), ("undefined", "zero")),
    ),
    StepSpec(
        "formula", (), (("to", "t"), ("formula", "concat(lower(`<b>x</b>`), '-', `<b>x</b>`)"))
    ),
    StepSpec("select_features", ("number", "a.b", "größe"), (("limit", 5.0),)),
    StepSpec("select_features", ("number", "a.b"), (("method", "correlation"), ("limit", 0.0))),
    StepSpec(
        "select_features", ("number", "a.b"),
        (("method", "univariate"), ("target", "größe"), ("keep", 1)),
    ),
    StepSpec(
        "select_features", ("number", "a.b", "größe"),
        (("method", "model"), ("target", "<b>x</b>"), ("keep", 2)),
    ),
    StepSpec("fill_order", ("number", "a.b")),
    StepSpec("fill_order", ("number", "a.b"), (("method", "linear"), ("by", ""))),
    StepSpec(
        "fill_order", ("number", "a.b", "<b>x</b>", "`;--", ""), (("method", "forward"),)
    ),
    StepSpec("fill_order", ("a.b", "<b>x</b>"), (("method", "backward"), ("by", ""))),
    StepSpec("impute_knn", ("number", "a.b", "größe"), (("neighbours", 3),)),
    StepSpec("impute_iterative", ("number", "a.b", "größe")),
    StepSpec("outliers", ("number", "a.b"), (("reach", 0.5),)),
    StepSpec("outliers", ("number", "größe"), (("rule", "z"), ("reach", 1.0), ("action", "flag"))),
    StepSpec("outliers", ("a.b",), (("rule", "mad"), ("reach", 1.0), ("action", "blank"))),
    StepSpec("outliers", ("a.b",), (("rule", "quantile"), ("share", 0.1))),
    StepSpec(
        "outliers", ("number", "a.b"), (("rule", "forest"), ("share", 0.1), ("action", "flag"))
    ),
    StepSpec(
        "outliers", ("number", "a.b"), (("rule", "forest"), ("share", 0.1), ("action", "blank"))
    ),
    StepSpec("reshape", ("number", "a.b")),
    StepSpec("reshape", ("number", "größe"), (("method", "quantile normal"),)),
    StepSpec("reshape", ("a.b",), (("method", "quantile even"),)),
    StepSpec("bin", ("number", "a.b")),
    StepSpec("bin", ("number",), (("method", "width"), ("write", "number"))),
    StepSpec("bin", ("a.b",), (("method", "kmeans"), ("bins", 3))),
    StepSpec("bin", ("a.b",), (("method", "edges"), ("edges", (0, 10.5)))),
    StepSpec("interactions", ("number", "a.b", "größe"), (("squares", True),)),
    StepSpec("cluster", ("number", "a.b"), (("groups", 4), ("to", "segment"))),
    StepSpec("map_values", ("<b>x</b>",), (("values", ("red", "green")), ("to", ("r", "g")))),
    StepSpec(
        "map_values", ("größe",), (("values", (1, 2)), ("to", (0.5, 7)), ("others", "missing"))
    ),
    StepSpec("merge_similar", ("<b>x</b>",)),
    StepSpec("split_text", ("<b>x</b>",), (("separator", "e"),)),
    StepSpec("extract", ("<b>x</b>",), (("pattern", "([a-z]+)(?P<last>[nde]) ?$"),)),
    StepSpec("text_measures", ("<b>x</b>",), (("measures", ("characters", "capitals")),)),
    StepSpec("text_topics", ("<b>x</b>",), (("size", 2),)),
    StepSpec("text_topics", ("<b>x</b>",), (("size", 3), ("unit", "letters"))),
    StepSpec("encode_target", ("<b>x</b>", "`;--"), (("target", "größe"),)),
    StepSpec("encode_target", ("<b>x</b>",), (("target", "number"),)),
    StepSpec("encode_target", ("größe",), (("target", "`;--"),)),
    StepSpec("encode_counts", ("<b>x</b>", "größe")),
    StepSpec("encode_counts", ("`;--",), (("write", "share"),)),
    StepSpec("encode_hash", ("<b>x</b>",), (("size", 4),)),
    StepSpec("drop_near_duplicates", ("<b>x</b>", "größe")),
    StepSpec("drop_outliers", ("number", "a.b"), (("reach", 0.5),)),
    StepSpec("drop_outliers", ("number", "a.b"), (("rule", "forest"), ("share", 0.1))),
    StepSpec("subset", ("<b>x</b>",), (("values", ("red", "blue")),)),
    StepSpec("sort_rows", ("größe", "number"), (("descending", True),)),
    StepSpec("sample_rows", (), (("share", 0.5),)),
    StepSpec("filter_rows", ("größe",), (("condition", "at least"), ("value", 2))),
)  # fmt: skip
"""Every step at least once."""


def name_of(spec: StepSpec) -> str:
    """Return a readable id for a test."""
    values = [str(value) for _, value in spec.params if isinstance(value, str)]
    return "-".join([spec.name, *values])
