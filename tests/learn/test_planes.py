import numpy as np
import pytest

from mlcore.learn.planes import PLANES, made, split, task_of
from mlcore.learn.points import Points


@pytest.mark.parametrize("name", PLANES)
def test_every_plane_repeats_itself_and_has_its_classes(name):
    one, two = made(name, 3, 90), made(name, 3, 90)
    assert np.array_equal(one.X, two.X)
    assert np.array_equal(one.y, two.y)
    assert one.X.shape == (90, 2)
    if one.classes:
        assert set(one.y) == set(range(len(one.classes)))
        assert np.bincount(one.y).min() > 20


@pytest.mark.parametrize(("name", "outputs"), [("moons", 1), ("petals", 3), ("hill", 1)])
def test_rows_are_kept_back_and_scaled_by_the_others(name, outputs):
    plane = made(name, rows=200)
    rows = split(plane, seed=1)
    assert (len(rows.X), len(rows.X_held)) == (140, 60)
    assert rows.X.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert rows.X.std(axis=0) == pytest.approx(1)
    assert rows.X_held.std(axis=0) != pytest.approx(1, abs=1e-6)
    assert rows.Y.shape == (140, outputs)
    if name == "hill":
        assert rows.Y.std() == pytest.approx(1)


def test_a_column_that_never_varies_does_no_harm():
    flat = Points(np.c_[np.ones(10), np.arange(10.0)], np.arange(10) % 2, classes=("a", "b"))
    assert np.isfinite(split(flat).X).all()


def test_what_is_to_be_answered_follows_from_the_classes():
    assert [task_of(made(name, rows=12)) for name in ("hill", "moons", "petals")] == [
        "number", "two", "many",
    ]  # fmt: skip
