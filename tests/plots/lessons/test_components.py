"""The axis drawn: falls are upright to it, the curve is what is kept, the dial is the axis."""

import numpy as np
import pytest

from mlcore.learn.lessons.components import LESSON
from mlcore.plots.lessons.components import AXIS, ENDS, FALLS, SHADOWS, views


def drawn(name="steady"):
    chosen = LESSON.preset(name)
    turning = LESSON.trajectory(LESSON.toy(chosen), chosen)
    return turning, views(turning)


def test_every_point_falls_upright_onto_the_axis():
    turning, (plane, *_rest) = drawn()
    frame = plane.frames[9]
    falls = np.column_stack([frame[FALLS]["x"], frame[FALLS]["y"]]).reshape(-1, 3, 2)
    down = falls[:, 1] - falls[:, 0]
    direction = turning.frames[9].direction
    assert np.abs(down @ direction).max() < 1e-9
    assert np.isnan(falls[:, 2]).all()
    shadows = np.column_stack([frame[SHADOWS]["x"], frame[SHADOWS]["y"]])
    assert np.allclose(falls[:, 1], shadows)
    ends = np.column_stack([frame[ENDS]["x"], frame[ENDS]["y"]])
    assert np.allclose(ends[0], -ends[1])
    assert np.allclose(np.array([frame[AXIS]["x"], frame[AXIS]["y"]]).sum(axis=1), 0)


def test_turning_is_a_dial_and_the_iteration_has_a_handle():
    _turning, (plane, _spread, split) = drawn()
    assert plane.dial == (ENDS,)
    assert plane.handle == ""
    assert split.dial
    _power, (plane, _spread, split) = drawn("power")
    assert (plane.dial, plane.handle, plane.handle_trace) == ((), "axis", ENDS)
    assert split.dial == ()


def test_the_curve_is_what_is_kept_and_the_snap_stands_on_it():
    turning, (*_others, split) = drawn()
    kept, lost, _now = split.plot.figure.data
    total = np.asarray(kept.y, float) + np.asarray(lost.y, float)
    assert total == pytest.approx(1)
    assert np.isnan(np.asarray(kept.x, float)[-1])  # the curve does not run back
    here = split.frames[-1][2]
    assert 0 <= here["x"][0] <= 180
    assert here["y"][0] == pytest.approx(turning.best.kept / turning.total)
    assert max(np.asarray(kept.y, float)) == pytest.approx(here["y"][0])


def test_the_histogram_counts_every_shadow():
    turning, (_plane, spread, _split) = drawn("far")
    for frame in spread.frames:
        assert frame[0]["y"].sum() == turning.points.rows
