"""What a person selects in a drawn chart → the marks it means, and its name in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import plotly.graph_objects as go
import polars as pl

from mlcore.language import translate as _
from mlcore.plots.chart_marks import named
from mlcore.profiling.chart.groups import Group, shown
from mlcore.profiling.chart.numbers import ChartData
from mlcore.profiling.chart.picked import Picked, Span

_REACH = {"strip": 0.3, "box": 0.25}
"""How far from its place the marks of a group stand."""
_UP = ("points", "density", "strip", "heat")
"""Kinds whose vertical axis stands for single rows: of others a box chooses along x alone."""
_SHOWN = 3
Mark = tuple[Span, ...]


def picked(
    value: ChartData, figure: go.Figure, selection: Mapping[str, Any], of: str
) -> Picked | None:
    """Return what a selection means; None when nothing is selected.

    Parameters
    ----------
    value : ChartData
        The numbers of the chart.
    figure : Figure
        The chart as it was drawn.
    selection : mapping
        Streamlit's: ``points`` with curve and index, ``box`` with ends along both axes.
    of : str
        Fingerprint of the table it was drawn of.
    """
    bars = [
        point
        for point in selection.get("points", ())
        if figure.data[point["curve_number"]].type == "bar"
    ]
    if bars:
        marks = [_bar(value, figure.data[p["curve_number"]], p["point_index"]) for p in bars]
    else:
        marks = [mark for box in selection.get("box", ()) for mark in _box(value, box)]
    return Picked(value.spec, tuple(dict.fromkeys(marks)), of) if marks else None


def _bar(value: ChartData, trace: Any, index: int) -> Mark:
    """Return the mark that is one bar of a trace."""
    lines = _lines(value, _panel_of(trace.xaxis))
    if value.colour:
        lines = lines.filter(pl.col("colour") == int(trace.legendgroup))
    line = lines.row(index, named=True)
    return tuple(
        Span(part, _end(line[part]), _end(line[part]))
        for part in ("facet", "colour", "x")
        if part in line
    )


def _box(value: ChartData, box: Mapping[str, Any]) -> Iterator[Mark]:
    """Yield the mark that is a dragged box; none where it holds no place of a mark."""
    panel = _panel_of(box.get("xref", "x"))
    spans = [Span("facet", panel, panel)] if value.facet else []
    for part in ("x", "y") if value.spec.kind in _UP else ("x",):
        span = _along(value, part, *sorted(box[part]))
        if span is None:
            return
        spans.append(span)
    yield tuple(spans)


def _along(value: ChartData, part: str, low: Any, high: Any) -> Span | None:
    """Return what lies between two ends of an axis: groups, whole bins, or values."""
    groups: tuple[Group, ...] = getattr(value, part)
    if groups:
        reach = _REACH.get(value.spec.kind, 0.0)
        first = max(math.ceil(low - reach), 0)
        last = min(math.floor(high + reach), len(groups) - 1)
        return Span(part, first, last) if first <= last else None
    if f"{part}_end" not in value.frame.columns:
        return Span(part, low, high)
    start, end = value.frame[part], value.frame[f"{part}_end"]
    middle = start + (end - start) / 2
    if middle.dtype.is_temporal():
        low, high = (datetime.fromisoformat(text) for text in (low, high))
    inside = start.filter((middle >= low) & (middle <= high))
    return Span(part, _end(inside.min()), _end(inside.max())) if len(inside) else None


def _lines(value: ChartData, panel: int) -> pl.DataFrame:
    return value.frame.filter(pl.col("facet") == panel) if value.facet else value.frame


def _panel_of(axis: str | None) -> int:
    return int((axis or "x")[1:] or 1) - 1


def _end(place: Any) -> float | str:
    return str(place.isoformat()) if hasattr(place, "isoformat") else place


def said(value: ChartData, chosen: Picked) -> str:
    """Return what was chosen, in plain words: columns and their values."""
    marks = [
        ", ".join(f"{value.spec.columns[span.part]} {_words(value, span)}" for span in mark)
        for mark in chosen.marks
    ]
    more = len(marks) - _SHOWN
    rest = f" {_('and')} {more} {_('more')}" if more > 0 else ""
    return f" {_('or')} ".join(marks[:_SHOWN]) + rest


def _words(value: ChartData, span: Span) -> str:
    groups: tuple[Group, ...] = getattr(value, span.part)
    if groups:
        names = [named(group) for group in groups[int(span.low) : int(span.high) + 1]]
        return f" {_('or')} ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
    return f"{_value(span.low)} – {_value(_last(value, span))}"


def _last(value: ChartData, span: Span) -> Any:
    """Return the end of the last bin; of what is not binned, its own end."""
    if f"{span.part}_end" not in value.frame.columns:
        return span.high
    starts = value.frame[span.part].to_list()
    ends = dict(zip(map(_end, starts), value.frame[f"{span.part}_end"].to_list(), strict=True))
    return ends[span.high]


def _value(end: Any) -> str:
    return end[:16].replace("T", " ") if isinstance(end, str) else shown(end)
