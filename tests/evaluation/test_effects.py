import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.inspection import partial_dependence as sk_dependence

from mlcore.evaluation.effects import accumulated, partial_dependence

ROWS = 300


@pytest.fixture(scope="module")
def frame():
    random = np.random.default_rng(0)
    x = random.normal(size=ROWS)
    return pd.DataFrame(
        {
            "x": x,
            "twin": x + random.normal(0, 0.05, ROWS),
            "z": random.uniform(0, 10, ROWS),
            "count": random.integers(0, 4, ROWS),
            "kind": random.choice(["a", "b", "c"], ROWS, p=[0.6, 0.3, 0.1]),
            "flag": random.random(ROWS) < 0.5,
            "day": pd.date_range("2024-01-01", periods=ROWS),
        }
    )


def test_partial_dependence_is_scikit_learn_s(frame):
    columns = ["x", "z"]
    y = np.sin(frame["x"]) * frame["z"]
    model = RandomForestRegressor(20, random_state=0).fit(frame[columns].to_numpy(), y)
    found = partial_dependence(lambda f: model.predict(f[columns].to_numpy()), frame, "z")
    expected = sk_dependence(
        model, frame[columns].to_numpy(), [1], kind="both", method="brute",
        custom_values={1: found.values},
    )  # fmt: skip
    np.testing.assert_allclose(found.mean, expected["average"][0])
    np.testing.assert_allclose(found.single, expected["individual"][0])
    assert found.rows == ROWS
    assert len(found.values) == 20


@pytest.mark.parametrize("slope", [2.0, -3.0])
def test_of_a_straight_line_both_give_the_slope(frame, slope):
    def answer(f):
        return slope * f["z"].to_numpy() + 5 * f["x"].to_numpy()

    for effect in (partial_dependence, accumulated):
        found = effect(answer, frame, "z")
        np.testing.assert_allclose(np.diff(found.mean), slope * np.diff(found.values))
        assert found.course == ("rises" if slope > 0 else "falls")


def test_accumulated_effects_stay_among_rows_that_are(frame):
    """Two columns that go together: far from their line the answer is absurd."""

    def answer(f):
        apart = (f["x"] - f["twin"]).abs().to_numpy()
        return f["x"].to_numpy() + np.where(apart > 2, 1000.0, 0.0)

    local, everywhere = (e(answer, frame, "x") for e in (accumulated, partial_dependence))
    assert np.ptp(everywhere.mean) > 100
    assert np.ptp(local.mean) == pytest.approx(np.ptp(local.values), rel=0.3)


def test_accumulated_effects_are_those_of_a_slow_loop(frame):
    def answer(f):
        return np.exp(f["x"].to_numpy() / 2) * f["z"].to_numpy()

    found = accumulated(answer, frame, "x")
    edges, steps, sizes = found.values, [], []
    x = frame["x"].to_numpy()
    for k in range(len(edges) - 1):
        inside = frame[(x > edges[k]) & (x <= edges[k + 1]) | ((k == 0) & (x == edges[0]))]
        steps.append(
            (answer(inside.assign(x=edges[k + 1])) - answer(inside.assign(x=edges[k]))).mean()
        )
        sizes.append(len(inside))
    course = np.concatenate([[0], np.cumsum(steps)])
    middles = (course[1:] + course[:-1]) / 2
    expected = course - np.average(middles, weights=sizes)
    np.testing.assert_allclose(found.mean, expected)
    assert sum(sizes) == ROWS


@pytest.mark.parametrize("column", ["count", "kind", "flag", "day"])
def test_any_kind_of_column_keeps_its_type(frame, column):
    seen = []

    def answer(f):
        seen.append(f[column].dtype)
        return np.arange(len(f), dtype=float) * 0 + (f["z"].to_numpy())

    found = partial_dependence(answer, frame, column)
    assert set(seen) == {frame[column].dtype}
    assert found.course == "flat"
    assert len(found.values) == len(found.mean)


def test_levels_are_asked_one_by_one(frame):
    worth = {"a": 1.0, "b": 5.0, "c": 3.0}
    found = partial_dependence(lambda f: f["kind"].map(worth).to_numpy(float), frame, "kind")
    assert found.values == ("a", "b", "c")
    np.testing.assert_allclose(found.mean, [1, 5, 3])
    assert found.course == "both"


def test_what_does_not_vary_has_no_effect(frame):
    flat = frame.assign(one=1.0)
    assert accumulated(lambda f: f["z"].to_numpy(), flat, "one").course == "flat"


def test_gaps_are_no_grid_point(frame):
    holes = frame.assign(z=frame["z"].mask(frame["z"] > 5))
    for effect in (partial_dependence, accumulated):
        found = effect(lambda f: f["z"].fillna(0).to_numpy(), holes, "z")
        assert np.isfinite(found.values).all()
        assert found.course == "rises"


def test_single_rows_that_go_against_the_mean_are_counted(frame):
    def answer(f):
        side = np.where(f["kind"] == "c", -1, 1)
        return side * f["z"].to_numpy()

    found = partial_dependence(answer, frame, "z")
    assert found.course == "rises"
    assert found.alike == pytest.approx((frame["kind"] != "c").mean())
    falling = partial_dependence(lambda f: -2 * f["z"].to_numpy(), frame, "z")
    assert (falling.course, falling.alike) == ("falls", 1.0)
    both = partial_dependence(lambda f: (f["z"].to_numpy() - 5) ** 2, frame, "z")
    assert both.alike is None
    assert partial_dependence(answer, frame, "kind").alike is None, "levels have no order"
    assert accumulated(answer, frame, "z").alike is None, "no single rows"


def test_days_change_and_each_row_keeps_its_time_of_day():
    rng = np.random.default_rng(0)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, 80), "D")
    when = pd.Series(days + pd.to_timedelta(rng.integers(0, 24, 80), "h")).mask(
        rng.random(80) < 0.1
    )
    found = partial_dependence(lambda f: f["when"].dt.hour, pd.DataFrame({"when": when}), "when")
    assert found.timed
    assert list(found.values) == sorted(found.values)
    np.testing.assert_allclose(found.mean, found.mean[0])
    np.testing.assert_array_equal(found.single[:, 0], when.dt.hour.fillna(0))
    month = partial_dependence(lambda f: f["when"].dt.month, pd.DataFrame({"when": when}), "when")
    assert (np.diff(month.mean) >= 0).all()
    assert month.mean[-1] > month.mean[0]
