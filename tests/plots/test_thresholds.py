"""The threshold figure: each step of its slider says what the numbers say."""

from __future__ import annotations

import re

import numpy as np
import pytest

from mlcore.evaluation.thresholds import Payoff, Thresholds, thresholds
from mlcore.plots.thresholds import threshold_plot


@pytest.fixture(scope="module")
def value() -> Thresholds:
    random = np.random.default_rng(0)
    y = (random.random(800) < 0.3).astype(int)
    chance = np.clip(0.5 * y + random.normal(0.25, 0.2, 800), 0, 0.99)
    return thresholds(y, np.c_[1 - chance, chance], ("no", "yes"), payoff=Payoff(5, -2, -1, 0))


def _applied(plot: object, step: int) -> tuple[dict, dict]:
    """The shapes and texts after the slider is moved to *step*."""
    layout = plot.figure.layout
    change = layout.sliders[0].steps[step].args[0]
    shapes = {i: shape.to_plotly_json() for i, shape in enumerate(layout.shapes)}
    texts = {i: note.text for i, note in enumerate(layout.annotations)}
    for path, new in change.items():
        kind, index, name = re.fullmatch(r"(\w+)\[(\d+)\]\.(\w+)", path).groups()
        if kind == "shapes":
            assert name in shapes[int(index)]
            shapes[int(index)][name] = new
        else:
            texts[int(index)] = new
    return shapes, texts


def test_a_step_moves_matrix_line_dots_and_readings(value: Thresholds) -> None:
    plot = threshold_plot(value, 0.5)
    assert plot.figure.layout.sliders[0].active == 100
    for step in (0, 40, 77, 150):
        shapes, texts = _applied(plot, step)
        seen = value.outcomes
        cells = [seen.hits, seen.misses, seen.false_alarms, seen.rejections]
        for cell, rows in enumerate(cells):
            assert f"<b>{rows[step]:,}</b>" in texts[cell]
        lines = [shape for shape in shapes.values() if shape["type"] == "line"]
        assert [line["x0"] for line in lines] == pytest.approx([step / 200] * 2)
        dots = [shape for shape in shapes.values() if shape["type"] == "circle"]
        curves = (value.precision.value, value.recall.value, value.worth.value)
        assert [dot["yanchor"] for dot in dots] == pytest.approx(
            [curve[step] for curve in curves], abs=1e-4
        )
        assert f"<b>{100 * value.recall.value[step]:.0f}%</b>" in texts[5]


def test_a_step_is_what_a_figure_drawn_there_shows(value: Thresholds) -> None:
    moved = _applied(threshold_plot(value, 0.5), 61)
    drawn = _applied(threshold_plot(value, 0.305), 61)
    assert moved == drawn


def test_where_nothing_is_answered_so_there_is_no_precision(value: Thresholds) -> None:
    plot = threshold_plot(value, 1.0)
    assert "no row is answered so" in plot.sentence
    hidden = [s for s in plot.figure.layout.shapes if s.type == "circle" and not s.visible]
    assert len(hidden) == 1


def test_the_table_has_every_threshold_with_its_bands(value: Thresholds) -> None:
    table = threshold_plot(value).table
    assert len(table) == 201
    row = table.iloc[100]
    assert row["Found"] + row["Missed"] + row["False alarms"] + row["Rightly left"] == 800
    assert row["Recall, low"] <= row["Recall"] <= row["Recall, high"]


def test_the_sentence_names_rows_and_interval(value: Thresholds) -> None:
    plot = threshold_plot(value, 0.4)
    alarms = int(value.outcomes.alarms[80])
    assert plot.lead == f"From 0.4 on, {alarms} of 800 rows are answered yes."
    assert re.search(r"worth [\d,.−]+ per 1,000 rows \([\d,.−]+ – [\d,.−]+\)", plot.sentence)


def test_the_steps_are_the_same_wherever_the_slider_stands(value: Thresholds) -> None:
    """They are made once; a figure that is changed leaves those of the next one alone."""
    first = threshold_plot(value, 0.5).figure.layout.sliders[0]
    kept = [step.to_plotly_json() for step in first.steps]
    first.steps[3].args[0]["annotations[0].text"] = "spoilt"
    second = threshold_plot(value, 0.2).figure.layout.sliders[0]
    assert [step.to_plotly_json() for step in second.steps] == kept
    assert (first.active, second.active) == (100, 40)
    dark = threshold_plot(value, 0.2, "dark").figure.layout.sliders[0]
    assert len(dark.steps) == len(kept)
