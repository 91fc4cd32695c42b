"""A figure that moves: its first frame, and what each later frame sets.

The frames are plain values, not plotly frames: checking those costs seconds for a few hundred.
A frame names every property it ever changes, so that it looks the same from wherever one comes.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from mlcore.numbers import significant
from mlcore.plots.plot import Plot

Properties = Mapping[str, Any]
"""Value by property of a trace, nested as plotly has them."""
DIGITS = 6
"""Significant digits that are drawn."""


@dataclass(frozen=True, eq=False)
class Moving:
    """One view of a lesson.

    Parameters
    ----------
    name : str
        Its heading: what is seen.
    plot : Plot
        The figure with all traces as they stand in the first frame, its sentence, and the numbers
        of all frames as a table.
    frames : sequence of {trace number: properties}
        What each frame sets; empty: nothing but the grown traces moves.
    grown : tuple of int
        Traces that hold one point a frame and are drawn up to the frame that is shown.
    handle, handle_trace : str, int
        The lesson's handle whose points are that trace; "" when nothing can be moved.
    dial : tuple of int
        Traces whose points, dragged, choose the frame in which one of that trace comes nearest to
        the pointer: nothing is computed anew.
    wide : bool
        Whether it stands under the others in full width.
    """

    name: str
    plot: Plot
    frames: Sequence[Mapping[int, Properties]] = ()
    grown: tuple[int, ...] = ()
    handle: str = ""
    handle_trace: int = 0
    dial: tuple[int, ...] = ()
    wide: bool = False


def opened(traces: list[Any], frame: Mapping[int, Properties]) -> go.Figure:
    """Return the figure of *traces* as *frame* sets them."""
    for number, properties in frame.items():
        traces[number].update(properties)
    return go.Figure(traces)


def log_axis(least: float, most: float) -> dict[str, Any]:
    """Return a logarithmic axis from *least* to *most* with a few round ticks."""
    low, high = np.log10(least), np.log10(most)
    powers = 10.0 ** np.arange(np.floor(low), np.ceil(high) + 1)
    ticks = powers if high - low > 2 else np.outer(powers, [1, 2, 5]).ravel()
    ticks = ticks[:: max(1, len(ticks) // 6)]
    words = [significant(float(tick)) for tick in ticks]
    room = 0.05 * (high - low) + 0.02
    return {
        "type": "log", "range": [low - room, high + room], "tickvals": ticks, "ticktext": words,
    }  # fmt: skip


def packed(views: Sequence[Moving]) -> str:
    """Return *views* as the JSON that the player reads."""
    return json.dumps([_view(view) for view in views], separators=(",", ":"), allow_nan=False)


def _view(view: Moving) -> dict[str, Any]:
    figure = view.plot.figure.to_plotly_json()
    return {
        "name": view.name,
        "alt": view.plot.alt,
        "data": _plain(figure["data"]),
        "layout": _plain(figure["layout"]),
        "frames": [
            [[trace, _plain(properties)] for trace, properties in frame.items()]
            for frame in view.frames
        ],
        "grown": view.grown,
        "handle": view.handle,
        "handleTrace": view.handle_trace,
        "dial": view.dial,
        "wide": view.wide,
    }


def _plain(value: Any) -> Any:
    """Return *value* as JSON values, arrays rounded to what can be seen."""
    if isinstance(value, Mapping) and "bdata" in value:
        return _rounded(_array(value))
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, np.ndarray):
        return _rounded(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (np.generic, float)):
        return _rounded(np.asarray(value))
    return value


def _array(packed: Mapping[str, Any]) -> np.ndarray:
    """Return the array that plotly has packed."""
    values = np.frombuffer(base64.b64decode(packed["bdata"]), packed["dtype"])
    shape = str(packed.get("shape", len(values)))
    return values.reshape([int(size) for size in shape.split(",")])


def _rounded(values: np.ndarray) -> Any:
    if values.dtype.kind != "f":
        return values.tolist()
    finite = np.isfinite(values)
    size = np.abs(values[finite]).max(initial=0)
    places = DIGITS - int(np.ceil(np.log10(size))) if size else 0
    shown = np.round(values, places)
    if not finite.all():
        shown = shown.astype(object)
        shown[~finite] = None
    return shown.tolist()
