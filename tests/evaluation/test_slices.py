import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind

from mlcore.evaluation.groups import grouped
from mlcore.evaluation.slices import row_losses, worst_slices

ROWS = 1200


def _table(seed):
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "age": random.normal(50, 15, ROWS),
            "ward": random.choice(list("abcdef"), ROWS),
            "sex": random.choice(["f", "m"], ROWS),
            "visits": random.integers(0, 30, ROWS),
            "day": pd.date_range("2024-01-01", periods=ROWS, freq="h"),
        }
    )
    frame.loc[random.random(ROWS) < 0.1, "visits"] = np.nan
    losses = random.exponential(1.0, ROWS)  # skewed, as losses are
    return random, frame, losses


def test_clean_data_reports_none_in_at_least_95_of_100_simulations():
    reported = 0
    for seed in range(40):
        _random, frame, losses = _table(seed)
        reported += bool(worst_slices(frame, losses, shuffles=100, seed=seed).slices)
    assert reported <= 6  # 2 expected; more than 6 of 40 has a chance of 0.3 % at a level of 5 %


@pytest.mark.parametrize("pair", [False, True])
def test_a_planted_slice_is_first_in_9_of_10_simulations(pair):
    first = 0
    for seed in range(10):
        _random, frame, losses = _table(100 + seed)
        planted = (frame["ward"] == "c").to_numpy(copy=True)
        where = {("ward", "c")}
        if pair:
            planted &= (frame["sex"] == "f").to_numpy()
            where.add(("sex", "f"))
        losses[planted] += 1.0
        found = worst_slices(frame, losses, shuffles=100, seed=seed).slices
        first += bool(found) and set(found[0].where) == where
    assert first >= 9


def test_a_bad_range_of_a_number_and_missing_values_are_found():
    _random, frame, losses = _table(7)
    old = frame["age"] > frame["age"].quantile(0.8)
    losses[old] += 1.5
    losses[frame["visits"].isna()] += 1.5
    found = worst_slices(frame, losses)
    named = {found.slices[0].where[0], found.slices[1].where[0]}
    assert ("visits", "missing") in named
    assert any(column == "age" for column, _value in named)


def test_a_slice_is_told_once_and_not_as_its_parts():
    _random, frame, losses = _table(8)
    losses[frame["ward"] == "a"] += 2.0
    found = worst_slices(frame, losses)
    assert found.slices[0].where == (("ward", "a"),)
    assert not any(("ward", "a") in part.where for part in found.slices[1:])


def test_what_is_only_worse_than_the_rows_that_are_left_is_not_told():
    _random, frame, losses = _table(10)
    losses += frame["ward"].map({"a": 4.0, "b": 4.0, "c": 0.6}).fillna(0.0).to_numpy()
    found = worst_slices(frame, losses).slices
    assert {part.where[0] for part in found[:2]} == {("ward", "a"), ("ward", "b")}
    assert all(part.low > 0 and part.loss > part.rest for part in found)
    assert ("ward", "c") not in {part.where[0] for part in found if len(part.where) == 1}


def test_the_interval_is_welch_s():
    _random, frame, losses = _table(9)
    inside = (frame["ward"] == "b").to_numpy()
    losses[inside] += 1.0
    found = worst_slices(frame, losses).slices[0]
    assert found.rows == inside.sum()
    assert found.loss == pytest.approx(losses[inside].mean(), rel=1e-5)
    assert found.rest == pytest.approx(losses[~inside].mean(), rel=1e-5)
    expected = ttest_ind(losses[inside], losses[~inside], equal_var=False)
    low, high = expected.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((low, high), rel=0.02)
    assert found.p < 0.05


def test_many_columns_and_rows_stay_bounded():
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(12_000, 60)), columns=[f"x{i}" for i in range(60)])
    found = worst_slices(frame, random.exponential(size=12_000), shuffles=20)
    assert (found.rows, found.of) == (5000, 12_000)
    assert found.tried <= 2000
    assert 5 <= len(found.columns) < 60


@pytest.mark.parametrize("frame", [pd.DataFrame({"x": [1.0] * 30}), pd.DataFrame(index=range(30))])
def test_where_nothing_differs_there_is_no_slice(frame):
    found = worst_slices(frame, np.arange(30.0))
    assert found.slices == ()


def test_equal_losses_have_no_worst():
    _random, frame, _losses = _table(1)
    assert worst_slices(frame, np.ones(ROWS), shuffles=20).slices == ()


def test_the_loss_of_a_row():
    np.testing.assert_allclose(row_losses(np.array([1, 5]), np.array([3.0, 4.5])), [2, 0.5])
    probability = np.array([[0.9, 0.1], [0.3, 0.7]])
    np.testing.assert_allclose(row_losses(np.array([1, 1]), probability), [0.9, 0.3])


def test_every_row_is_in_one_group():
    random, frame, _losses = _table(2)
    frame["flag"] = random.random(ROWS) < 0.5
    frame["id"] = [f"row {i}" for i in range(ROWS)]
    frame["none"] = np.nan
    frame["count"] = pd.array(random.integers(0, 3, ROWS), dtype="Int64")
    for name in frame:
        found = grouped(frame[name], 5, 5)
        assert len(found.codes) == ROWS
        assert set(found.codes) == set(range(len(found.names)))
        assert len(found.names) <= 6
    assert grouped(frame["id"], 5, 5).names[-1] == "1196 others"
    assert len(grouped(frame["ward"], 5).names) == 6
    ages = grouped(frame["age"], 5)
    assert np.bincount(ages.codes).tolist() == [240] * 5
    assert frame["age"][ages.codes == 0].max() < frame["age"][ages.codes == 1].min()
    assert grouped(frame["none"], 5).names == ("missing",)
