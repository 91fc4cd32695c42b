"""Missing cells drawn: the patterns of rows, and how far columns are missing together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.numbers import percent, whole
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import TALLEST, plain, style
from mlcore.profiling.gaps import Gaps

MOST_LABELLED = 10


def patterns_plot(value: Gaps, theme: str | None = None) -> Plot:
    """Draw which columns are missing together: a line a pattern, its rows beside it."""
    ink = palette(theme)
    shown = value.patterns
    names = [plain(name, 18) for name in value.names]
    cells = np.array([pattern for pattern, _rows in shown], dtype=float)
    cells = cells.reshape(len(shown), len(names))
    figure = go.Figure(
        go.Heatmap(
            z=cells, x=list(range(len(names))), y=list(range(len(shown))), zmin=0, zmax=1,
            xgap=3, ygap=3, showscale=False, colorscale=[[0, ink.surface], [1, ink.second]],
            customdata=[[f"{name}: {_('missing') if gap else _('present')}, {whole(rows)} rows"
                         for name, gap in zip(names, pattern, strict=True)]
                        for pattern, rows in shown],
            hovertemplate="%{customdata}<extra></extra>",
        ),
        layout={
            "xaxis": {"tickmode": "array", "tickvals": list(range(len(names))),
                      "ticktext": names, "side": "bottom"},
            "yaxis": {"tickmode": "array", "tickvals": list(range(len(shown))),
                      "ticktext": [whole(rows) for _pattern, rows in shown],
                      "autorange": "reversed"},
        },
    )  # fmt: skip
    height = min(TALLEST, 110 + 26 * len(shown))
    style(figure, theme, height=height, values="none", y_name=_("Rows"))
    lines = [[rows, *(_("missing") if gap else "" for gap in pattern)] for pattern, rows in shown]
    table = pd.DataFrame(lines, columns=[_("Rows"), *value.names])
    return Plot(figure, *_pattern_words(value), table)


def _pattern_words(value: Gaps) -> tuple[str, str]:
    if not value.patterns:
        return _("No cell is missing."), ""
    first, rows = value.patterns[0]
    names = [name for name, gap in zip(value.names, first, strict=True) if gap]
    told = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    lead = f"Most often missing: {told}, in {whole(rows)} rows."
    said = f"{whole(value.full)} of {whole(value.rows)} rows have no gap."
    if value.others:
        said += f" {whole(value.others)} rows have rarer patterns."
    if value.left_out:
        said += f" {value.left_out} columns with fewer gaps are left out."
    return lead, said


def together_plot(value: Gaps, theme: str | None = None) -> Plot:
    """Draw, for each pair of columns, the rows missing both of those missing either."""
    ink, size = palette(theme), len(value.names)
    names = [plain(name, 18) for name in value.names]
    shares = [[value.overlap(i, j) if i != j else None for j in range(size)] for i in range(size)]
    texts = [["" if cell is None else percent(cell) for cell in line] for line in shares]
    ticks = {"tickmode": "array", "tickvals": list(range(size)), "ticktext": names}
    figure = go.Figure(
        go.Heatmap(
            z=shares, x=list(range(size)), y=list(range(size)), zmin=0, zmax=1, xgap=2, ygap=2,
            showscale=False, colorscale=ink.scale(ink.sequential), hoverongaps=False, text=texts,
            texttemplate="%{text}" if size <= MOST_LABELLED else "",
            customdata=[[f"{a} and {b}: {whole(value.together[i][j])} rows, {texts[i][j]}"
                         for j, b in enumerate(names)] for i, a in enumerate(names)],
            hovertemplate="%{customdata}<extra></extra>",
        ),
        layout={"xaxis": ticks, "yaxis": {**ticks, "autorange": "reversed"}},
    )  # fmt: skip
    style(figure, theme, height=min(TALLEST, 90 + 34 * size), values="none")
    pairs = sorted(
        ((value.overlap(i, j), i, j) for i in range(size) for j in range(i)), reverse=True
    )
    table = pd.DataFrame(
        [(value.names[j], value.names[i], value.together[i][j], round(share, 4))
         for share, i, j in pairs],
        columns=[_("Column"), _("With"), _("Both missing"), _("Share of either")],
    )  # fmt: skip
    return Plot(figure, *_together_words(value, pairs), table)


def _together_words(value: Gaps, pairs: list[tuple[float, int, int]]) -> tuple[str, str]:
    if not pairs or not pairs[0][0]:
        return _("No two columns are missing in the same row."), ""
    share, i, j = pairs[0]
    lead = f"{value.names[j]} and {value.names[i]} are missing together most:"
    both = whole(value.together[i][j])
    return lead, f"in {both} rows, {percent(share)} of those missing either."
