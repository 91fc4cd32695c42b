"""A network that learns to read digits, drawn: its maps, its answer and its mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.digits import HELD, layers
from mlcore.learn.lessons.convolution import Reading
from mlcore.numbers import percent
from mlcore.plots.lessons.moving import Moving
from mlcore.plots.palette import Palette, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import style

LEVELS = 40
ROWS = (
    _("6 kernels, learned"),
    _("6 maps"),
    _("pooled: 6 of 4 × 4"),
    _("12 maps of those"),
    _("pooled: 12 of 2 × 2"),
)
HIGH = (1.0, 1.0, 0.75, 0.6, 0.5)
"""How high each row of pictures is drawn."""
BETWEEN = 0.42


def views(reading: Reading, theme: str | None = None) -> tuple[Moving, ...]:
    """Return the three views of a training."""
    ink, table = palette(theme), _table(reading)
    return (
        _layers(reading, ink, theme, table),
        _answer(reading, ink, theme, table),
        _mistakes(reading, ink, theme, table),
    )


def mosaic(maps: np.ndarray) -> np.ndarray:
    """Return *maps* (maps × height × width) side by side, a column of gaps between them."""
    gap = np.full((*maps.shape[:2], 1), np.nan)
    joined = np.concatenate([maps, gap], axis=2)
    return np.concatenate(list(joined), axis=1)[:, :-1]


def _pictures(reading: Reading) -> list[list[np.ndarray]]:
    """Return for each frame the rows of pictures: kernels, then maps from layer to layer."""
    found = []
    for frame in reading.frames:
        out = layers(frame.numbers, reading.picture)
        found.append([frame.numbers[0][0][:, 0], out[1], out[2], out[4], out[5]])
    return found


def _layers(reading: Reading, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    seen = _pictures(reading)
    tops = [np.nan_to_num(max(float(np.nanmax(np.abs(one[row]))) for one in seen)) or 1.0
            for row in range(len(ROWS))]  # fmt: skip
    frames = [
        {row: {"z": _level(mosaic(maps), tops[row], row == 0)} for row, maps in enumerate(one)}
        for one in seen
    ]
    ends = np.cumsum([high + BETWEEN for high in HIGH])
    traces = [_row(frames[0][row]["z"], ends[row] - HIGH[row], HIGH[row], row == 0, ink)
              for row in range(len(ROWS))]  # fmt: skip
    notes = [
        {"text": name, "x": 0, "y": float(end - high), "xanchor": "left", "yanchor": "bottom",
         "showarrow": False, "font": {"size": 12, "color": ink.muted}}
        for name, end, high in zip(ROWS, ends, HIGH, strict=True)
    ]  # fmt: skip
    figure = go.Figure(traces)
    style(
        figure, theme, height=420, values="none",
        own={
            "xaxis": {"visible": False, "range": [0, 1]},
            "yaxis": {"visible": False, "range": [float(ends[-1]) + 0.02, 0]},
            "annotations": notes,
        },
    )  # fmt: skip
    lead = f"{_('What each layer makes of a')} {reading.digit}."
    said = _("Kernels begin as noise; after training some ask for edges, and maps answer them.")
    return Moving(_("Layer by layer"), Plot(figure, lead, said, table), frames)


def _level(values: np.ndarray, top: float, signed: bool) -> list[list[int | None]]:
    """Return *values* as whole levels, gaps as None."""
    share = values / top
    share = (share + 1) / 2 if signed else share
    whole = np.round(LEVELS * np.clip(np.nan_to_num(share), 0, 1)).astype(int)
    gaps = np.isnan(values)
    return [
        [None if gap else level for level, gap in zip(levels, row, strict=True)]
        for levels, row in zip(whole.tolist(), gaps.tolist(), strict=True)
    ]


def _row(
    z: list[list[int | None]], top: float, high: float, signed: bool, ink: Palette
) -> go.Heatmap:
    down, across = len(z), len(z[0])
    colours = ink.diverging[::-1] if signed else ink.sequential
    return go.Heatmap(
        z=z, x0=0.5 / across, dx=1 / across, y0=top + high * 0.5 / down, dy=high / down, zmin=0,
        zmax=LEVELS, colorscale=ink.scale(colours), showscale=False, hoverinfo="skip",
    )  # fmt: skip


def _answer(reading: Reading, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    shares = [layers(frame.numbers, reading.picture)[-1] for frame in reading.frames]
    colours = [ink.first if digit == reading.digit else ink.second for digit in range(10)]
    across = np.arange(8)
    side = {"xaxis": "x2", "yaxis": "y2"}
    figure = go.Figure(
        [
            go.Bar(x=list(range(10)), y=shares[0], marker={"color": colours},
                   hovertemplate="%{x}: %{y:.1%}<extra></extra>"),
            go.Heatmap(z=reading.picture, x=across, y=across, showscale=False, hoverinfo="skip",
                       colorscale=ink.scale(ink.sequential), zmin=0, zmax=1, **side),
        ]
    )  # fmt: skip
    style(
        figure, theme, height=420,
        own={
            "xaxis": {"tickvals": list(range(10))},
            "yaxis": {"range": [0, 1.02], "tickformat": ".0%", "domain": [0, 0.58]},
            "xaxis2": {"visible": False, "domain": [0.02, 0.42], "anchor": "y2"},
            "yaxis2": {"visible": False, "domain": [0.66, 1], "range": [7.5, -0.5],
                       "scaleanchor": "x2", "anchor": "x2", "constrain": "domain"},
            "annotations": [],
        },
    )  # fmt: skip
    last = float(shares[-1][reading.digit])
    lead = f"{_('In the end it is a')} {int(shares[-1].argmax())}"
    said = f"{_('The true digit gets')} {percent(last)}; {_('at first it got')} "
    said += f"{percent(float(shares[0][reading.digit]))}."
    frames = [{0: {"y": one}} for one in shares]
    return Moving(_("The answer"), Plot(figure, f"{lead}.", said, table), frames)


def _mistakes(reading: Reading, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    epochs = [frame.epoch for frame in reading.frames]
    wrong = [frame.wrong for frame in reading.frames]
    figure = go.Figure(
        go.Scatter(
            x=epochs, y=wrong, mode="lines+markers", line={"color": ink.first, "width": 2.5},
            marker={"size": 6, "color": ink.first}, cliponaxis=False,
            hovertemplate=f"{_('epoch')} %{{x:.2}}: %{{y:.1%}}<extra></extra>",
        )
    )  # fmt: skip
    style(
        figure,
        theme,
        height=220,
        x_name=_("epoch"),
        y_name=_("unseen pictures misread"),
        own={
            "xaxis": {"range": [0, 1.02 * epochs[-1]]},
            "yaxis": {"range": [0, 1], "tickformat": ".0%"},
        },
    )
    lead = f"{percent(wrong[0])} → {percent(wrong[-1])} {_('misread')}."
    said = f"{_('Tried on')} {HELD} {_('pictures it never learned from; guessing misreads 90%')}."
    plot = Plot(figure, lead, said, table)
    return Moving(_("The mistakes"), plot, grown=(0,), wide=True)


def _table(reading: Reading) -> pd.DataFrame:
    columns: dict[str, Any] = {
        _("Epoch"): [round(frame.epoch, 2) for frame in reading.frames],
        _("Loss"): [frame.loss for frame in reading.frames],
        _("Loss, unseen"): [frame.held_loss for frame in reading.frames],
        _("Misread, unseen"): [frame.wrong for frame in reading.frames],
    }
    return pd.DataFrame(columns)
