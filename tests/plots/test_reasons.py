"""Signed bars add up, and a followed field says where the answer is lowest and highest."""

from __future__ import annotations

from datetime import datetime

import pytest

from mlcore.plots.palette import palette
from mlcore.plots.reasons import MOST_REASONS, Response, SignedParts, reasons_plot, response_plot

PARTS = (("age", 1.4), ("ward", -0.5), ("crp", 0.2))


def test_bars_are_the_parts_brass_adds_teal_takes_away() -> None:
    plot = reasons_plot(SignedParts(4.0, 5.1, PARTS))
    (bars,) = plot.figure.data
    assert list(bars.x) == [1.4, -0.5, 0.2]
    ink = palette(None)
    assert list(bars.marker.color) == [ink.second, ink.first, ink.second]
    assert list(bars.text) == ["+1.4", "−0.5", "+0.2"]
    assert plot.lead == "age raises it most (+1.4)."
    assert plot.sentence == "ward pulls the other way (−0.5)."


def test_small_parts_stand_together_last_and_nothing_is_lost() -> None:
    parts = tuple((f"c{at}", 20.0 - at) for at in range(12))
    plot = reasons_plot(SignedParts(0.0, 174.0, (*parts, ("none", 0.0))))
    (bars,) = plot.figure.data
    assert len(bars.x) == MOST_REASONS + 1
    assert bars.customdata[-1] == "5 other fields"
    assert sum(bars.x) == pytest.approx(sum(part for _name, part in parts))
    assert len(plot.table) == 13


def test_chances_are_in_points_of_a_hundred() -> None:
    plot = reasons_plot(SignedParts(0.3, 0.42, (("age", 0.12),), percent=True))
    assert list(plot.figure.data[0].text) == ["+12"]
    assert plot.sentence == "Nothing of weight pulls the other way."


def test_without_parts_it_says_so() -> None:
    assert "No field moves" in reasons_plot(SignedParts(1.0, 1.0, (("a", 0.0),))).lead


def test_a_curve_names_its_ends_and_marks_the_row() -> None:
    plot = response_plot(Response("age", "days", (1.0, 2.0, 3.0), (4.0, 6.0, 5.0), (2.0, 6.0)))
    line, mark = plot.figure.data
    assert list(line.y) == [4.0, 6.0, 5.0]
    assert (mark.x[0], mark.y[0]) == (2.0, 6.0)
    assert plot.lead == "Alone, age moves the answer between 4 and 6."
    assert plot.sentence.startswith("Lowest at 1, highest at 2")


def test_names_are_bars_and_dates_are_spoken() -> None:
    names = response_plot(Response("ward", "chance", ("a", "b"), (0.25, 0.5), percent=True))
    assert names.figure.data[0].type == "bar"
    assert "25% and 50%" in names.lead
    days = (datetime(2020, 1, 2), datetime(2020, 3, 4))
    dates = response_plot(Response("day", "y", days, (1.0, 3.0)))
    assert dates.figure.data[0].type == "scatter"
    assert "Lowest at 2020-01-02, highest at 2020-03-04" in dates.sentence
    flat = response_plot(Response("day", "y", days, (1.0, 1.0)))
    assert flat.lead == "This field alone does not move the answer."


def test_what_hardly_pulls_is_not_said_to_pull_the_other_way() -> None:
    plot = reasons_plot(SignedParts(0.0, 1.0, (("a", 1.0), ("b", -1e-9))))
    assert plot.sentence == "Nothing of weight pulls the other way."
    assert "b pulls" in reasons_plot(SignedParts(0.0, 1.0, (("a", 1.0), ("b", -0.1)))).sentence


def test_chances_next_to_nothing_are_not_spelled_out() -> None:
    curve = Response("x", "Chance of a", (1.0, 2.0), (4.8e-6, 0.9), None, None, percent=True)
    assert "between <0.1% and 90%" in response_plot(curve).lead
