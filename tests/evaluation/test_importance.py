import numpy as np
import pandas as pd
import pytest
from sklearn.inspection import permutation_importance as reference
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

from mlcore.evaluation.importance import going_together, permutation_importance


@pytest.fixture
def data():
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(400, 4)), columns=["a", "b", "self", "d"])
    return frame, (3 * frame["a"] + frame["b"] + random.normal(size=400) * 0.1).to_numpy()


def test_it_agrees_with_scikit_learn(data):
    frame, y = data
    model = LinearRegression().fit(frame, y)
    found = permutation_importance(model.predict, frame, y, "r2", repeats=30)
    expected = reference(model, frame, y, scoring="r2", n_repeats=30, random_state=0)
    means = {column.column: column.mean for column in found.columns}
    for name, mean in zip(frame.columns, expected.importances_mean, strict=True):
        assert means[name] == pytest.approx(mean, abs=0.1)


def test_most_important_first_and_shares_add_up(data):
    frame, y = data
    model = LinearRegression().fit(frame, y)
    found = permutation_importance(model.predict, frame, y, "neg_mean_absolute_error")
    assert [column.column for column in found.columns[:2]] == ["a", "b"]
    assert sum(found.shares.values()) == pytest.approx(1)
    assert found.score == pytest.approx(-np.abs(model.predict(frame) - y).mean())


def test_a_column_the_model_ignores_has_none(data):
    frame, y = data
    found = permutation_importance(lambda rows: rows["a"].to_numpy(), frame, y, "r2")
    assert found.shares == {"a": 1.0, "b": 0.0, "self": 0.0, "d": 0.0}


def test_only_the_asked_columns_are_measured_and_nothing_is_changed(data):
    frame, y = data
    before = frame.copy()
    found = permutation_importance(lambda rows: rows["a"].to_numpy(), frame, y, "r2", columns=["b"])
    assert list(found.shares) == ["b"]
    pd.testing.assert_frame_equal(frame, before)


def test_the_same_seed_gives_the_same_answer(data):
    frame, y = data
    model = LinearRegression().fit(frame, y)
    one, two, three = (
        permutation_importance(model.predict, frame, y, "r2", seed=seed) for seed in (1, 1, 2)
    )
    assert one == two
    assert one != three


def test_categories_are_shuffled_as_they_are():
    frame = pd.DataFrame({"c": pd.Series(["x", "y"] * 50, dtype="str"), "n": range(100)})
    y = np.array([0, 1] * 50)
    found = permutation_importance(
        lambda rows: np.eye(2)[(rows["c"] == "y").astype(int).to_numpy()], frame, y, "accuracy"
    )
    assert found.columns[0].column == "c"
    assert found.columns[0].mean == pytest.approx(0.5, abs=0.15)


def test_columns_that_go_together_are_shuffled_at_once():
    random = np.random.default_rng(0)
    x = random.normal(size=400)
    frame = pd.DataFrame(
        {"a": x, "b": -x + random.normal(0, 0.1, 400), "c": random.normal(size=400)}
    )
    frame["word"] = "w"
    assert going_together(frame) == (("a", "b"),)

    def predict(rows):
        return (rows["a"] - rows["b"]).to_numpy() + 0.1 * rows["c"].to_numpy()

    y = predict(frame)
    found = permutation_importance(predict, frame, y, "r2", columns=["a", "b", ("a", "b")])
    falls = {column.column: column.mean for column in found.columns}
    assert falls["a + b"] > falls["a"] + falls["b"]
    order = np.random.default_rng(0).permutation(400)
    both = frame.assign(a=frame["a"].to_numpy()[order], b=frame["b"].to_numpy()[order])
    one = permutation_importance(predict, frame, y, "r2", repeats=1, columns=[("a", "b")])
    expected = 1 - r2_score(y, predict(both))
    assert one.columns[0].mean == pytest.approx(expected)


def test_groups_join_through_a_third_and_gaps_do_no_harm():
    random = np.random.default_rng(1)
    x = random.normal(size=3000)
    y = 0.78 * x + random.normal(0, 0.55, 3000)
    z = 0.78 * y + random.normal(0, 0.55, 3000)
    frame = pd.DataFrame({"x": x, "other": random.normal(size=3000), "y": y, "z": z})
    frame.loc[:50, "y"] = np.nan
    assert frame[["x", "z"]].corr("spearman").iloc[0, 1] < 0.7
    assert going_together(frame) == (("x", "y", "z"),)
    assert going_together(pd.DataFrame({"word": ["a", "b"]})) == ()
    assert going_together(pd.DataFrame({"one": [1.0, 1.0], "same": [2.0, 2.0]})) == ()
