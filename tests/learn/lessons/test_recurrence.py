"""The numbers of a step add up; a reader's series is read in its order."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from mlcore.learn.lessons.recurrence import LESSON, data_of
from mlcore.learn.points import MOST, own


def _chosen(**values):
    base = LESSON.chosen()
    return replace(base, values=tuple({**dict(base.values), **values}.items()))


def _signed(text):
    return float(text.replace("−", "-"))


def test_a_simple_step_adds_up_and_slopes_follow_each_other():
    shown = LESSON.trajectory(LESSON.toy(LESSON.chosen()), LESSON.chosen())
    told = LESSON.told(shown)
    for frame, said in zip(shown.frames, told, strict=True):
        if frame.stage == "read" and not frame.snapshot:
            w, x, past, b, h = map(_signed, said.numbers)
            assert np.tanh(w * x + past + b) == pytest.approx(h, abs=0.005)
    back = [said for frame, said in zip(shown.frames, told, strict=True)
            if frame.stage == "back" and not frame.snapshot]  # fmt: skip
    assert back[0].numbers[:2] == ("·", "·")  # nothing comes after the last step
    for later, said in pairwise(back):
        ratio, after, now = map(_signed, said.numbers)
        assert later.numbers[2] == said.numbers[1]
        assert ratio * after == pytest.approx(now, rel=0.02)


def test_a_gated_step_adds_up():
    chosen = _chosen(cell="lstm", steps=8)
    shown = LESSON.trajectory(LESSON.toy(chosen), chosen)
    for frame, said in zip(shown.frames[:8], LESSON.told(shown)[:8], strict=True):
        keep, before, take, news, c, show, again, h = map(_signed, said.numbers)
        assert frame.stage == "read"
        assert keep * before + take * news == pytest.approx(c, abs=0.005)
        assert show * np.tanh(again) == pytest.approx(h, abs=0.005)


def test_a_series_is_read_in_the_order_of_its_time_and_its_last_rows():
    days = pd.date_range("2024-01-01", periods=400, freq="D")
    table = pd.DataFrame({"day": days, "sold": np.arange(400.0)}).sample(frac=1, random_state=1)
    points = own(table, LESSON.slots, {"time": "day", "value": "sold"})
    assert points.X[:, 0].tolist() == list(np.arange(400.0)[-MOST:])
    data = data_of(points, LESSON.chosen())
    assert data.goal == "next"
    assert (np.diff(data.x, axis=1) > 0).all()


def test_a_short_series_gets_shorter_windows():
    table = pd.DataFrame({"t": range(14), "v": np.sin(range(14))})
    points = own(table, LESSON.slots, {"time": "t", "value": "v"})
    shown = LESSON.trajectory(points, _chosen(steps=30))
    assert shown.course.data.steps == 4
    assert len(shown.frames) > 10
