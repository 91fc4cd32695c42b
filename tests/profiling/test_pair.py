"""Two columns together: the chart's numbers are those of the table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mlcore.data.dataset import Dataset
from mlcore.profiling.pair import FIVE, pair
from tests.profiling.tables import dataset

N = 500


def frame() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    x = rng.normal(size=N)
    return pd.DataFrame(
        {
            "x": x,
            "y": 2 * x + rng.normal(size=N),
            "few": rng.integers(1, 6, N),
            "gaps": np.where(rng.random(N) < 0.2, np.nan, x),
            "word": rng.choice(["a", "b", "c"], N, p=[0.5, 0.3, 0.2]),
            "other": rng.choice(["u", "v"], N),
            "day": pd.date_range("2024-01-01", periods=N).astype("datetime64[us]"),
        }
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return dataset(frame(), tmp_path_factory.mktemp("pair"))


def test_two_numbers_are_a_grid(data: Dataset) -> None:
    found = pair(data, "x", "y")
    x, y = frame()["x"], frame()["y"]
    counts = np.histogram2d(x, y, bins=[np.array(edges, float) for edges in found.edges])[0]
    assert found.shape == "numbers"
    assert np.array_equal(np.array(found.counts), counts.T)
    assert counts.sum() == N
    assert found.linear == pytest.approx(stats.pearsonr(x, y).statistic)
    assert found.strength == pytest.approx(stats.spearmanr(x, y).statistic)


def test_few_whole_numbers_have_a_bin_each(data: Dataset) -> None:
    assert pair(data, "few", "x").edges[0] == (0.5, 1.5, 2.5, 3.5, 4.5, 5.5)


def test_dates_keep_their_writing(data: Dataset) -> None:
    edges = pair(data, "day", "x").edges[0]
    assert edges[0] == "2024-01-01"
    assert all(isinstance(edge, str) for edge in edges)


@pytest.mark.parametrize("names", [("word", "x"), ("x", "word")])
def test_a_word_and_a_number_are_boxes(data: Dataset, names: tuple[str, str]) -> None:
    found = pair(data, *names)
    assert (found.first, found.second, found.shape) == ("word", "x", "groups")
    groups = frame().groupby("word")["x"]
    for box in found.boxes:
        own = groups.get_group(box.label)
        assert box.rows == len(own)
        assert box.mean == pytest.approx(own.mean())
        assert box.quantiles == pytest.approx(tuple(own.quantile(FIVE)))
    assert [box.rows for box in found.boxes] == sorted(groups.size(), reverse=True)


def test_two_numbers_of_a_flag_make_groups(tmp_path: Path) -> None:
    made = pd.DataFrame({"died": [0, 1] * 50, "age": np.arange(100.0)})
    found = pair(dataset(made, tmp_path), "age", "died")
    assert (found.first, found.second, found.shape) == ("died", "age", "groups")
    assert found.measure == "rank correlation"
    assert {box.label for box in found.boxes} == {"0", "1"}


def test_two_words_are_a_table(data: Dataset) -> None:
    found = pair(data, "word", "other")
    table = pd.crosstab(frame()["word"], frame()["other"])
    rows, columns = (list(names) for names in found.labels)
    assert np.array_equal(np.array(found.counts), table.loc[rows, columns].to_numpy())


def test_rows_without_a_value_do_not_count(data: Dataset) -> None:
    assert pair(data, "x", "gaps").rows == frame()["gaps"].notna().sum()


def test_a_sample_is_said(data: Dataset) -> None:
    found = pair(data, "x", "y", rows=100)
    assert (found.rows, found.sampled) == (100, True)
    assert sum(map(sum, found.counts)) == 100


@pytest.mark.parametrize("names", [("x", "y"), ("w", "x"), ("w", "v")])
def test_nothing_in_common_is_an_empty_pair(tmp_path: Path, names: tuple[str, str]) -> None:
    half = [True] * 5 + [False] * 5
    made = pd.DataFrame({"x": [1.5] * 10, "y": np.where(half, np.nan, 1.0),
                         "w": ["a" if h else None for h in half], "v": ["b"] * 10})  # fmt: skip
    made.loc[~np.array(half), "x"] = np.nan
    made["v"] = made["v"].where(~np.array(half))
    made["w"] = made["w"].astype("str").where(half)
    if names == ("w", "x"):
        made["x"] = np.where(half, np.nan, 1.0)
    found = pair(dataset(made, tmp_path), *names)
    assert found.rows == 0
    assert found.strength is None
    assert found.information is None
