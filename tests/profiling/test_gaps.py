"""Missing together: patterns and pairs, as pandas counts them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.profiling import gaps as module
from mlcore.profiling.gaps import gaps
from tests.profiling.tables import dataset


@pytest.fixture
def frame() -> pd.DataFrame:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(500, 4)), columns=list("abcd"))
    frame["t"] = random.choice(["x", "y"], 500)
    frame.loc[random.random(500) < 0.4, ["a", "b"]] = np.nan
    frame.loc[random.random(500) < 0.1, "b"] = np.nan
    frame.loc[random.random(500) < 0.05, "t"] = None
    return frame


def test_patterns_and_pairs_are_those_of_pandas(frame: pd.DataFrame, tmp_path: Path) -> None:
    found = gaps(dataset(frame, tmp_path))
    assert found.names == ("b", "a", "t")
    missing = frame[list(found.names)].isna()
    for pattern, rows in found.patterns:
        assert rows == int((missing == list(pattern)).all(axis=1).sum())
    assert [rows for _, rows in found.patterns] == sorted(
        (rows for _, rows in found.patterns), reverse=True
    )
    assert found.full == int((~missing.any(axis=1)).sum())
    assert found.full + found.others + sum(rows for _, rows in found.patterns) == 500
    for i, a in enumerate(found.names):
        for j, b in enumerate(found.names):
            assert found.together[i][j] == int((missing[a] & missing[b]).sum())
    both, either = (missing["a"] & missing["b"]).sum(), (missing["a"] | missing["b"]).sum()
    assert found.overlap(0, 1) == pytest.approx(both / either)


def test_rare_patterns_and_columns_are_counted(
    frame: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATTERNS", 1)
    monkeypatch.setattr(module, "COLUMNS", 2)
    found = gaps(dataset(frame, tmp_path))
    assert (len(found.names), len(found.patterns), found.left_out) == (2, 1, 1)
    assert found.full + found.others + found.patterns[0][1] == 500


def test_without_a_gap_there_is_no_pattern(tmp_path: Path) -> None:
    found = gaps(dataset(pd.DataFrame({"a": [1, 2]}), tmp_path))
    assert (found.names, found.patterns, found.full, found.rows) == ((), (), 2, 2)
