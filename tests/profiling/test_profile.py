"""A profile's numbers are those of pandas, whatever the columns are called."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlcore.errors import LoupeError
from mlcore.profiling import cells, measure
from mlcore.profiling import measured as module
from mlcore.profiling import profile as profiling
from mlcore.profiling.profile import profile
from tests.profiling.tables import dataset

QUIET = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ODD_NAMES = ("<b>x</b>", "a.b", 'say "hi"', "*", "^a$", "", "{name}", "`", "naïve 中")


def _mixed(rows: int = 500, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    number = np.where(rng.random(rows) < 0.1, np.nan, rng.lognormal(size=rows))
    return pd.DataFrame(
        {
            "number": number,
            "whole": rng.integers(-40, 900, rows),
            "gaps": pd.array(np.where(rng.random(rows) < 0.2, None, 3), dtype="Int64"),
            "flag": rng.random(rows) < 0.3,
            "word": pd.array(rng.choice(["a", "bb", "ccc"], rows), dtype="str"),
            "day": pd.to_datetime("2024-01-01") + pd.to_timedelta(rng.integers(0, 90, rows), "D"),
        }
    )


@pytest.mark.parametrize("name", ["number", "whole"])
def test_numbers_are_those_of_pandas(tmp_path: Path, name: str) -> None:
    frame = _mixed()
    values = frame[name].dropna()
    found = profile(dataset(frame, tmp_path)).column(name)
    assert found.missing == frame[name].isna().sum()
    assert found.unique == values.nunique()
    assert found.mean == pytest.approx(values.mean(), rel=1e-9)
    assert found.sd == pytest.approx(values.std(), rel=1e-9)
    assert found.skew == pytest.approx(values.skew(), rel=1e-9)
    assert found.zeros == (values == 0).sum()
    assert found.most == values.value_counts().iloc[0]
    expected = values.quantile([0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]).tolist()
    quantiles = found.quantiles
    assert quantiles is not None
    assert list(vars(quantiles).values()) == pytest.approx(expected, rel=1e-9)
    q25, q75 = values.quantile(0.25), values.quantile(0.75)
    outside = (values < q25 - 1.5 * (q75 - q25)) | (values > q75 + 1.5 * (q75 - q25))
    assert found.outliers == outside.sum()
    assert (found.outliers > 0) == (name == "number")


@QUIET
@given(st.lists(st.floats(allow_subnormal=False) | st.none(), min_size=1, max_size=40))
def test_any_floats(tmp_path: Path, values: list[float | None]) -> None:
    series = pd.Series(values, dtype="float64")
    found = profile(dataset(series.to_frame("x"), tmp_path)).columns[0]
    finite = series[np.isfinite(series)]
    assert found.missing == series.isna().sum()
    assert found.unique == series.nunique()
    assert found.infinite == np.isinf(series).sum()
    assert (found.quantiles is None) == finite.empty
    if found.quantiles is not None:
        assert found.quantiles.low == finite.min()
        assert found.quantiles.high == finite.max()
        assert finite.min() <= float(found.quantiles.median) <= finite.max()
    if found.histogram is not None:
        assert sum(found.histogram.counts) == len(finite)
        assert list(found.histogram.edges) == sorted(set(found.histogram.edges))
        assert len(found.histogram.counts) <= 30
    numbers = (found.mean, found.sd, found.skew)
    assert all(number is None or math.isfinite(number) for number in numbers)


def test_histogram_of_numbers_is_numpys(tmp_path: Path) -> None:
    frame = _mixed()
    found = profile(dataset(frame, tmp_path)).column("number").histogram
    assert found is not None
    counts, edges = np.histogram(frame["number"].dropna(), bins=len(found.counts))
    assert found.counts == tuple(counts)
    assert found.edges == pytest.approx(edges)


def test_whole_numbers_get_bins_of_whole_width(tmp_path: Path) -> None:
    frame = pd.DataFrame({"dice": [1, 2, 2, 6, 6, 6], "wide": [0, 100, 3, 61, 7, 1]})
    dice, wide = (c.histogram for c in profile(dataset(frame, tmp_path)).columns)
    assert dice is not None
    assert wide is not None
    assert dice.edges == (0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5)
    assert dice.counts == (1, 2, 0, 0, 0, 3)
    assert set(np.diff(wide.edges)) == {4.0}
    assert sum(wide.counts) == 6


def test_dates_speak_iso(tmp_path: Path) -> None:
    frame = _mixed()
    found = profile(dataset(frame, tmp_path)).column("day")
    assert found.quantiles is not None
    assert found.histogram is not None
    assert found.quantiles.low == str(frame["day"].min().date())
    assert found.quantiles.high == str(frame["day"].max().date())
    edges = pd.to_datetime(list(found.histogram.edges))
    counts = pd.cut(frame["day"], edges, right=False).value_counts(sort=False)
    assert found.histogram.counts == tuple(counts)
    assert found.mean is None


def test_moments_of_the_day(tmp_path: Path) -> None:
    frame = pd.DataFrame({"at": pd.to_datetime(["2024-01-01 10:30", "2024-01-01 10:31"])})
    quantiles = profile(dataset(frame, tmp_path)).columns[0].quantiles
    assert quantiles is not None
    assert (quantiles.low, quantiles.high) == ("2024-01-01T10:30:00", "2024-01-01T10:31:00")


def test_words_and_flags(tmp_path: Path) -> None:
    frame = _mixed()
    found = profile(dataset(frame, tmp_path))
    word, flag = found.column("word"), found.column("flag")
    assert dict(word.top) == frame["word"].value_counts().to_dict()
    assert (word.shortest, word.longest, word.unique) == (1, 3, 3)
    assert flag.mean == pytest.approx(frame["flag"].mean())
    assert dict(flag.top) == {"True": frame["flag"].sum(), "False": (~frame["flag"]).sum()}


def test_decimals_of_what_was_written(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": [1.25, 3.5], "c": [1 / 3, 0.1], "d": [1, 2]})
    assert [c.decimals for c in profile(dataset(frame, tmp_path)).columns] == [0, 2, 6, 0]


def test_numbers_that_are_categories_have_levels_but_no_mean(tmp_path: Path) -> None:
    data = dataset(pd.DataFrame({"class": [1, 1, 3]}), tmp_path, {"class": "category"})
    found = profile(data).columns[0]
    assert found.top == (("1", 2), ("3", 1))
    assert (found.mean, found.histogram, found.unique) == (None, None, 2)


@QUIET
@given(
    st.lists(
        st.tuples(
            st.sampled_from([0.0, -0.0, 1.5, None, float("inf")]),
            st.sampled_from(["", "a", None]),
            st.sampled_from([True, False]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_copies_are_those_of_pandas(tmp_path: Path, rows: list[tuple[object, ...]]) -> None:
    frame = pd.DataFrame(rows, columns=["x", "w", "f"])
    frame = frame.astype({"x": "float64", "w": "str", "f": "bool"})
    data = dataset(frame, tmp_path)
    assert profile(data).duplicate_rows == frame.duplicated().sum()


def test_reading_a_few_columns_at_a_time_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = pd.concat([_mixed(), _mixed().head(7)])
    data = dataset(frame.reset_index(drop=True), tmp_path)
    whole = profile(data)
    monkeypatch.setattr(cells, "CELLS_AT_ONCE", 1)
    parts = profile(data)
    assert parts.columns == whole.columns
    assert parts.findings == whole.findings
    assert parts.duplicate_rows == whole.duplicate_rows == frame.duplicated().sum()


def test_names_are_opaque(tmp_path: Path) -> None:
    frame = pd.DataFrame({name: [i, i + 1, None] for i, name in enumerate(ODD_NAMES)})
    found = profile(dataset(frame, tmp_path), target="*")
    assert tuple(c.name for c in found.columns) == ODD_NAMES
    assert [c.mean for c in found.columns] == [i + 0.5 for i in range(len(ODD_NAMES))]
    assert found.missing_cells == len(ODD_NAMES)


def test_large_tables_are_sampled_and_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = _mixed(3000)
    data = dataset(pd.concat([frame, frame.head(40)], ignore_index=True), tmp_path)
    monkeypatch.setattr(module, "ROWS", 1000)
    found = profile(data)
    assert (found.rows, found.sampled) == (3040, 1000)
    assert found.duplicate_rows == data.frame().duplicated().sum()
    number = found.column("number")
    assert number.missing == data.column("number").missing
    assert number.unique == data.column("number").unique
    assert number.mean == pytest.approx(frame["number"].mean(), rel=0.2)
    assert found == replace(profile(data), seconds=found.seconds)


def test_only_the_first_columns_are_detailed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DETAILED", 2)
    monkeypatch.setattr(profiling, "DETAILED", 2)
    found = profile(dataset(_mixed(), tmp_path))
    assert found.detailed == 2
    assert [bool(c.top) for c in found.columns] == [True, True, False, False, False, False]
    assert all(c.most for c in found.columns)


def test_a_table_without_rows(tmp_path: Path) -> None:
    found = profile(dataset(_mixed().head(0), tmp_path))
    assert (found.rows, found.duplicate_rows, found.missing_cells) == (0, 0, 0)
    assert all(c.quantiles is None and c.top == () for c in found.columns)


def test_a_target_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoupeError) as caught:
        profile(dataset(_mixed(), tmp_path), target="nothing")
    assert caught.value.code == "no_column"


@pytest.mark.parametrize("different", [5, 99, 101, 2000])
def test_levels_of_many_or_few_words(tmp_path: Path, different: int) -> None:
    rng = np.random.default_rng(different)
    words = pd.Series([f"w{'ä' * (i % 7)}{i}" for i in rng.integers(0, different, 5000)])
    found = profile(dataset(words.to_frame("w"), tmp_path)).columns[0]
    counts = words.value_counts()
    expected = sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))[:12]
    assert found.top == tuple(expected)
    assert (found.most, found.unique) == (counts.iloc[0], words.nunique())
    assert (found.shortest, found.longest) == (words.str.len().min(), words.str.len().max())


def test_levels_kept_for_checks_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "LEVELS", 2)
    frame = _mixed()
    series = cells.read(dataset(frame, tmp_path), [4]).to_series()
    found = measure.measure(series, dataset(frame, tmp_path).columns[4], True)
    assert found.levels is not None
    assert found.levels.height == 2
    assert found.profile.unique == 3
