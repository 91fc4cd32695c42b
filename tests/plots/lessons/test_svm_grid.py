"""Other choices drawn: three panels, what is chosen, what is best."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.svm import LESSON
from mlcore.learn.machine import Machine
from mlcore.plots.lessons import svm_grid
from mlcore.plots.lessons.svm import views


def run(**values: object) -> Machine:
    base = LESSON.chosen()
    asked: Chosen = replace(base, values=tuple({**dict(base.values), **values}.items()))
    return LESSON.trajectory(LESSON.toy(asked), asked)


@pytest.mark.parametrize(("kernel", "panels"), [("linear", "scatter"), ("rbf", "heatmap")])
def test_other_choices_mark_the_chosen_and_the_best(kernel: str, panels: str) -> None:
    machine = run(kernel=kernel)
    view = views(machine)[3]
    figure, tried = view.plot.figure, machine.tried
    assert [trace.type for trace in figure.data][::3] == [panels] * 3
    _row, column = tried.best
    assert list(figure.data[2].x) == [column]
    assert list(figure.data[1].x) == [tried.prices.index(machine.C)]
    assert f"C = {tried.prices[column]:g}" in view.plot.lead
    assert len(svm_grid._words(tried)) == len(tried.widths)
    assert not view.frames


@pytest.mark.parametrize("kernel", ["linear", "rbf"])
def test_panels_stand_side_by_side_and_name_what_they_show(kernel: str) -> None:
    figure = views(run(kernel=kernel))[3].plot.figure
    axes = [figure.layout[f"xaxis{at}"] for at in ("", "2", "3")]
    ends = [end for axis in axes for end in axis.domain]
    assert ends == sorted(ends)
    assert all(list(axis.ticktext) == ["0.01", "", "1", "", "100"] for axis in axes)
    assert [note.text for note in figure.layout.annotations] == list(svm_grid.NAMES)


def test_a_map_holds_the_numbers_and_says_them() -> None:
    machine = run(kernel="rbf")
    street, held, score = views(machine)[3].plot.figure.data[::3]
    np.testing.assert_allclose(10 ** np.array(street.z), machine.tried.street)
    np.testing.assert_allclose(held.z, machine.tried.held)
    np.testing.assert_allclose(score.z, machine.tried.score)
    assert "γ 0.05" in score.text[0][0]
    assert "right on new points" in score.text[0][0]


def test_what_is_chosen_and_what_is_best_are_said() -> None:
    plot = views(run(kernel="rbf", gamma=30.0))[3].plot
    assert "γ = " in plot.lead
    assert plot.sentence.startswith("Chosen (square)")
    assert "Each on 100 points, 4 folds" in plot.sentence
