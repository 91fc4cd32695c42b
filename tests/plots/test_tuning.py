"""What is said of a search is what its numbers say."""

from __future__ import annotations

import numpy as np
import pytest

from mlcore.catalog.distributions import Choice, Float
from mlcore.plots.tuning import history_plot, tried_plot, weights_plot
from mlcore.training.tuning.history import Edge, Point, Tried, Weights

RMSE = "neg_root_mean_squared_error"


def _points(*scores: float | None) -> tuple[Point, ...]:
    best: float | None = None
    points = []
    for number, score in enumerate(scores, 1):
        best = best if score is None else max(score, best if best is not None else score)
        ending = "pruned" if score is None else ""
        points.append(Point(number, f"tree-{number}", "tree", score, best, ending))
    return tuple(points)


def test_the_course_says_what_the_search_gained() -> None:
    plot = history_plot(_points(-2.0, None, -1.5, -1.8), RMSE)
    assert plot.lead == "The best of 4 trials scores 1.50 (Decision tree)."
    assert "0.50 better than the usual settings" in plot.sentence
    assert "1 trial given up early" in plot.sentence
    line = plot.figure.data[0]
    assert list(line.y) == [2.0, 1.5, 1.5]  # the best so far, as people see it
    assert plot.table["Ended"].tolist() == ["whole", "hopeless after some folds", "whole", "whole"]


def test_a_search_that_found_nothing_better_says_so() -> None:
    plot = history_plot(_points(-1.0, -2.0), RMSE)
    assert "No setting found was better than the usual ones." in plot.sentence
    assert history_plot(_points(None), RMSE).lead == "No trial has a score yet."


def test_parallel_axes_show_magnitudes_and_choices() -> None:
    space = (("rate", Float(0.01, 1.0, log=True)), ("kind", Choice(("a", None))))
    plot = tried_plot(Tried("tree", "roc_auc", space, (((0.1, None), 0.9), ((0.01, "a"), 0.8))))
    rate, kind, score = plot.figure.data[0].dimensions
    np.testing.assert_allclose(rate["values"], [-1, -2])
    assert rate.ticktext[0] == "0.01"
    assert list(kind["values"]) == [1, 0]
    assert list(kind.ticktext) == ["a", "None"]
    assert list(score["values"]) == [0.9, 0.8]
    assert plot.lead == "Decision tree is best with rate 0.1, kind None."


@pytest.mark.parametrize(("value", "side"), [(0.3, "upper"), (0.02, "lower")])
def test_importance_names_its_method_and_warns_of_an_edge(value: float, side: str) -> None:
    edge = Edge("lightgbm", "learning_rate", value, 0.02, 0.3)
    shares = (("learning_rate", 0.8), ("num_leaves", 0.2))
    plot = weights_plot(Weights("lightgbm", 25, shares), (edge,))
    assert plot.lead.startswith("learning_rate decides most: 80%")
    assert "fANOVA" in plot.sentence
    assert "25 trials" in plot.sentence
    assert f"at the {side} edge of its range" in plot.sentence
