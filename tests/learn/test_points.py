"""A reader's columns as points, and the ones that cannot be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlcore.errors import LoupeError
from mlcore.learn.points import LEAST, MOST, Points, Slot, own, scaled

SLOTS = (Slot("x", "Across"), Slot("y", "Class", "class", "target"))


def frame(rows: int = 40) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {"a": rng.normal(size=rows), "c": np.tile(["u", "v"], rows // 2), "same": 1.0}
    )


def test_rows_without_a_value_are_left_out_and_counted() -> None:
    table = frame()
    table.loc[:4, "a"] = np.nan
    table.loc[5, "c"] = None
    points = own(table, SLOTS, {"x": "a", "y": "c"})
    assert (points.rows, points.left_out) == (34, 6)
    np.testing.assert_array_equal(points.X[:, 0], table["a"].to_numpy()[6:])
    assert [points.classes[code] for code in points.target] == list(table["c"][6:])
    assert points.own


def test_too_many_rows_are_drawn_by_the_seed() -> None:
    table = frame(2 * MOST)
    first, again, other = (own(table, SLOTS, {"x": "a", "y": "c"}, seed) for seed in (1, 1, 2))
    assert first.rows == MOST
    assert first.left_out == MOST
    assert first.X.tobytes() == again.X.tobytes() != other.X.tobytes()
    assert set(first.X[:, 0]) <= set(table["a"])


@pytest.mark.parametrize(
    ("table", "columns", "code", "said"),
    [
        (frame(LEAST - 2), {"x": "a", "y": "c"}, "lesson_few_rows", "10 rows"),
        (frame(), {"x": "same", "y": "c"}, "lesson_one_value", "same"),
        (frame(), {"x": "a", "y": "a"}, "lesson_many_classes", "40 different"),
        (frame(), {"x": "a", "y": "same"}, "lesson_many_classes", "1 different"),
        (
            frame().assign(y=["n"] * 3 + ["m"] * 37),
            {"x": "a", "y": "y"},
            "lesson_rare_class",
            "“n” in “y” (3)",
        ),
        (
            frame().assign(a=np.arange(40) * 1e300),
            {"x": "a", "y": "c"},
            "lesson_extreme_numbers",
            "10³⁰¹",
        ),
        (
            frame().assign(a=np.arange(40) * 1e-300),
            {"x": "a", "y": "c"},
            "lesson_extreme_numbers",
            "10⁻²⁹⁹",
        ),
    ],
)
def test_what_cannot_be_shown_is_refused_by_name(
    table: pd.DataFrame, columns: dict[str, str], code: str, said: str
) -> None:
    with pytest.raises(LoupeError) as refused:
        own(table, SLOTS, columns)
    assert refused.value.code == code
    assert said in refused.value.what
    assert refused.value.where


def test_a_number_to_meet_stays_a_number() -> None:
    slots = (Slot("x", "x"), Slot("y", "y", role="target"))
    table = frame().assign(b=np.arange(40))
    points = own(table, slots, {"x": "a", "y": "b"})
    np.testing.assert_array_equal(points.target, np.arange(40.0))
    assert points.classes == ()


def test_scaling_leaves_a_constant_at_zero() -> None:
    values = scaled(np.column_stack([np.arange(5.0), np.ones(5)]))
    np.testing.assert_allclose(values.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(values.std(axis=0), [1, 0])


def test_points_without_a_target_have_none() -> None:
    with pytest.raises(ValueError, match="no target"):
        _ = Points(np.zeros((3, 2))).target
