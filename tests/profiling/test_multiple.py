"""Corrected p-values are those of statsmodels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from mlcore.profiling.multiple import adjusted

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@pytest.mark.parametrize(("ours", "theirs"), [("holm", "holm"), ("bh", "fdr_bh")])
@given(p=P_VALUES)
def test_they_are_those_of_statsmodels(ours: str, theirs: str, p: list[float]) -> None:
    expected = multipletests(p, method=theirs)[1]
    assert adjusted(p, ours) == pytest.approx(expected, abs=1e-12)  # type: ignore[arg-type]


def test_none_stay_none() -> None:
    assert adjusted([]) == ()
