"""What is picked in a chart: exactly the rows that its marks count, whatever its kind."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.profiling.chart.numbers import ChartData, coordinates, numbers
from mlcore.profiling.chart.picked import Picked, Span, from_json, rows
from mlcore.profiling.chart.spec import ChartSpec
from mlcore.profiling.subset import Subset
from tests.profiling.chart.test_chart import FRAME, data  # noqa: F401  (a fixture)

SPECS = (
    ChartSpec("histogram", "number", colour="letter", facet="*"),
    ChartSpec("histogram", "wide"),
    ChartSpec("histogram", "day", colour="flag"),
    ChartSpec("bar", "letter", colour="*", facet="whole"),
    ChartSpec("bar", "day"),
    ChartSpec("bar", "*", "number", aggregate="mean"),
    ChartSpec("density", "number", "wide", facet="flag"),
    ChartSpec("density", "day", "number"),
    ChartSpec("heat", "letter", "*"),
    ChartSpec("heat", "number", "letter"),
    ChartSpec("box", "letter", "number", facet="whole"),
)


def _end(place: Any) -> float | str:
    return place.isoformat() if hasattr(place, "isoformat") else place


def mark(line: dict[str, Any], value: ChartData) -> tuple[Span, ...]:
    parts = ("facet", "colour", "x", *(("y",) if value.spec.kind in ("density", "heat") else ()))
    return tuple(Span(p, _end(line[p]), _end(line[p])) for p in parts if p in line)


@pytest.mark.parametrize("spec", SPECS, ids=lambda s: f"{s.kind} {s.x} {s.y}")
def test_a_mark_stands_for_the_rows_it_counts(data: Dataset, spec: ChartSpec) -> None:  # noqa: F811
    value = numbers(data, spec)
    lines = value.frame.rows(named=True)
    for line in lines[:: max(len(lines) // 12, 1)]:
        found = rows(data, Picked(spec, (mark(line, value),), "f"))
        assert len(found) == line["rows"], line
    everything = rows(data, Picked(spec, tuple(mark(line, value) for line in lines), "f"))
    assert len(everything) == value.rows == len(coordinates(data, spec))
    assert (np.diff(everything) > 0).all()


def test_a_box_over_points_holds_the_rows_inside(data: Dataset) -> None:  # noqa: F811
    spec = ChartSpec("points", "number", "wide", colour="letter")
    found = rows(data, Picked(spec, ((Span("x", 8.0, 12.0), Span("y", -100, 300)),), "f"))
    inside = FRAME["number"].between(8, 12) & FRAME["wide"].between(-100, 300)
    assert found.tolist() == FRAME.index[inside].tolist()
    days = Picked(ChartSpec("line", "day"), ((Span("x", "2020-02-01 06:00", "2020-03-01"),),), "f")
    between = FRAME["day"].between("2020-02-02", "2020-03-01")
    assert rows(data, days).tolist() == FRAME.index[between].tolist()


def test_marks_are_taken_together(data: Dataset) -> None:  # noqa: F811
    spec = ChartSpec("bar", "letter", colour="flag")
    value = numbers(data, spec)
    lines = value.frame.rows(named=True)[:3]
    one = [rows(data, Picked(spec, (mark(line, value),), "f")) for line in lines]
    all_ = rows(data, Picked(spec, tuple(mark(line, value) for line in lines), "f"))
    assert all_.tolist() == sorted(np.concatenate(one).tolist())
    found = Subset(data, all_, "why")
    assert found.data.frame()["wide"].tolist() == FRAME["wide"].iloc[all_].tolist()


def test_it_is_the_same_after_a_reload(data: Dataset) -> None:  # noqa: F811
    spec = ChartSpec("histogram", "number")
    value = numbers(data, spec)
    picked = Picked(spec, (mark(value.frame.row(7, named=True), value),), "f")
    again = from_json(json.loads(json.dumps(asdict(picked))))
    assert again == picked
    assert rows(data, again).tolist() == rows(data, picked).tolist()


def test_a_chart_that_cannot_be_is_refused(data: Dataset) -> None:  # noqa: F811
    for spec in (ChartSpec("bar", "nowhere"), ChartSpec("histogram", "letter")):
        with pytest.raises(LoupeError):
            rows(data, Picked(spec, ((Span("x", 0, 1),),), "f"))
