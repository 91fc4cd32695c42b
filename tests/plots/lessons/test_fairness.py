"""Lines drawn: marks stand on their curves, bridges join the groups, the dial is the mark."""

import numpy as np
import pytest

from mlcore.learn.lessons.fairness import LESSON, RATES
from mlcore.plots.lessons.fairness import POINTS, views


def drawn(**query):
    chosen = LESSON.chosen(query)
    path = LESSON.trajectory(LESSON.toy(chosen), chosen)
    return path, views(path)


@pytest.fixture(scope="module")
def found():
    return drawn(goal="found", level="0.8")


def test_marks_stand_on_the_curve_of_their_group(found):
    path, (_strips, roc, _rates, _calibration) = found
    for mark, at in zip(roc.dial, range(2), strict=True):
        curve = roc.plot.figure.data[1 + at]
        assert len(curve.x) <= POINTS
        for frame, lines in zip(roc.frames, path.frames, strict=True):
            assert frame[mark]["y"] == [lines.found[at]]
            near = np.abs(np.interp(frame[mark]["x"][0], curve.x, curve.y) - frame[mark]["y"][0])
            assert near < 0.12  # steps of the curve, thinned


def test_lines_stand_at_the_thresholds_and_within_the_picture(found):
    path, (strips, *_rest) = found
    (dial,) = strips.dial
    for frame, lines in zip(strips.frames, path.frames, strict=True):
        assert frame[dial]["x"] == pytest.approx(np.clip(lines.thresholds, 0, 1.01))
    assert strips.handle == ""


def test_by_hand_the_lines_are_handles():
    _path, (strips, roc, *_rest) = drawn(goal="hand")
    assert strips.handle == "lines"
    assert len(strips.plot.figure.data[strips.handle_trace].x) == 2
    assert strips.dial == roc.dial == ()


def test_bridges_join_the_lowest_and_the_highest_rate(found):
    path, (_strips, _roc, rates, _calibration) = found
    last, lines = rates.frames[-1], path.frames[-1]
    ends = np.reshape(last[0]["x"], (len(RATES), 3))
    for (rate, _word), (low, high, gap) in zip(RATES, ends, strict=True):
        values = getattr(lines, rate)
        assert (low, high) == pytest.approx((values.min(), values.max()))
        assert np.isnan(gap)
    assert "found <0.1%" in rates.plot.lead


def test_names_of_groups_are_shown_as_they_stand():
    from dataclasses import replace

    chosen = LESSON.chosen()
    points = replace(LESSON.toy(chosen), groups=("<b>x</b>", "$y$"))
    strips, roc, *_rest = views(LESSON.trajectory(points, chosen))
    assert roc.plot.figure.data[1].name == "&lt;b&gt;x&lt;/b&gt;"
    assert strips.plot.figure.layout.annotations[0].text == "&lt;b&gt;x&lt;/b&gt;"
