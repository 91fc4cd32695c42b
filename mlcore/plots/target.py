"""One column seen from the target: the target's mean or classes over the rows of the column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.numbers import fixed, percent, significant, whole
from mlcore.plots.column import histogram_bars
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import BARE, FITS, above, bars_height, plain, style
from mlcore.profiling.column import ColumnProfile, Histogram
from mlcore.profiling.target import TargetBin, TargetView

MOST_LINES = 8
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid", "dash")


def target_plot(profile: ColumnProfile, view: TargetView, theme: str | None = None) -> Plot:
    """Draw the target over the values of one column, above or beside the rows they stand for.

    Parameters
    ----------
    profile : ColumnProfile
        The column's distribution.
    view : TargetView
        The target, bin by bin.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    ranges = [found for found in view.bins if found.part == "range"]
    if ranges and profile.histogram is not None:
        figure = _over(ranges, profile.histogram, view, theme)
    else:
        figure = _beside(view, theme)
    return Plot(figure, *_words(view, ranges), _table(view))


# -------------------------------------------------------------------- a column with a scale


def _over(
    ranges: Sequence[TargetBin], histogram: Histogram, view: TargetView, theme: str | None
) -> go.Figure:
    ink = palette(theme)
    bars = histogram_bars(histogram, theme).update(xaxis="x2", yaxis="y2")
    scale = {"type": "date"} if isinstance(ranges[0].low, str) else {"type": "linear", **FITS}
    above_it: dict[str, Any] = {"domain": [0.64, 1], "nticks": 3}
    if view.classes:
        above_it |= {"tickformat": ".0%", "rangemode": "tozero", **FITS}
    own: dict[str, Any] = {
        "annotations": [above(_("Rows"), ink.muted, y=0.44)],
        "margin": {"l": 44, "r": 16, "b": 44},
        "xaxis": {**scale, "matches": "x2", "anchor": "y", "showticklabels": False},
        "xaxis2": {**scale, "anchor": "y2",
                   "title": {"text": plain(view.column, 60), "standoff": 8}},
        "yaxis": {**above_it, "anchor": "x"},
        "yaxis2": {"domain": [0, 0.44], "anchor": "x2", "nticks": 4, **FITS},
    }  # fmt: skip
    if len(_drawn(view)) > 2:
        own["margin"]["t"] = 52
        own |= {"showlegend": True, "height": 350,
                "legend": {"y": 1.1, "yanchor": "bottom"}}  # fmt: skip
    figure = go.Figure([*_lines(ranges, view, ink), bars], BARE)
    return style(figure, theme, height=310, y_name=_shown_name(view), own=own)


def _lines(ranges: Sequence[TargetBin], view: TargetView, ink: Palette) -> list[go.Scatter]:
    x = [_middle(found) for found in ranges]
    if view.classes:
        return [
            _line(x, [found.shares[i] for found in ranges], ink.series[slot],
                  plain(_class(view, i), 24), DASHES[order], "%{y:.0%}")
            for order, (slot, i) in enumerate(_drawn(view))
        ]  # fmt: skip
    band = go.Scatter(
        x=[*x, *x[::-1]],
        y=[*(_edge(found, found.mean_high) for found in ranges),
           *(_edge(found, found.mean_low) for found in ranges[::-1])],
        fill="toself", fillcolor=faded(ink.second, 0.28), line={"width": 0}, hoverinfo="skip",
        mode="lines", showlegend=False,
    )  # fmt: skip
    means = [found.mean for found in ranges]
    return [band, _line(x, means, ink.second, plain(view.target, 24), "solid", "%{y:,.3~g}")]


def _line(
    x: list[object], y: Sequence[float | None], colour: str, name: str, dash: str, form: str
) -> go.Scatter:
    return go.Scatter(
        x=x, y=list(y), mode="lines", name=name, line={"color": colour, "width": 2.5, "dash": dash},
        hovertemplate=f"{name}: {form}<extra></extra>", showlegend=True,
    )  # fmt: skip


def _drawn(view: TargetView) -> list[tuple[int, int]]:
    """Return (colour slot, class) of the lines: of two classes only the second, in slot 2."""
    if len(view.classes) == 2:
        return [(1, _told(view))]
    return [(i, i) for i in range(min(len(view.classes), MOST_LINES))]


def _middle(found: TargetBin) -> object:
    low, high = found.low, found.high
    if isinstance(low, str) or isinstance(high, str):
        first, last = datetime.fromisoformat(str(low)), datetime.fromisoformat(str(high))
        return (first + (last - first) / 2).isoformat()
    return ((low or 0.0) + (high or 0.0)) / 2


def _edge(found: TargetBin, edge: float | None) -> float | None:
    return found.mean if edge is None else edge


# ----------------------------------------------------------------- a column with categories


def _beside(view: TargetView, theme: str | None) -> go.Figure:
    ink, bins = palette(theme), view.bins
    places = list(range(len(bins)))
    named = above(plain(_shown_name(view), 44), ink.muted)
    right = [bar.update(xaxis="x2", yaxis="y2") for bar in _target_bars(view, places, ink)]
    hidden = {"visible": False, "rangemode": "tozero"}
    labels: dict[str, Any] = {
        "tickmode": "array", "tickvals": places, "autorange": "reversed",
        "ticktext": [plain(_label(found), 18) for found in bins],
    }  # fmt: skip
    own: dict[str, Any] = {
        "bargap": 0.38, "barmode": "stack", "margin": {"t": 26, "r": 52},
        "annotations": [above(_("Rows"), ink.muted), {**named, "x": 0.54}],
        "xaxis": {**hidden, "domain": [0, 0.46], "anchor": "y"},
        "xaxis2": {**hidden, "domain": [0.54, 1], "anchor": "y2"},
        "yaxis": {**labels, "anchor": "x"},
        "yaxis2": {**labels, "anchor": "x2", "matches": "y", "showticklabels": False},
    }  # fmt: skip
    if view.classes:
        own["xaxis2"]["range"] = [0, 1.02]
    figure = go.Figure([_row_bars(bins, places, ink), *right], BARE)
    return style(figure, theme, height=bars_height(len(bins)) + 10, values="none", own=own)


def _row_bars(bins: Sequence[TargetBin], places: list[int], ink: Palette) -> go.Bar:
    return go.Bar(
        x=[found.count for found in bins], y=places, orientation="h", cliponaxis=False,
        marker={"color": ink.first, "line": {"width": 0}}, textposition="auto",
        text=[whole(found.count) for found in bins],
        customdata=[plain(_label(found)) for found in bins],
        hovertemplate="%{customdata}: %{text} rows<extra></extra>",
    )  # fmt: skip


def _target_bars(view: TargetView, places: list[int], ink: Palette) -> list[go.Bar]:
    labels = [plain(_label(found)) for found in view.bins]
    if not view.classes:
        means = [found.mean or 0.0 for found in view.bins]
        return [_target_bar(means, places, labels, ink.second, list(map(significant, means)))]
    drawn = _drawn(view)
    bars = []
    for slot, i in drawn:
        shares = [found.shares[i] for found in view.bins]
        texts = list(map(percent, shares)) if len(drawn) == 1 else [""] * len(shares)
        names = [f"{label}, {plain(_class(view, i), 24)} {percent(share)}"
                 for label, share in zip(labels, shares, strict=True)]  # fmt: skip
        bars.append(_target_bar(shares, places, names, ink.series[slot], texts))
    return bars


def _target_bar(
    values: list[float], places: list[int], names: list[str], colour: str, texts: list[str]
) -> go.Bar:
    hover = "%{customdata}: %{text}" if any(texts) else "%{customdata}"
    return go.Bar(
        x=values, y=places, orientation="h", marker={"color": colour, "line": {"width": 0}},
        text=texts, textposition="outside", cliponaxis=False, customdata=names,
        hovertemplate=f"{hover}<extra></extra>",
    )  # fmt: skip


# ------------------------------------------------------------------------------------ words


def _shown_name(view: TargetView) -> str:
    if not view.classes:
        return (
            f"Mean {view.target}, with its 95% interval" if _scaled(view) else f"Mean {view.target}"
        )
    if len(view.classes) == 2:
        return f"Share with {view.target} = {_class(view, _told(view))}"
    return f"Shares of {view.target}"


def _told(view: TargetView) -> int:
    """Return which of two classes is drawn: the later name, as in 1 of 0 and 1."""
    return max(range(len(view.classes)), key=lambda i: str(view.classes[i]))


def _class(view: TargetView, i: int) -> str:
    name = view.classes[i]
    return _("other") if name is None else name


def _label(found: TargetBin) -> str:
    return found.label or _(found.part)


def _scaled(view: TargetView) -> bool:
    return any(found.part == "range" for found in view.bins)


def _words(view: TargetView, ranges: Sequence[TargetBin]) -> tuple[str, str]:
    rows = f"{whole(view.rows)} rows."
    if not view.bins:
        return _("There are no rows with both values."), ""
    if len(view.classes) > 2:
        strong = f"{view.measure} {fixed(view.strength, 2)}"
        return f"{view.column} goes with {view.target}: {strong}.", rows
    value = _value(view)
    show = percent if view.classes else significant
    what = f"{view.target} = {_class(view, _told(view))}" if view.classes else f"Mean {view.target}"
    if ranges:
        first, last = value(ranges[0]), value(ranges[-1])
        verb = "rises" if last > first else "falls"
        lead = f"{what} {verb} from {show(first)} to {show(last)}"
        return lead, f"between the lowest and the highest values of {view.column}; {rows}"
    known = [found for found in view.bins if found.count >= 5] or list(view.bins)
    low, high = min(known, key=value), max(known, key=value)
    lead = f"{what} is highest for {_label(high)}: {show(value(high))}."
    return lead, f"Lowest for {_label(low)}: {show(value(low))}; {rows}"


def _value(view: TargetView) -> Callable[[TargetBin], float]:
    if view.classes:
        return lambda found: found.shares[_told(view)]
    return lambda found: found.mean or 0.0


def _table(view: TargetView) -> pd.DataFrame:
    rows = {_("Value"): [_label(found) for found in view.bins],
            _("Rows"): [found.count for found in view.bins]}  # fmt: skip
    if not view.classes:
        rows[_("Mean")] = [found.mean for found in view.bins]
        rows[_("Mean, low")] = [found.mean_low for found in view.bins]
        rows[_("Mean, high")] = [found.mean_high for found in view.bins]
    for i in range(len(view.classes)):
        rows[f"{view.target} = {_class(view, i)}"] = [
            round(found.shares[i], 4) for found in view.bins
        ]
    return pd.DataFrame(rows)
