import numpy as np
import pytest

from mlcore.plots.lessons.logs import MOST_TICKS, log_axis, seen


@pytest.mark.parametrize("high", [1.3, 8.0, 90.0, 3e3, 1e7, 1e12])
def test_ticks_are_few_and_inside(high):
    axis = log_axis([[1.0, high]], 13)
    low, top = axis["range"]
    assert low < 0 < np.log10(high) < top
    assert 1 <= len(axis["tickvals"]) <= MOST_TICKS
    assert all(low <= np.log10(tick) <= top for tick in axis["tickvals"])
    assert len(axis["ticktext"]) == len(axis["tickvals"])


def test_what_is_not_finite_or_zero_is_a_gap():
    found = seen([1.0, 0.0, -2.0, np.nan, np.inf])
    assert found[0] == 1
    assert np.isnan(found[1:]).all()


def test_an_axis_of_nothing_and_of_too_many_decades():
    assert len(log_axis([[np.nan]])["range"]) == 2
    low, high = log_axis([[1e-30, 1.0]], 5)["range"]
    assert high - low == pytest.approx(5.16)
