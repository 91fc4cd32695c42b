import numpy as np
import pandas as pd
import pytest

from mlcore.evaluation.interactions import interaction

ROWS = 3000


def _frame(correlation=0.0, seed=0):
    random = np.random.default_rng(seed)
    a = random.uniform(-1, 1, ROWS)
    b = correlation * a + (1 - abs(correlation)) * random.uniform(-1, 1, ROWS)
    return pd.DataFrame({"a": a, "b": b, "c": random.normal(size=ROWS)})


def _middles(corners):
    both = corners[:-1] + corners[1:]
    return (both[:, :-1] + both[:, 1:]) / 4


@pytest.mark.parametrize("correlation", [0.0, 0.6])
def test_columns_that_only_add_up_do_nothing_together(correlation):
    found = interaction(
        lambda frame: np.exp(frame["a"]) + 5 * frame["b"] + frame["c"],
        _frame(correlation),
        ("a", "b"),
    )
    assert found.size < 1e-9
    assert found.spread > 1


def test_of_a_product_what_is_left_is_the_product_of_the_centred_columns():
    frame = _frame()
    found = interaction(lambda rows: 4 * rows["a"] * rows["b"], frame, ("a", "b"), cells=12)
    expected = 4 * np.outer(found.first - frame["a"].mean(), found.second - frame["b"].mean())
    np.testing.assert_allclose(found.effect, expected, atol=0.25)
    assert found.size == pytest.approx(4 / 3, rel=0.1)  # sd of 4ab for uniform a, b is 4/3
    weighted = (_middles(found.effect) * found.counts).sum()
    assert weighted == pytest.approx(0, abs=1e-6)
    assert found.counts.sum() == ROWS


def test_rows_without_a_value_are_left_out_and_whole_numbers_stay_whole():
    frame = pd.DataFrame({"a": pd.array([1, 2, 3, None] * 50, dtype="Int64")})
    frame["b"] = np.arange(200) % 7
    seen = []

    def answer(rows):
        seen.append(str(rows["a"].dtype))
        return rows["a"].to_numpy(dtype=float) * rows["b"].to_numpy(dtype=float)

    found = interaction(answer, frame, ("a", "b"))
    assert found.rows == 150
    assert set(seen) == {"Int64"}
    assert np.isfinite(found.effect).all()


def test_a_column_of_one_value_has_nothing_to_do_together():
    frame = pd.DataFrame({"a": np.ones(50), "b": np.arange(50.0)})
    found = interaction(lambda rows: rows["b"], frame, ("a", "b"))
    assert (found.size, found.counts.size) == (0.0, 0)
    empty = frame.assign(a=np.nan)
    assert interaction(lambda rows: rows["b"], empty, ("a", "b")).rows == 0


def test_cells_without_rows_take_the_nearest_value():
    a = np.repeat([0.0, 1.0, 2.0, 3.0], 50)
    frame = pd.DataFrame({"a": a, "b": a + np.tile([0.0, 0.2], 100)})
    found = interaction(lambda rows: rows["a"] * rows["b"], frame, ("a", "b"), cells=4)
    assert (found.counts == 0).any()
    assert np.isfinite(found.effect).all()
