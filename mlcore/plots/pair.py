"""Two columns drawn together, by the chart that fits their kinds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.numbers import chance, fixed, percent, significant, whole
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import bars_height, plain, style
from mlcore.profiling.pair import Pair

MOST_LABELLED = 8


def pair_plot(value: Pair, theme: str | None = None) -> Plot:
    """Draw a pair: a grid of counts, a box per group, or the shares of one in the other."""
    figure, table = _DRAWN[value.shape](value, theme)
    return Plot(figure, *_words(value), table)


def _grid(value: Pair, theme: str | None) -> tuple[go.Figure, pd.DataFrame]:
    ink = palette(theme)
    counts = [[rows or None for rows in line] for line in value.counts]
    x, y = (_middles(edges) for edges in value.edges)
    figure = go.Figure(
        go.Heatmap(
            z=counts, x=x, y=y, showscale=False, hoverongaps=False,
            colorscale=ink.scale(ink.sequential),
            hovertemplate="%{x} · %{y}: %{z:,} rows<extra></extra>",
        )
    )  # fmt: skip
    style(figure, theme, height=360, values="both", x_name=value.first, y_name=value.second)
    rows = [
        (value.edges[0][j], value.edges[1][i], int(n))
        for i, line in enumerate(value.counts) for j, n in enumerate(line) if n
    ]  # fmt: skip
    columns = [f"{value.first} {_('from')}", f"{value.second} {_('from')}", _("Rows")]
    return figure, pd.DataFrame(rows, columns=columns)


def _middles(edges: tuple[float | str, ...]) -> list[float | str]:
    if edges and isinstance(edges[0], str):
        return list(edges[:-1])
    numbers = np.array(edges, dtype=float)
    middles: list[float | str] = ((numbers[1:] + numbers[:-1]) / 2).tolist()
    return middles


def _boxes(value: Pair, theme: str | None) -> tuple[go.Figure, pd.DataFrame]:
    ink, boxes = palette(theme), value.boxes
    low, q25, median, q75, high = (
        [box.quantiles[i] for box in boxes] for i in range(5)
    )  # fmt: skip
    figure = go.Figure(
        go.Box(
            y=list(range(len(boxes))), lowerfence=low, q1=q25, median=median, q3=q75,
            upperfence=high, mean=[box.mean for box in boxes], orientation="h",
            line={"color": ink.first, "width": 1.5}, fillcolor=ink.sequential[1],
            marker={"color": ink.first}, showlegend=False, hoverinfo="x",
        )
    )  # fmt: skip
    style(figure, theme, height=bars_height(len(boxes)) + 10, values="x", x_name=value.second)
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(boxes))), autorange="reversed",
        ticktext=[plain(box.label, 24) for box in boxes],
    )  # fmt: skip
    heads = [value.first, _("Rows"), "5%", "25%", _("Median"), "75%", "95%", _("Mean")]
    rows = [(box.label, box.rows, *box.quantiles, box.mean) for box in boxes]
    return figure, pd.DataFrame(rows, columns=pd.Index(heads))


def _table(value: Pair, theme: str | None) -> tuple[go.Figure, pd.DataFrame]:
    ink = palette(theme)
    counts = np.array(value.counts, dtype=float).reshape(len(value.labels[0]), -1)
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    down, across = ([plain(name, 20) for name in names] for names in value.labels)
    places = list(range(len(across))), list(range(len(down)))
    most = max(float(shares.max(initial=0)), 0.01)
    figure = go.Figure(
        go.Heatmap(
            z=shares.tolist(), x=places[0], y=places[1], zmin=0, zmax=most,
            xgap=2, ygap=2, showscale=False, colorscale=ink.scale(ink.sequential),
            customdata=[
                [f"{a} · {b}: {percent(s)}, {whole(n)} rows"
                 for b, s, n in zip(across, line, numbers, strict=True)]
                for a, line, numbers in zip(down, shares, counts, strict=True)
            ],
            hovertemplate="%{customdata}<extra></extra>",
            text=[[percent(share) for share in line] for line in shares],
            texttemplate="%{text}" if len(across) <= MOST_LABELLED else "",
        )
    )  # fmt: skip
    style(figure, theme, height=bars_height(len(down)) + 40, values="none", x_name=value.second)
    figure.update_xaxes(tickmode="array", tickvals=places[0], ticktext=across)
    figure.update_yaxes(tickmode="array", tickvals=places[1], ticktext=down, autorange="reversed")
    rows = [
        (a, b, int(counts[i, j]), float(shares[i, j]))
        for i, a in enumerate(value.labels[0]) for j, b in enumerate(value.labels[1])
    ]  # fmt: skip
    heads = [value.first, f"{value.second} ", _("Rows"), _("Share of the line")]
    return figure, pd.DataFrame(rows, columns=pd.Index(heads))


_DRAWN = {"numbers": _grid, "groups": _boxes, "table": _table}


def _words(value: Pair) -> tuple[str, str]:
    sample = _("a sample of ") if value.sampled else ""
    rows = f"{sample}{whole(value.rows)} rows"
    if value.strength is None:
        return _("Too few rows have both, or one column does not vary."), rows
    lead = f"{_strong(abs(value.strength))}: {value.measure} {fixed(value.strength, 2)}."
    said = f"{fixed(value.linear, 2)} as a straight line. " if value.linear is not None else ""
    told = value.information
    if told is not None:
        said += (
            f"Knowing one tells {percent(told.share)} of the other (mutual information "
            f"{significant(told.nats)} nats, shuffled rows {significant(told.chance)}, "
            f"p {_p(told.p_value)}). "
        )
    return lead, f"{said}{rows[0].upper()}{rows[1:]}."


def _strong(size: float) -> str:
    marks = ((0.1, _("No link to speak of")), (0.3, _("A weak link")), (0.6, _("A clear link")))
    return next((words for most, words in marks if size < most), _("A strong link"))


def _p(value: float) -> str:
    return f"= {significant(value, 2)}" if value >= 0.001 else f"{chance(value)}"
