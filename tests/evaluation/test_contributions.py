import numpy as np
import pandas as pd
import pytest

from mlcore.evaluation.contributions import Contributions, heights, reaches

ROWS = 400


def _made(seed=0):
    random = np.random.default_rng(seed)
    frame = pd.DataFrame({"a": random.normal(size=ROWS), "b": random.choice(list("xy"), ROWS)})
    parts = np.c_[3 * frame["a"], np.where(frame["b"] == "x", 0.5, -0.5)]
    return Contributions(frame, parts, 10.0, np.arange(ROWS), 900, "value")


def test_a_column_reaches_as_far_as_its_mean_absolute_contribution():
    value = _made()
    first, second = reaches(value)
    assert (first.column, second.column) == ("a", "b")
    assert first.mean == pytest.approx(np.abs(value.parts[:, 0]).mean())
    assert second.mean == pytest.approx(0.5)
    assert (second.low, second.high) == pytest.approx((0.5, 0.5))  # the same for every row
    assert (second.least, second.most) == pytest.approx((-0.5, 0.5))
    assert first.share + second.share == pytest.approx(1)


def test_the_interval_holds_the_mean_of_all_rows_in_19_of_20_samples():
    truth, held = 3 * np.sqrt(2 / np.pi), 0
    for seed in range(200):
        one = reaches(_made(seed))[0]
        held += one.low <= truth <= one.high
    assert 180 <= held <= 199  # 190 expected


def test_start_and_parts_make_the_answer():
    value = _made()
    assert value.totals == pytest.approx(10 + value.parts.sum(axis=1))
    assert value.row(5)[0][0] == ("a" if abs(value.parts[5, 0]) > 0.5 else "b")


def test_one_row_and_nothing_that_moves_are_told_too():
    one = Contributions(pd.DataFrame({"a": [1.0]}), np.zeros((1, 1)), 0.0, np.zeros(1), 1, "value")
    assert reaches(one)[0].share == 0
    assert (reaches(one)[0].low, reaches(one)[0].high) == (0, 0)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([10.0, 30.0, None, 20.0], [0, 1, np.nan, 0.5]),
        (pd.array([5, None, 7], dtype="Int64"), [0, np.nan, 1]),
        ([True, False], [1, 0]),
        (pd.to_datetime(["2024-01-02", "2024-01-01"]), [1, 0]),
        (["b", "a"], [np.nan, np.nan]),
        ([2.0, 2.0], [0.5, 0.5]),
        ([np.nan, np.nan], [np.nan, np.nan]),
    ],
)
def test_heights_rank_what_has_an_order(values, expected):
    np.testing.assert_allclose(heights(pd.Series(values)), expected)
