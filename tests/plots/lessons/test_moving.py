"""The frames of every lesson as the player takes them."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from mlcore.learn.catalog import LESSONS
from mlcore.learn.lesson import Lesson
from mlcore.plots.lessons.moving import Moving, packed
from mlcore.plots.lessons.table import DRAWN, views
from mlcore.plots.plot import Plot

SLOW = pytest.mark.slow
CHOICES = [(entry, None) for entry in LESSONS] + [
    (entry, preset.name) for entry in LESSONS for preset in entry.presets
]
NOW = [(entry, preset) for entry, preset in CHOICES if preset in (None, entry.presets[-1].name)]
"""What a lesson opens with and its last preset; the slow tests take all."""
EACH = pytest.mark.parametrize(
    ("entry", "preset"),
    [
        pytest.param(e, p, id=f"{e.name}-{p or 'default'}", marks=() if (e, p) in NOW else SLOW)
        for e, p in CHOICES
    ],
)
MOST_BYTES = 2_000_000


def test_every_lesson_is_drawn() -> None:
    assert set(DRAWN) == {entry.name for entry in LESSONS}


def keys(properties: dict, above: str = "") -> set[str]:
    """Return the names of all properties, nested ones with dots."""
    found: set[str] = set()
    for name, value in properties.items():
        found |= keys(value, f"{above}{name}.") if isinstance(value, dict) else {above + name}
    return found


@EACH
def test_frames_are_whole_states(entry: Lesson, preset: str | None) -> None:
    """Each frame of a view sets the same properties, so stepping back leaves nothing behind."""
    chosen = entry.preset(preset) if preset else entry.chosen()
    trajectory = entry.trajectory(entry.toy(chosen), chosen)
    text = packed(views(entry.name, trajectory, "dark"))
    assert len(text.encode()) < MOST_BYTES
    scenes = json.loads(text)
    assert 2 <= len(scenes) <= 4
    assert sum(bool(scene["frames"] or scene["grown"]) for scene in scenes) >= 2
    for scene in scenes:
        assert scene["name"]
        assert scene["alt"]
        assert len(scene["frames"]) in (0, len(trajectory.frames))
        shapes = {
            tuple((trace, *sorted(keys(properties))) for trace, properties in frame)
            for frame in scene["frames"]
        }
        assert len(shapes) <= 1
        moving = [scene["data"][trace]["type"] for trace, _values in (scene["frames"] or [[]])[0]]
        heats = [trace for trace in scene["data"] if trace["type"] == "heatmap"]
        for trace in heats if moving and set(moving) <= {"scatter", "heatmap"} else ():
            # the player paints it: plotly cannot take the ends of its axes from it
            for letter in "xy":
                axis = trace.get(f"{letter}axis", letter).replace(letter, f"{letter}axis")
                assert "range" in scene["layout"][axis]
            assert trace["zmin"] < trace["zmax"]
            assert all(len(pair) == 2 for pair in trace["colorscale"])
        for trace in scene["grown"]:
            assert len(scene["data"][trace]["x"]) == len(trajectory.frames)
        if scene["handle"]:
            assert scene["handle"] in {handle.name for handle in entry.handles}
            assert len(scene["data"][scene["handleTrace"]]["x"]) >= 1
        for trace in scene["dial"]:
            for frame in scene["frames"]:
                x, y = (dict(frame)[trace][axis] for axis in "xy")
                assert len(x) == len(y) >= 1
                assert None not in (*x, *y)


@pytest.mark.parametrize("entry", LESSONS, ids=lambda entry: entry.name)
def test_the_figure_opens_on_its_first_frame(entry: Lesson) -> None:
    trajectory = entry.trajectory(entry.toy(entry.chosen()), entry.chosen())
    for scene in json.loads(packed(views(entry.name, trajectory))):
        for trace, properties in scene["frames"][0] if scene["frames"] else ():
            for name, value in properties.items():
                if isinstance(value, list):
                    assert scene["data"][trace][name] == value, name


def test_numbers_are_rounded_to_what_can_be_seen_and_gaps_are_null() -> None:
    figure = go.Figure(go.Scatter(x=np.array([1.23456789, np.nan]), y=[0, 1]))
    view = Moving("v", Plot(figure, "a", "b", pd.DataFrame()), [{0: {"y": np.float64(1e-9)}}])
    (scene,) = json.loads(packed([view]))
    assert scene["data"][0]["x"] == [1.23457, None]
    assert scene["frames"] == [[[0, {"y": 1e-9}]]]
    assert scene["alt"] == "a b"
