"""Two tables side by side."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.profiling.compare import compare
from mlcore.profiling.multiple import adjusted
from tests.profiling.tables import dataset

N = 600


def frame(seed: int, move: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "still": rng.normal(5, 1, N),
            "moved": rng.normal(move, 1, N),
            "word": rng.choice(["a", "b", "c"], N),
            "day": pd.date_range("2024-01-01", periods=N).astype("datetime64[us]"),
        }
    )


def test_the_column_that_moved_comes_first(tmp_path: Path) -> None:
    found = compare(dataset(frame(0), tmp_path), dataset(frame(1, 1.5), tmp_path))
    assert found.columns[0].name == "moved"
    sizes = {c.name: c.drift.size for c in found.columns if c.drift}
    assert sizes == {"moved": "large", "still": "none", "word": "none", "day": "none"}


def test_the_same_table_has_not_moved(tmp_path: Path) -> None:
    data = dataset(frame(0), tmp_path)
    for column in compare(data, data).columns:
        assert column.drift is not None
        assert column.drift.psi == column.drift.divergence == 0
        assert column.p_adjusted == pytest.approx(1)


def test_columns_that_came_and_went_lead(tmp_path: Path) -> None:
    first = dataset(frame(0), tmp_path)
    second = dataset(frame(1).drop(columns="word").assign(new=1.0), tmp_path)
    found = compare(first, second)
    assert {c.name: c.status for c in found.columns[:2]} == {"word": "first", "new": "second"}
    assert found.column("word").kinds == ("category", None)
    assert found.column("new").drift is None


def test_a_changed_kind_is_compared_as_words(tmp_path: Path) -> None:
    whole = pd.DataFrame({"x": [1, 2, 3] * 50})
    found = compare(dataset(whole, tmp_path), dataset(whole.astype("str"), tmp_path))
    (column,) = found.columns
    assert column.kinds[0] != column.kinds[1]
    assert column.drift is not None
    assert column.drift.test == "chi²"
    assert column.drift.psi == 0


def test_p_values_are_corrected_for_the_number_of_columns(tmp_path: Path) -> None:
    found = compare(dataset(frame(0), tmp_path), dataset(frame(1, 0.1), tmp_path))
    columns = {c.name: c for c in found.columns}
    plain = [columns[name].drift.p_value for name in frame(0)]  # type: ignore[union-attr]
    expected = dict(zip(frame(0), adjusted(plain), strict=True))  # type: ignore[arg-type]
    assert {name: c.p_adjusted for name, c in columns.items()} == pytest.approx(expected)


def test_it_says_how_many_rows_it_looked_at(tmp_path: Path) -> None:
    first, second = dataset(frame(0), tmp_path), dataset(frame(1).head(50), tmp_path)
    found = compare(first, second, rows=100)
    assert (found.rows, found.looked_at) == ((N, 50), (100, 50))


def test_gaps_are_of_all_rows(tmp_path: Path) -> None:
    holes = frame(1)
    holes.loc[: N // 2 - 1, "moved"] = np.nan
    found = compare(dataset(frame(0), tmp_path), dataset(holes, tmp_path), rows=50)
    assert found.column("moved").missing == (0, 0.5)


def test_a_table_without_rows(tmp_path: Path) -> None:
    found = compare(dataset(frame(0), tmp_path), dataset(frame(0).head(0), tmp_path))
    assert all(column.drift is None for column in found.columns)
