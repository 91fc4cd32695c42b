"""Over- and underfitting drawn: the fits, the errors by complexity and by rows, their parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.capacity import GRID
from mlcore.learn.overfitting import PRICES, Ability, Errors, Fitting
from mlcore.numbers import significant, whole
from mlcore.plots.lessons.moving import Moving, log_axis, opened
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

THIN = slice(None, None, 2)
"""Places of the grid at which fits to other rows are drawn."""
ROWS, OTHERS, TRUTH, CURVE = range(4)
"""Traces of the fits."""
TRAINED, TRAIN, TESTED, TEST, HERE = range(5)
"""Traces of errors: band and line on own rows, band and line on others, where the frame stands."""
LOWEST, HIGHEST = 1 / 50, 200
"""How far errors are drawn below and above the least one."""
Axis = dict[str, Any]


def views(path: Fitting, theme: str | None = None) -> tuple[Moving, ...]:
    """Return the four views of what grows."""
    ink, table = palette(theme), _table(path)
    if path.chosen["grows"] == "price":
        beside = (_by_price(path, ink, theme, table), _weights(path, ink, theme, table))
    else:
        beside = (_by_degree(path, ink, theme, table), _by_rows(path, ink, theme, table))
    return _fits(path, ink, theme, table), *beside, _parts(path, ink, theme, table)


# --------------------------------------------------------------------------- the fits


def _fits(path: Fitting, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    low, high = float(path.y.min()), float(path.y.max())
    room = 0.35 * (high - low)
    span = (low - room, high + room)
    frames = [_fits_frame(path, frame, span) for frame in path.frames]
    traces = [
        go.Scatter(x=[], y=[], mode="markers", hoverinfo="skip", name=_("rows at hand"),
                   marker={"size": 7, "color": ink.first, "opacity": 0.75,
                           "line": {"width": 1, "color": ink.page}}),
        go.Scatter(x=[], y=[], mode="lines", hoverinfo="skip", name=_("fits to rows drawn again"),
                   line={"color": faded(ink.muted, 0.4), "width": 1}),
        go.Scatter(x=GRID, y=path.truth if path.truth is not None else np.full(len(GRID), np.nan),
                   mode="lines", hoverinfo="skip", name=_("truth"),
                   showlegend=path.truth is not None,
                   line={"color": ink.text, "width": 1.5, "dash": "dash"}),
        go.Scatter(x=GRID, y=[], mode="lines", hoverinfo="skip", name=_("fit"),
                   line={"color": ink.second, "width": 3}),
    ]  # fmt: skip
    figure = opened(traces, frames[0])
    names = [plain(name, 26) for name in (path.points.names[0], path.points.y_name)]
    scaled = f" ({_('scaled')})" if path.points.own else ""
    style(
        figure, theme, height=340, values="both",
        x_name=f"{names[0]} {_('across,')} {names[1]} {_('up')}{scaled}",
        own={"xaxis": {"range": [-1.03, 1.03]}, "yaxis": {"range": span}, "showlegend": True},
    )  # fmt: skip
    figure.layout.margin.t = 42
    lead = _("The fit to the rows at hand, and fits to rows drawn again.")
    said = _("Where thin lines part, another sample would have given another answer.")
    return Moving(_("The fits"), Plot(figure, lead, said, table), frames, wide=True)


def _fits_frame(
    path: Fitting, frame: Ability, span: tuple[float, float]
) -> dict[int, dict[str, Any]]:
    size = span[1] - span[0]
    others, curve = (
        np.clip(c, span[0] - size, span[1] + size) for c in (frame.others, frame.curve)
    )
    gaps = np.full((len(others), 1), np.nan)
    places = np.tile(np.r_[GRID[THIN], np.nan], len(others))
    return {
        ROWS: {"x": path.x[: frame.rows], "y": path.y[: frame.rows]},
        OTHERS: {"x": places, "y": np.hstack([others[:, THIN], gaps]).ravel()},
        CURVE: {"y": curve},
    }


# -------------------------------------------------------------------------- the errors


def _by_degree(path: Fitting, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    grows = path.chosen["grows"] == "degree"
    frames = []
    for frame in path.frames:
        known = [path.beside[degree, frame.rows] for degree in path.degrees]
        until = frame.degree + 1 if grows else len(known)
        x = np.array(path.degrees, float)
        frames.append(_errors_frame(path, x[:until], known[:until], frame.degree, frame.errors))
    axis = {"range": [-0.4, path.degrees[-1] + 0.4]}
    return _errors(
        path, frames, axis, (_("By complexity"), _("degree"), grows), ink, theme, table
    )  # fmt: skip


def _by_rows(path: Fitting, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    grows = path.chosen["grows"] == "rows"
    frames = []
    for frame in path.frames:
        known = [path.beside[frame.degree, size] for size in path.sizes]
        until = path.sizes.index(frame.rows) + 1 if grows else len(known)
        x = np.array(path.sizes, float)
        frames.append(_errors_frame(path, x[:until], known[:until], frame.rows, frame.errors))
    axis = log_axis(path.sizes[0], path.sizes[-1])
    return _errors(
        path, frames, axis, (_("By rows"), _("rows learned from"), grows), ink, theme, table
    )  # fmt: skip


def _by_price(path: Fitting, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    known = [frame.errors for frame in path.frames]
    frames = [
        _errors_frame(path, PRICES[: at + 1], known[: at + 1], float(PRICES[at]), known[at])
        for at in range(len(known))
    ]
    words = (_("By price"), _("price of weights λ"), True)
    return _errors(path, frames, log_axis(PRICES[0], PRICES[-1]), words, ink, theme, table)


def _errors_frame(
    path: Fitting, x: np.ndarray, known: Sequence[Errors], here: float, now: Errors
) -> dict[int, dict[str, Any]]:
    made: dict[int, dict[str, Any]] = {}
    for side, (band, line) in {"train": (TRAINED, TRAIN), "test": (TESTED, TEST)}.items():
        low, middle, high = _seen(path, np.array([getattr(e, side) for e in known]).T)
        made[band] = {"x": np.r_[x, x[::-1]], "y": np.r_[low, high[::-1]]}
        made[line] = {"x": x, "y": middle}
    ends = _seen(path, np.array([now.train[1], now.test[1]]))
    return {**made, HERE: {"x": [here, here], "y": ends}}


def _seen(path: Fitting, errors: np.ndarray) -> np.ndarray:
    """Return *errors* as far as they are drawn."""
    return np.clip(errors, path.least * LOWEST, path.least * HIGHEST)


def _errors(
    path: Fitting, frames: list[dict[int, dict[str, Any]]], axis: Axis,
    words: tuple[str, str, bool], ink: Palette, theme: str | None, table: pd.DataFrame,
) -> Moving:  # fmt: skip
    name, across, grows = words
    looks = ((ink.first, "dot", _("own rows")), (ink.second, "solid", _("new rows")))
    traces: list[Any] = []
    for colour, dash, said in looks:
        traces += [
            go.Scatter(x=[], y=[], fill="toself", fillcolor=faded(colour, 0.22), mode="lines",
                       line={"width": 0}, hoverinfo="skip", showlegend=False),
            go.Scatter(x=[], y=[], mode="lines+markers", name=said, marker={"size": 5},
                       line={"color": colour, "width": 2.5, "dash": dash},
                       hovertemplate=f"%{{x:.3}}: %{{y:.3}}<extra>{said}</extra>"),
        ]  # fmt: skip
    traces.append(
        go.Scatter(x=[], y=[], mode="markers", hoverinfo="skip", showlegend=False,
                   marker={"size": 12, "color": [colour for colour, *_r in looks],
                           "line": {"width": 2, "color": ink.text}})
    )  # fmt: skip
    figure = opened(traces, frames[0])
    up = log_axis(path.least * LOWEST, path.least * HIGHEST)
    style(
        figure, theme, height=340, x_name=across,
        own={"xaxis": axis, "yaxis": up, "showlegend": True},
    )  # fmt: skip
    figure.layout.margin.t = 42
    lead = f"{name}: {_('the least error on new rows is')} {significant(path.least)}."
    said = _("Bands hold eight in ten of 60 repetitions; the squared error is on a log axis.")
    return Moving(
        name, Plot(figure, lead, said, table), frames, dial=(HERE,) if grows else ()
    )  # fmt: skip


def _weights(path: Fitting, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    """Draw how the price shrinks each weight of the fit at hand."""
    weights = np.array([frame.weights[1:] for frame in path.frames])
    most = float(np.abs(weights).max()) or 1.0
    lines = [
        go.Scatter(x=PRICES, y=values, mode="lines", hoverinfo="skip",
                   line={"color": ink.series[at % len(ink.series)], "width": 2})
        for at, values in enumerate(weights.T)
    ]  # fmt: skip
    bar = go.Scatter(x=[], y=[-1.1 * most, 1.1 * most], mode="lines", hoverinfo="skip",
                     line={"color": ink.muted, "width": 1.5, "dash": "dash"})  # fmt: skip
    frames = [{len(lines): {"x": [price, price]}} for price in PRICES]
    figure = opened([*lines, bar], frames[0])
    up = {"range": [-1.1 * most, 1.1 * most]}
    style(
        figure, theme, height=340, x_name=_("price of weights λ"), y_name=_("weight"),
        own={"xaxis": log_axis(PRICES[0], PRICES[-1]), "yaxis": up},
    )  # fmt: skip
    lead = f"{whole(len(lines))} {_('weights, shrunk together.')}"
    said = _("Each line is one polynomial; none becomes exactly 0.")
    return Moving(_("The weights"), Plot(figure, lead, said, table), frames)


# --------------------------------------------------------------------------- the parts


def _grown(path: Fitting) -> tuple[np.ndarray, str, Axis]:
    """Return where each frame stands across, what that is, and its axis."""
    if path.chosen["grows"] == "degree":
        x = np.array([frame.degree for frame in path.frames], float)
        return x, _("degree"), {"range": [-0.3, max(x[-1], 1) + 0.3]}
    if path.chosen["grows"] == "rows":
        x = np.array([frame.rows for frame in path.frames], float)
        return x, _("rows learned from"), log_axis(x[0], x[-1])
    return PRICES, _("price of weights λ"), log_axis(PRICES[0], PRICES[-1])


def _parts(path: Fitting, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    x, across, axis = _grown(path)
    looks = [
        ("bias", _("bias²"), ink.first, "dash"), ("variance", _("variance"), ink.second, "solid"),
        ("noise", _("noise"), ink.muted, "dot"), ("total", _("together"), ink.text, "solid"),
    ]  # fmt: skip
    if path.truth is None:
        looks = [look for look in looks if look[0] != "bias"]
        looks[1] = ("noise", _("bias² and noise"), ink.first, "dash")
    lines = [
        go.Scatter(
            x=x, y=_seen(path, np.array([getattr(frame.parts, part) for frame in path.frames])),
            mode="lines+markers", name=name, marker={"size": 5, "color": colour},
            line={"color": colour, "width": 2.5 if part != "total" else 1.5, "dash": dash},
            hovertemplate=f"{name} %{{y:.3}}<extra></extra>",
        )
        for part, name, colour, dash in looks
    ]  # fmt: skip
    figure = go.Figure(lines)
    style(
        figure, theme, height=230, x_name=across,
        own={"xaxis": axis, "yaxis": log_axis(path.least * LOWEST, path.least * HIGHEST),
             "showlegend": True},
    )  # fmt: skip
    figure.layout.margin.t = 26
    spread = [frame.parts.variance for frame in path.frames]
    lead = (
        f"{_('Variance goes from')} {significant(spread[0])} {_('to')} {significant(spread[-1])}."
    )
    said = _("Measured over 60 repetitions, against the truth.")
    if path.truth is None:
        said = _("Measured on rows left out of 60 bootstrap repetitions; the truth is not known.")
    return Moving(
        _("What the error is made of"), Plot(figure, lead, said, table),
        grown=tuple(range(len(lines))), wide=True,
    )  # fmt: skip


def _table(path: Fitting) -> pd.DataFrame:
    columns: dict[str, Any] = {
        _("Degree"): [frame.degree for frame in path.frames],
        _("Rows"): [frame.rows for frame in path.frames],
        _("Price"): [frame.price for frame in path.frames],
    }
    for side, name in (("train", _("Error on own rows")), ("test", _("Error on new rows"))):
        for at, end in enumerate((_("low"), _("middle"), _("high"))):
            columns[f"{name}, {end}"] = [getattr(f.errors, side)[at] for f in path.frames]
    for part, name in (("bias", _("Bias²")), ("variance", _("Variance")), ("noise", _("Noise"))):
        columns[name] = [getattr(frame.parts, part) for frame in path.frames]
    return pd.DataFrame(columns)
