"""The first summaries: quick, of all rows, and equal to what the full profile says later."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.profiling import measured as module
from mlcore.profiling.profile import Profile, profile, summary
from tests.profiling.tables import dataset

N = 500
RNG = np.random.default_rng(0)


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "*": RNG.normal(5, 2, N),
            "^a$": np.where(RNG.random(N) < 0.2, np.nan, RNG.integers(0, 9, N)),
            "whole": RNG.integers(-5, 90, N),
            "day": pd.date_range("2024-01-01", periods=N).astype("datetime64[us]"),
            "word": RNG.choice(["a", "b"], N),
            "flag": RNG.random(N) < 0.4,
            "none": [None] * N,
        }
    )


def test_it_says_what_the_profile_will_say(tmp_path: Path) -> None:
    data = dataset(frame(), tmp_path)
    quick, full = summary(data), profile(data)
    assert (quick.rows, quick.missing_cells) == (full.rows, full.missing_cells)
    for a, b in zip(quick.columns, full.columns, strict=True):
        assert (a.name, a.kind, a.missing, a.unique) == (b.name, b.kind, b.missing, b.unique)
        if a.quantiles is not None and b.quantiles is not None:
            assert (a.quantiles.low, a.quantiles.high) == (b.quantiles.low, b.quantiles.high)
        if a.numeric:
            assert a.mean == pytest.approx(b.mean)
            assert a.sd == pytest.approx(b.sd)


def test_it_claims_nothing_it_has_not_looked_at(tmp_path: Path) -> None:
    quick = summary(dataset(frame(), tmp_path))
    assert not quick.complete
    assert quick.duplicate_rows is None
    assert quick.findings == ()
    assert math.isnan(float(quick.column("*").quantiles.median))  # type: ignore[union-attr]


def test_an_infinite_value_leaves_no_mean(tmp_path: Path) -> None:
    data = dataset(pd.DataFrame({"x": [1.0, np.inf, 2.0]}), tmp_path)
    assert summary(data).column("x").mean is None


@pytest.mark.parametrize("made", [pd.DataFrame(), pd.DataFrame({"a": []})])
def test_a_table_without_cells(tmp_path: Path, made: pd.DataFrame) -> None:
    quick = summary(dataset(made, tmp_path))
    assert quick.rows == 0
    assert len(quick.columns) == made.shape[1]


def test_the_profile_hands_it_out_before_the_rest(tmp_path: Path) -> None:
    seen: list[Profile] = []
    full = profile(dataset(frame(), tmp_path), emit=seen.append)
    assert [found.complete for found in seen] == [False]
    assert full.complete


def test_a_sample_says_how_far_off_it_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = RNG.normal(10, 3, 4000)
    data = dataset(pd.DataFrame({"x": values, "c": RNG.choice(["a", "b"], 4000)}), tmp_path)
    assert profile(data).margin == 0
    assert profile(data).mean_margin("x") == 0
    monkeypatch.setattr(module, "ROWS", 1000)
    part = profile(data)
    assert part.sampled == 1000
    # share of rows: z/2·√((N−n)/(N−1)/n); mean: the same with the standard deviation
    spread = math.sqrt(3000 / 3999 / 1000)
    assert part.margin == pytest.approx(0.98 * spread, rel=1e-3)
    sd = part.column("x").sd
    assert part.mean_margin("x") == pytest.approx(1.96 * sd * spread, rel=1e-3)  # type: ignore[operator]
    assert part.mean_margin("c") is None
