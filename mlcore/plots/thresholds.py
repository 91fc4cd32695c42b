"""The threshold drawn: one figure in which everything moves with its own slider.

All 201 positions are in the figure, so dragging asks nobody. A step of the slider changes texts,
lines and dots of the layout only: plotly repaints those without drawing the curves again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.evaluation.thresholds import PER_ROWS, Band, Thresholds
from mlcore.language import translate as _
from mlcore.numbers import MISSING, between, known, percent, significant, whole
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import TALLEST, plain, style

SHARES, WORTHS, CELLS = (0.34, 0.62), (0.0, 0.22), (0.74, 0.96)
"""Where the three panels begin and end, as shares of the height."""

MOVED = {
    "line": ("x0", "x1"),
    "circle": ("xanchor", "yanchor", "visible"),
    "rect": ("opacity",),
}
"""What a step of the slider changes of each kind of shape."""


@dataclass(frozen=True, eq=False)
class _Moving:
    """What one step of the slider changes: shapes and annotations, in their order."""

    shapes: list[dict[str, Any]]
    texts: list[str]


def threshold_plot(value: Thresholds, threshold: float = 0.5, theme: str | None = None) -> Plot:
    """Draw outcomes, precision, recall and worth at every threshold, with a slider of its own.

    Parameters
    ----------
    value : Thresholds
        What each threshold does.
    threshold : float
        Where the slider stands at first.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    ink, at = palette(theme), value.nearest(threshold)
    figure = go.Figure(_curves(value, ink))
    now = _moving(value, at, ink)
    figure.layout = {
        "yaxis": {"domain": SHARES, "range": [-0.03, 1.05], "tickformat": ".0%"},
        "yaxis2": {"domain": WORTHS, "anchor": "x"},
        "xaxis": {"range": [-0.01, 1.01], "anchor": "y2"},
        "shapes": now.shapes,
        "annotations": _annotations(value, now.texts, ink),
    }
    style(figure, theme, height=TALLEST, values="y")
    figure.layout.margin.t = 22
    figure.layout.sliders = [
        _slider(_steps(value, theme), at, ink)
    ]  # last: plotly copies a layout it is given
    return Plot(figure, *_words(value, at), threshold_table(value))


def threshold_table(value: Thresholds) -> pd.DataFrame:
    """Return one row per threshold: outcomes, precision, recall and worth with their bands."""
    seen = value.outcomes
    columns = {
        _("Threshold"): value.thresholds,
        _("Found"): seen.hits,
        _("Missed"): seen.misses,
        _("False alarms"): seen.false_alarms,
        _("Rightly left"): seen.rejections,
    }
    for name, band in _bands(value):
        columns |= {name: band.value, f"{name}, {_('low')}": band.low,
                    f"{name}, {_('high')}": band.high}  # fmt: skip
    return pd.DataFrame(columns)


def _bands(value: Thresholds) -> tuple[tuple[str, Band], ...]:
    worth = f"{_('Worth per')} {whole(PER_ROWS)} {_('rows')}"
    return (_("Precision"), value.precision), (_("Recall"), value.recall), (worth, value.worth)


def _curves(value: Thresholds, ink: Palette) -> list[go.Scatter]:
    made = []
    looks = ((ink.first, "solid", "y"), (ink.second, "dash", "y"), (ink.first, "solid", "y2"))
    for (name, band), (colour, dash, axis) in zip(_bands(value), looks, strict=True):
        fine = np.isfinite(band.low)
        x = value.thresholds[fine]
        made.append(
            go.Scatter(
                x=np.r_[x, x[::-1]], y=np.r_[band.low[fine], band.high[fine][::-1]],
                fill="toself", fillcolor=faded(colour, 0.28), mode="lines", line={"width": 0},
                hoverinfo="skip", yaxis=axis,
            )
        )  # fmt: skip
        shape = ".0%" if axis == "y" else ",.3~s"
        made.append(
            go.Scatter(
                x=value.thresholds, y=band.value, mode="lines", yaxis=axis,
                line={"color": colour, "width": 2.5, "dash": dash},
                hovertemplate=f"{name} %{{y:{shape}}} at %{{x:.3f}}<extra></extra>",
            )
        )  # fmt: skip
    return made


@lru_cache(16)
def _steps(value: Thresholds, theme: str | None) -> list[dict[str, Any]]:
    """Return every step of the slider: the same wherever it stands, so they are made once."""
    ink = palette(theme)
    return [_step(value, position, ink) for position in range(len(value.thresholds))]


def _step(value: Thresholds, at: int, ink: Palette) -> dict[str, Any]:
    """Return one step of the slider: what it changes, by plotly's names."""
    moving = _moving(value, at, ink)
    changed: dict[str, Any] = {}
    for i, shape in enumerate(moving.shapes):
        changed |= {f"shapes[{i}].{name}": shape[name] for name in MOVED[shape["type"]]}
    changed |= {f"annotations[{i}].text": text for i, text in enumerate(moving.texts)}
    label = f"{value.thresholds[at]:.3f}"
    return {"method": "relayout", "label": label, "args": [changed]}


def _moving(value: Thresholds, at: int, ink: Palette) -> _Moving:
    threshold = round(float(value.thresholds[at]), 3)
    bars = [
        {
            "type": "line", "xref": "x", "yref": "paper", "x0": threshold, "x1": threshold,
            "y0": low, "y1": high, "line": {"color": ink.muted, "width": 1.5},
        }
        for low, high in (SHARES, WORTHS)
    ]  # fmt: skip
    dots = [
        _dot(threshold, float(band.value[at]), axis, colour, ink)
        for (_name, band), axis, colour in zip(
            _bands(value), ("y", "y", "y2"), (ink.first, ink.second, ink.first), strict=True
        )
    ]
    shapes = [*_cells(value, at, ink), *bars, *dots]
    return _Moving(shapes, [*_cell_texts(value, at), *_readings(value, at, ink)])


def _dot(x: float, y: float, axis: str, colour: str, ink: Palette) -> dict[str, Any]:
    shown = bool(np.isfinite(y))
    return {
        "type": "circle", "xref": "x", "yref": axis, "xsizemode": "pixel", "ysizemode": "pixel",
        "xanchor": x, "yanchor": round(y, 4) if shown else 0.0, "visible": shown,
        "x0": -5, "x1": 5, "y0": -5, "y1": 5, "fillcolor": colour,
        "line": {"color": ink.page, "width": 1},
    }  # fmt: skip


# ------------------------------------------------------------------- the confusion matrix


def _table_of(value: Thresholds, at: int) -> list[tuple[str, int, int]]:
    """Return the four cells, row by row: words, rows, rows of the same true class."""
    seen = value.outcomes
    hits, misses = int(seen.hits[at]), int(seen.misses[at])
    alarms, left = int(seen.false_alarms[at]), int(seen.rejections[at])
    return [
        (_("Found"), hits, hits + misses), (_("Missed"), misses, hits + misses),
        (_("False alarms"), alarms, alarms + left), (_("Rightly left"), left, alarms + left),
    ]  # fmt: skip


def _place(cell: int) -> tuple[float, float, float, float]:
    low, high = CELLS
    half = (high - low) / 2
    left, up = 0.5 * (cell % 2), high - half * (cell // 2)
    return left, left + 0.495, up - half + 0.006, up


def _cells(value: Thresholds, at: int, ink: Palette) -> list[dict[str, Any]]:
    made = []
    for cell, (_name, rows, of) in enumerate(_table_of(value, at)):
        x0, x1, y0, y1 = _place(cell)
        colour = ink.first if cell in (0, 3) else ink.second
        strength = round(0.15 + 0.7 * rows / max(of, 1), 2)
        made.append(
            {
                "type": "rect", "xref": "paper", "yref": "paper", "layer": "below",
                "x0": x0, "x1": x1, "y0": y0, "y1": y1, "line": {"width": 0},
                "fillcolor": faded(colour, 0.4), "opacity": strength,
            }
        )  # fmt: skip
    return made


def _cell_texts(value: Thresholds, at: int) -> list[str]:
    return [
        f"{words} <b>{whole(rows)}</b> · {percent(rows / max(of, 1))}"
        for words, rows, of in _table_of(value, at)
    ]


def _readings(value: Thresholds, at: int, ink: Palette) -> list[str]:
    """Return precision, recall and worth at one threshold, each with its interval."""
    said = []
    for (name, band), colour in zip(_bands(value), (ink.first, ink.second, ink.first), strict=True):
        share = name != _bands(value)[2][0]
        number = percent if share else significant
        now, low, high = (float(part[at]) for part in (band.value, band.low, band.high))
        text = f"<span style='color:{colour}'>■</span> {name} <b>{number(now)}</b>"
        if known(low):
            first = percent(low).removesuffix("%")
            ends = f"{first} – {percent(high)}" if share else between(low, high)
            text += f" ({ends})"
        said.append(text)
    return said


def _annotations(value: Thresholds, texts: list[str], ink: Palette) -> list[dict[str, Any]]:
    places = []
    for cell in range(4):
        x0, x1, y0, y1 = _place(cell)
        places.append(((x0 + x1) / 2, (y0 + y1) / 2, "center", "middle"))
    places += [
        (0.0, SHARES[1] + 0.012, "left", "bottom"),
        (1.0, SHARES[1] + 0.012, "right", "bottom"),
        (0.0, WORTHS[1] + 0.012, "left", "bottom"),
    ]
    made = [
        {
            "text": text, "x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": across,
            "yanchor": up, "showarrow": False, "font": {"size": 12, "color": ink.text},
        }
        for text, (x, y, across, up) in zip(texts, places, strict=True)
    ]  # fmt: skip
    names = (plain(value.positive, 18), plain(value.negative, 18))
    heads = ((0.25, f"{_('answered')} {names[0]}"), (0.75, f"{_('answered')} {names[1]}"))
    for x, text in heads:
        made.append(
            {
                "text": text, "x": x, "y": CELLS[1] + 0.005, "xref": "paper", "yref": "paper",
                "xanchor": "center", "yanchor": "bottom", "showarrow": False,
                "font": {"size": 12, "color": ink.muted},
            }
        )  # fmt: skip
    return made


def _slider(steps: list[dict[str, Any]], at: int, ink: Palette) -> dict[str, Any]:
    return {
        "active": at, "steps": steps, "len": 1.0, "x": 0.0, "y": 0.0, "pad": {"t": 26, "b": 0},
        "ticklen": 0, "minorticklen": 0, "borderwidth": 0, "bgcolor": ink.border,
        "activebgcolor": ink.first, "font": {"size": 1, "color": faded(ink.page, 0)},
        "currentvalue": {
            "prefix": f"{_('Threshold')} ", "xanchor": "left", "offset": 4,
            "font": {"size": 13, "color": ink.text},
        },
    }  # fmt: skip


def _words(value: Thresholds, at: int) -> tuple[str, str]:
    seen, worth = value.outcomes, value.worth
    threshold = significant(float(value.thresholds[at]))
    alarms = int(seen.alarms[at])
    lead = f"From {threshold} on, {whole(alarms)} of {whole(value.rows)} rows are answered "
    lead += f"{value.positive}."
    right, found = (percent(float(band.value[at])) for band in (value.precision, value.recall))
    wrong = _("no row is answered so") if right == MISSING else f"{right} of these are right"
    sentence = f"At this threshold {wrong}, and {found} of {value.positive} is found; "
    sentence += f"worth {significant(float(worth.value[at]))} per {whole(PER_ROWS)} rows"
    low, high = float(worth.low[at]), float(worth.high[at])
    return lead, f"{sentence} ({between(low, high)})." if known(low) else f"{sentence}."
