import numpy as np
import pytest

from mlcore.learn.lessons.mlp import LESSON
from mlcore.plots.lessons.mlp import COARSE, FINE, LEVELS, levels, views


@pytest.mark.parametrize(("plane", "top"), [("circles", LEVELS), ("petals", 2), ("hill", LEVELS)])
def test_the_ground_is_what_the_network_answers(plane, top):
    chosen = LESSON.chosen({"plane": plane, "epochs": "100", "rows": "30"})
    learning = LESSON.trajectory(LESSON.toy(chosen), chosen)
    ground, network, *_rest = views(learning)
    z = np.array(ground.frames[-1][0]["z"])
    assert z.shape == (FINE, FINE)
    assert 0 <= z.min() <= z.max() <= top == ground.plot.figure.data[0].zmax
    units = [trace for trace in network.plot.figure.data if trace.type == "heatmap"]
    assert len(units) == 2 + 4 + 3 + learning.course.rows.Y.shape[1]
    assert all(np.shape(unit.z) == (COARSE, COARSE) for unit in units)


def test_levels_are_cut_off_at_both_ends():
    found = levels(np.array([-np.inf, -1, 0, 0.5, 1, np.nan, np.inf]))
    assert found.tolist() == [0, 0, 20, 30, 40, 20, 40]


def test_dead_units_are_crossed_out_and_slopes_by_layer_are_told():
    chosen = LESSON.preset("dead")
    learning = LESSON.trajectory(LESSON.toy(chosen), chosen)
    _ground, network, losses, slopes = views(learning)
    dead = sum(map(sum, learning.frames[-1].dead))
    assert len(network.frames[-1][6]["x"]) == dead > 2
    assert len(slopes.plot.figure.data) == 3
    assert list(losses.plot.figure.data[0].x) == [frame.epoch for frame in learning.frames]
    vanished = LESSON.preset("vanished")
    said = views(LESSON.trajectory(LESSON.toy(vanished), vanished))[3].plot.lead
    assert float(said.split("pulled ")[1].split()[0].replace(",", "")) > 100
