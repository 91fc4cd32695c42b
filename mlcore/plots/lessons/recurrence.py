"""Recurrence drawn: the sequence, the state step by step, the slope on its way back, the loss."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.lessons.recurrence import Remembering
from mlcore.learn.recurrence import Frame, Unrolled
from mlcore.numbers import significant
from mlcore.plots.lessons.logs import log_axis
from mlcore.plots.lessons.moving import Moving
from mlcore.plots.palette import Palette, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

LEVELS = 40
NOWHERE: dict[str, Any] = {"x": [None], "y": [None]}
LEAST = 1e-12
"""Slopes below are drawn here."""


def views(shown: Remembering, theme: str | None = None) -> tuple[Moving, ...]:
    """Return the four views of a course."""
    ink, table = palette(theme), _table(shown)
    return (
        _sequence(shown, ink, theme, table),
        _state(shown, ink, theme, table),
        _slopes(shown, ink, theme, table),
        _loss(shown, ink, theme, table),
    )


def _until(frame: Frame, steps: int) -> int:
    """Return how many steps have been read when *frame* is shown; all of them after reading."""
    return frame.step if frame.stage == "read" else steps


# ---------------------------------------------------------------------- the sequence


def _sequence(shown: Remembering, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    data, at = shown.course.data, shown.sequence
    x = np.arange(1, data.steps + 1)
    wanted, end = float(data.y[at]), data.steps + 1
    frames = [_answered(shown, frame, end) for frame in shown.frames]
    here = {"size": 15, "symbol": "circle-open", "color": ink.text, "line": {"width": 2.5}}
    said = {"size": 11, "color": ink.second, "symbol": "diamond"}
    traces = [
        go.Scatter(x=x, y=data.x[at], mode="lines+markers", name=_("read"),
                   line={"color": ink.first, "width": 2}, marker={"size": 7, "color": ink.first},
                   hovertemplate=f"{_('step')} %{{x}}: %{{y:.3}}<extra></extra>"),
        go.Scatter(x=[end], y=[wanted], mode="markers", name=_("wanted"),
                   marker={"size": 13, "symbol": "diamond-open", "color": ink.text,
                           "line": {"width": 2}},
                   hovertemplate=f"{_('wanted')} %{{y:.3}}<extra></extra>"),
        go.Scatter(mode="markers", name=_("answered"), marker=said,
                   hovertemplate=f"{_('answered')} %{{y:.3}}<extra></extra>", **frames[0][2]),
        go.Scatter(mode="markers", marker=here, showlegend=False, hoverinfo="skip",
                   **frames[0][3]),
    ]  # fmt: skip
    figure = go.Figure(traces)
    values = np.r_[data.x[at], wanted, shown.course.first.answers, shown.course.last.answers]
    room = 0.12 * float(np.ptp(values)) + 0.1
    low, high = float(values.min()) - room, float(values.max()) + room
    style(
        figure, theme, height=260, x_name=_("step of time"),
        own={"xaxis": {"range": [0.4, end + 0.6]}, "yaxis": {"range": [low, high]},
             "showlegend": True},
    )  # fmt: skip
    goal = {"recall": _("The first number is wanted back after the last step."),
            "next": _("The number that follows is wanted.")}  # fmt: skip
    last = significant(float(shown.course.last.answers[0]))
    sentence = f"{_('Wanted')} {significant(wanted)}, {_('answered after training')} {last}."
    name = plain(shown.points.names[0], 24) if shown.points.own else _("The sequence")
    return Moving(name, Plot(figure, goal[data.goal], sentence, table), frames)


def _answered(shown: Remembering, frame: Frame, end: int) -> dict[int, dict[str, Any]]:
    known = frame.stage != "read" or frame.step == shown.course.data.steps
    answer = float(shown.course.seen(frame).answers[0])
    value = float(shown.course.data.x[shown.sequence][frame.step - 1])
    return {
        2: {"x": [end], "y": [answer]} if known else dict(NOWHERE),
        3: {"x": [frame.step], "y": [value]} if frame.step else dict(NOWHERE),
    }


# ------------------------------------------------------------------------- the state


def rows_of(done: Unrolled, cell: str) -> list[tuple[str, np.ndarray]]:
    """Return what is drawn of a pass: name and values (steps × units), from −1 to 1."""
    hidden = np.array([kept.after[0][0] for kept in done.steps])
    if cell != "lstm":
        return [(_("state h"), hidden)]
    memory = np.array([np.tanh(kept.after[1][0]) for kept in done.steps])
    gates = np.array([np.split(kept.gates[0], 4) for kept in done.steps])
    opened = [2 * gates[:, gate] - 1 for gate in (1, 0, 2)]
    names = _("keep (forget gate)"), _("write (input gate)"), _("show (output gate)")
    return [
        (_("state h"), hidden),
        (_("memory tanh c"), memory),
        *zip(names, opened, strict=True),
    ]


def _state(shown: Remembering, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    cell, steps = shown.course.design.cell, shown.course.data.steps
    levels = [_stacked(done, cell) for done in shown.course.passes]
    groups = [name for name, _values in rows_of(shown.course.first, cell)]
    units = shown.course.design.units
    frames = [_filled(levels[frame.snapshot], frame, steps) for frame in shown.frames]
    traces = [
        go.Heatmap(
            z=frames[0][0]["z"], x0=1, dx=1, zmin=0, zmax=LEVELS, showscale=False, xgap=1, ygap=1,
            colorscale=ink.scale(ink.diverging[::-1]), hoverinfo="skip",
        ),
        go.Scatter(mode="lines", hoverinfo="skip", line={"color": ink.text, "width": 2.5},
                   **frames[0][1]),
    ]  # fmt: skip
    figure = go.Figure(traces)
    middle = [at * (units + 1) + (units - 1) / 2 for at in range(len(groups))]
    style(
        figure, theme, height=260 if cell == "simple" else 400, values="none",
        x_name=_("step of time"),
        own={
            "xaxis": {"range": [0.4, steps + 1.6]},
            "yaxis": {"range": [levels[0].shape[0] - 0.4, -0.6], "tickvals": middle,
                      "ticktext": [name.replace(" (", "<br>(") for name in groups]},
        },
    )  # fmt: skip
    lead = _("Each row is one unit, each column one step.")
    said = _("Brass is towards 1, teal towards −1.")
    if cell == "lstm":
        said = _("Brass is towards 1 or an open gate, teal towards −1 or a closed one.")
    return Moving(_("The state, step by step"), Plot(figure, lead, said, table), frames)


def _stacked(done: Unrolled, cell: str) -> np.ndarray:
    """Return all rows of a pass as whole levels, NaN between the groups."""
    parts = []
    for _name, values in rows_of(done, cell):
        shown = np.round((np.clip(np.nan_to_num(values.T), -1, 1) + 1) / 2 * LEVELS)
        parts += [shown, np.full((1, values.shape[0]), np.nan)]
    return np.vstack(parts[:-1])


def _filled(levels: np.ndarray, frame: Frame, steps: int) -> dict[int, dict[str, Any]]:
    """Return the columns read so far, and a ring round the one that is at work."""
    known = levels.copy()
    known[:, _until(frame, steps) :] = np.nan
    z = [[None if np.isnan(v) else int(v) for v in row] for row in known]
    if frame.stage == "train":
        return {0: {"z": z}, 1: dict(NOWHERE)}
    left, right, low = frame.step - 0.5, frame.step + 0.5, len(levels) - 0.5
    ring = {"x": [left, right, right, left, left], "y": [-0.5, -0.5, low, low, -0.5]}
    return {0: {"z": z}, 1: ring}


# ------------------------------------------------------------------- slopes and loss


def _slopes(shown: Remembering, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    steps = shown.course.data.steps
    x = np.arange(1, steps + 1)
    frames = [_slope(shown, frame, x) for frame in shown.frames]
    hover = f"{_('step')} %{{x}}: %{{y:.2e}}<extra></extra>"
    traces = [
        go.Scatter(mode="lines", hoverinfo="skip", name=_("before training"),
                   line={"color": ink.muted, "width": 1.5, "dash": "dash"}, **frames[0][0]),
        go.Scatter(mode="lines+markers", hovertemplate=hover, name=_("now"),
                   line={"color": ink.second, "width": 2.5},
                   marker={"size": 6, "color": ink.second}, **frames[0][1]),
    ]  # fmt: skip
    figure = go.Figure(traces)
    every = [np.clip(done.sizes, LEAST, 1e12) for done in shown.course.passes]
    style(
        figure, theme, height=260, x_name=_("step of time"),
        own={
            "xaxis": {"range": [0.4, steps + 0.6]}, "showlegend": True,
            "yaxis": log_axis(every, 13),
        },
    )  # fmt: skip
    sizes = shown.course.first.sizes
    share = significant(float(sizes[0] / sizes[-1])) if sizes[-1] else "0"
    lead = f"{_('Before training')} {share} {_('of the slope reach the first step')}."
    said = _("It is read from right to left; each mark down is a tenth.")
    return Moving(_("The size of the slope"), Plot(figure, lead, said, table), frames)


def _slope(shown: Remembering, frame: Frame, x: np.ndarray) -> dict[int, dict[str, Any]]:
    before = np.maximum(shown.course.first.sizes, LEAST)
    past = {"x": x, "y": before} if frame.snapshot else dict(NOWHERE)
    if frame.stage == "read":
        return {0: past, 1: dict(NOWHERE)}
    sizes = np.maximum(shown.course.seen(frame).sizes, LEAST)
    first = max(frame.step - 1, 0)  # while training all of it
    return {0: past, 1: {"x": x[first:], "y": sizes[first:]}}


def _loss(shown: Remembering, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    snapshots = shown.course.snapshots
    rounds = [snapshot.round for snapshot in snapshots]
    both = (
        (_("learned from"), [s.loss for s in snapshots], ink.first, "solid"),
        (_("held back"), [s.held_loss for s in snapshots], ink.second, "dash"),
    )
    hover = f"{_('round')} %{{x}}: %{{y:.3}}<extra></extra>"
    frames = [
        {1 + at: {"x": rounds[: frame.snapshot + 1], "y": values[: frame.snapshot + 1]}
         for at, (_name, values, *_rest) in enumerate(both)}
        for frame in shown.frames
    ]  # fmt: skip
    traces = [
        go.Scatter(x=[0, rounds[-1]], y=[shown.guess] * 2, mode="lines", hoverinfo="skip",
                   line={"color": ink.muted, "width": 1.5, "dash": "dash"},
                   name=_("without memory")),
        *(go.Scatter(mode="lines", name=name, hovertemplate=hover,
                     line={"color": colour, "width": 2.5, "dash": dash}, **frames[0][1 + at])
          for at, (name, _values, colour, dash) in enumerate(both)),
    ]  # fmt: skip
    figure = go.Figure(traces)
    style(
        figure, theme, height=260, x_name=_("round of training"),
        own={
            "xaxis": {"range": [-2, rounds[-1] + 2]}, "showlegend": True,
            "yaxis": log_axis([[shown.guess], *(losses for _name, losses, *_rest in both)], 5),
        },
    )  # fmt: skip
    lead = f"{_('The loss ends at')} {significant(snapshots[-1].held_loss)} "
    lead += f"{_('on sequences held back')}."
    said = f"{_('Dashed grey: what answering without memory costs')}, {significant(shown.guess)}."
    return Moving(_("The loss"), Plot(figure, lead, said, table), frames)


def _table(shown: Remembering) -> pd.DataFrame:
    snapshots = shown.course.snapshots
    return pd.DataFrame(
        {
            _("Round"): [snapshot.round for snapshot in snapshots],
            _("Loss"): [snapshot.loss for snapshot in snapshots],
            _("Loss, held back"): [snapshot.held_loss for snapshot in snapshots],
            _("Slope at the first step"): [float(snapshot.sizes[0]) for snapshot in snapshots],
            _("Slope at the last step"): [float(snapshot.sizes[-1]) for snapshot in snapshots],
        }
    )
