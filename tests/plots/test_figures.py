"""Figures say what their numbers say; names from data are never markup."""

from __future__ import annotations

import base64
import itertools
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.evaluation.curves import confusion, precision_recall, roc
from mlcore.evaluation.importance import ColumnImportance, Importance
from mlcore.evaluation.residuals import residuals
from mlcore.plots.answer import RangeAnswer, chances_plot, range_plot
from mlcore.plots.classes import confusion_plot, precision_recall_plot, roc_plot
from mlcore.plots.errors import predicted_plot, residuals_plot
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.ranked import importance_plot, missing_plot
from mlcore.plots.spread import EDGE, WIDTH, FoldScores, spreads

EVIL = '<a href="https://evil.example"><b>x</b></a>'
RANDOM = np.random.default_rng(0)
Y = RANDOM.integers(0, 2, 200)
P = np.clip(0.5 * Y + RANDOM.normal(0.25, 0.2, 200), 0.01, 0.99)
PROBABILITY = np.c_[1 - P, P]
VALUES = RANDOM.normal(10, 3, 300)
OFF = VALUES + RANDOM.normal(0.5, 1, 300)


def _all_plots(theme: str | None, name: str) -> list[Plot]:
    classes = ("no", name)
    important = Importance("roc_auc", 0.9, 200, 5, (ColumnImportance(name, 0.2, 0.01, 1.0),))
    return [
        confusion_plot(confusion(Y, (P > 0.5).astype(int), classes), theme),
        roc_plot(roc(Y, PROBABILITY, classes), theme),
        precision_recall_plot(precision_recall(Y, PROBABILITY, classes), theme),
        predicted_plot(residuals(VALUES, OFF), name, theme),
        residuals_plot(residuals(VALUES, OFF), name, theme),
        importance_plot(important, theme),
        missing_plot([(name, 0.4), ("b", 0.0)], theme),
        range_plot(RangeAnswer(6.4, 4.1, 10.8, 0, 20), theme),
        chances_plot({"no": 0.2, name: 0.8}, theme),
    ]


@pytest.mark.parametrize("theme", ["light", "dark", None])
def test_every_figure_has_the_look_a_sentence_and_a_table(theme: str | None) -> None:
    for plot in _all_plots(theme, "yes"):
        assert plot.lead.endswith((".", ",", ";"))
        assert len(plot.table)
        assert plot.figure.layout.height <= 420
        assert plot.figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
        assert plot.figure.layout.font.color == palette(theme).text
        assert "nan" not in plot.alt.lower()
        for trace in plot.figure.data:
            line = getattr(trace, "line", None)
            marker = getattr(trace, "marker", None)
            coloured = (line and line.color) or (marker and marker.color is not None)
            assert coloured or trace.colorscale  # never plotly's own orange


def test_names_from_data_are_never_markup() -> None:
    for plot in _all_plots(None, EVIL):
        assert "<a href" not in plot.figure.to_json()
        assert "<b>" not in plot.figure.to_json()


def test_confusion_says_the_commonest_mistake() -> None:
    y = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2])
    answered = np.array([0, 0, 1, 1, 1, 2, 1, 1, 2])
    plot = confusion_plot(confusion(y, answered, ("a", "b", "c")))
    assert plot.lead == "67% of 9 rows are answered right."
    assert "c taken for b, 2 of 4 rows" in plot.sentence
    assert plot.table.iloc[2].tolist() == ["c", 0, 2, 2]


def test_roc_reads_the_curve() -> None:
    plot = roc_plot(
        roc(np.array([0, 0, 1, 1]), np.array([[0.9, 0.1]] * 2 + [[0.1, 0.9]] * 2), "ab")
    )
    assert plot.lead == "ROC AUC 1.00; 0.5 is chance."
    assert "100% of b is found" in plot.sentence


def test_predicted_samples_and_says_so() -> None:
    many = np.arange(6000.0)
    plot = predicted_plot(residuals(many, many + 1), "y")
    assert len(plot.table) == 5000
    assert "5,000 of 6,000 rows are drawn" in plot.sentence
    assert "within 1 of the truth" in plot.lead


def test_residuals_name_the_side_and_the_spread() -> None:
    predicted = np.linspace(1, 100, 200)
    truth = predicted + np.where(np.arange(200) % 2, 1, -0.5) * predicted
    plot = residuals_plot(residuals(truth, predicted), "y")
    assert "too low" in plot.lead
    assert "one error bar does not suit all" in plot.sentence


def test_importance_names_the_first() -> None:
    columns = (ColumnImportance("age", 0.3, 0.02, 0.75), ColumnImportance("sex", 0.1, 0.01, 0.25))
    plot = importance_plot(Importance("roc_auc", 0.9, 200, 5, columns))
    assert plot.lead == "age matters most: 75% of all that shuffling costs."
    assert list(plot.figure.data[0].x) == [0.3, 0.1]
    nothing = importance_plot(
        Importance("roc_auc", 0.5, 9, 5, (ColumnImportance("a", -0.1, 0, 0.0),))
    )
    assert nothing.lead == "No column matters on its own."


def test_missing_leaves_full_columns_out() -> None:
    plot = missing_plot([("a", 0.0), ("b", 0.37), ("c", 0.02)])
    assert plot.table["Column"].tolist() == ["b", "c"]
    assert plot.lead == "2 of 3 columns have gaps."
    assert missing_plot([("a", 0.0)]).lead == "No cell is missing."


def test_range_ticks_do_not_touch() -> None:
    figure = range_plot(RangeAnswer(6.4, 6.3, 10.8, 0, 20)).figure
    places = list(figure.layout.xaxis.tickvals)
    assert 6.4 in places
    assert 6.3 not in places
    assert all(b - a > 1 for a, b in itertools.pairwise(places))


def test_chances_are_ranked() -> None:
    plot = chances_plot({"a": 0.2, "b": 0.7, "c": 0.1})
    assert plot.lead == "b: 70 in 100."
    assert list(plot.figure.data[0].x) == [0.7, 0.2, 0.1]


scores = st.lists(st.floats(-1e6, 1e6), max_size=6).map(tuple)


@given(st.lists(st.builds(FoldScores, scores, st.booleans()), min_size=1, max_size=6))
def test_spreads_are_valid_and_on_one_scale(rows: list[FoldScores]) -> None:
    images = spreads(rows, zone=(-1.0, 1.0), baseline=0.0)
    for row, image in zip(rows, images, strict=True):
        if not row.scores:
            assert image is None
            continue
        assert image is not None
        svg = ElementTree.fromstring(base64.b64decode(image.partition(",")[2]))
        dots = [float(node.get("cx", "nan")) for node in svg if node.tag.endswith("circle")]
        assert len(dots) == len(row.scores)
        assert all(EDGE - 0.1 <= x <= WIDTH - EDGE + 0.1 for x in dots)


def test_greater_scores_stand_further_right() -> None:
    low, high = spreads([FoldScores((1.0, 1.1)), FoldScores((2.0, 2.1))])
    assert low is not None
    assert high is not None

    def mean(image: str) -> float:
        svg = ElementTree.fromstring(base64.b64decode(image.partition(",")[2]))
        return float([node for node in svg if node.tag.endswith("rect")][-1].get("x", "nan"))

    assert mean(low) < mean(high)


def test_failures_have_no_picture() -> None:
    assert spreads([FoldScores(())]) == [None]
