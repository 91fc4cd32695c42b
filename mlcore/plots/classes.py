"""Classification drawn: confusion matrix, ROC, precision and recall."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.evaluation.curves import Confusion, PrecisionRecall, Roc, thin
from mlcore.evaluation.gains import FoldBand
from mlcore.language import translate as _
from mlcore.numbers import measured, percent, whole
from mlcore.plots.palette import faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import TALLEST, plain, style

MOST_LABELLED = 12
"""With more classes than this the cells carry no number of their own."""


def confusion_plot(value: Confusion, theme: str | None = None, *, counts: bool = False) -> Plot:
    """Draw true classes (rows) against answers (columns); a cell is a share of its row.

    Parameters
    ----------
    value : Confusion
        How often each class was answered as each.
    theme : {"light", "dark"} or None
        The reader's appearance.
    counts : bool
        Write numbers of rows into the cells; the colour stays the share.
    """
    ink, names = palette(theme), [plain(name, 24) for name in value.classes]
    shares, size = value.shares, len(value.classes)
    texts = [
        [_cell(value, i, j, counts) if value.counts[i, j] else "" for j in range(size)]
        for i in range(size)
    ]
    dark = theme == "dark"
    figure = go.Figure(
        go.Heatmap(
            z=shares, zmin=0, zmax=1, xgap=2, ygap=2, showscale=False,
            colorscale=ink.scale(ink.sequential), customdata=_cells(value),
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    if size <= MOST_LABELLED:
        for i in range(size):
            for j in range(size):
                strong = shares[i, j] > 0.5
                colour = ink.page if strong else ink.text
                figure.add_annotation(
                    x=j, y=i, text=texts[i][j], showarrow=False,
                    font={"size": 12, "color": colour if dark or strong else ink.text},
                )  # fmt: skip
    style(
        figure, theme, height=min(TALLEST, 90 + 42 * size), values="none",
        x_name=_("Answered as"),
        y_name=_("True class, rows") if counts else _("True class, share of its rows"),
    )  # fmt: skip
    ticks = {"tickmode": "array", "tickvals": list(range(size)), "ticktext": names}
    figure.update_xaxes(**ticks)
    figure.update_yaxes(**ticks, autorange="reversed")
    return Plot(figure, *_confusion_words(value), _confusion_table(value))


def _cell(value: Confusion, i: int, j: int, counts: bool) -> str:
    return whole(value.counts[i, j]) if counts else percent(value.shares[i, j])


def _cells(value: Confusion) -> list[list[str]]:
    return [
        [
            f"{plain(true)} → {plain(answer)}: {whole(value.counts[i, j])} "
            f"{_('rows')}, {percent(value.shares[i, j])}"
            for j, answer in enumerate(value.classes)
        ]
        for i, true in enumerate(value.classes)
    ]


def _confusion_words(value: Confusion) -> tuple[str, str]:
    lead = f"{percent(value.accuracy)} of {whole(value.counts.sum())} rows are answered right."
    wrong = value.counts - np.diag(np.diag(value.counts))
    if not wrong.any():
        return lead, _("No class is taken for another.")
    i, j = np.unravel_index(int(wrong.argmax()), wrong.shape)
    true, answer = value.classes[i], value.classes[j]
    return lead, (
        f"The commonest mistake: {true} taken for {answer}, "
        f"{whole(wrong[i, j])} of {whole(value.counts[i].sum())} rows."
    )


def _confusion_table(value: Confusion) -> pd.DataFrame:
    table = pd.DataFrame(value.counts, columns=list(value.classes))
    table.insert(0, _("True class"), list(value.classes), allow_duplicates=True)
    return table


def roc_plot(value: Roc, theme: str | None = None, *, band: FoldBand | None = None) -> Plot:
    """Draw how many positives are found at each share of false alarms.

    Parameters
    ----------
    value : Roc
        The curve of all rows.
    theme : {"light", "dark"} or None
        The reader's appearance.
    band : FoldBand or None
        How far the folds differ: mean ± sd, drawn behind it.
    """
    ink, keep = palette(theme), thin(value.fpr)
    fpr, tpr = value.fpr[keep], value.tpr[keep]
    figure = go.Figure(
        [
            *_spread(band, ink.first),
            _baseline([0, 1], [0, 1], ink.muted),
            _curve(fpr, tpr, ink.first, "%{y:.0%} found at %{x:.0%} false alarms"),
        ]
    )
    positive = plain(value.positive, 24)
    style(
        figure, theme, height=290, values="both",
        x_name=_("False alarms, share of all others"), y_name=f"Found, share of {positive}",
    )  # fmt: skip
    _unit_square(figure)
    found = float(np.interp(0.1, value.fpr, value.tpr))
    lead = f"ROC AUC {measured(value.auc)}; 0.5 is chance."
    sentence = f"With one false alarm in ten others, {percent(found)} of {value.positive} is found."
    sentence += _folds_said(band)
    return Plot(figure, lead, sentence, _table(value.thresholds[keep], fpr, tpr))


def precision_recall_plot(
    value: PrecisionRecall, theme: str | None = None, *, band: FoldBand | None = None
) -> Plot:
    """Draw how many alarms are right at each share of positives found; as :func:`roc_plot`."""
    ink, keep = palette(theme), thin(value.recall)
    recall, precision = value.recall[keep], value.precision[keep]
    figure = go.Figure(
        [
            *_spread(band, ink.first),
            _baseline([0, 1], [value.chance, value.chance], ink.muted),
            _curve(recall, precision, ink.first, "%{y:.0%} right when %{x:.0%} is found"),
        ]
    )
    positive = plain(value.positive, 24)
    style(
        figure, theme, height=290, values="both",
        x_name=f"Found, share of {positive} (recall)", y_name=_("Right, share of alarms"),
    )  # fmt: skip
    _unit_square(figure)
    half = float(np.max(value.precision[value.recall >= 0.5], initial=0.0))
    lead = f"Average precision {measured(value.average_precision)}; "
    lead += f"chance is {measured(value.chance)}."
    sentence = f"When half of {value.positive} is found, {percent(half)} of the alarms are right."
    sentence += _folds_said(band)
    table = _table(value.thresholds[keep], recall, precision, _("Recall"), _("Precision"))
    return Plot(figure, lead, sentence, table)


def _spread(band: FoldBand | None, colour: str) -> list[go.Scatter]:
    """Return the area between mean − sd and mean + sd over the folds; nothing with one fold."""
    if band is None or band.folds < 2:
        return []
    low, high = np.clip([band.mean - band.sd, band.mean + band.sd], 0, 1)
    return [
        go.Scatter(
            x=np.r_[band.x, band.x[::-1]], y=np.r_[low, high[::-1]], fill="toself", mode="lines",
            fillcolor=faded(colour, 0.28), line={"width": 0}, hoverinfo="skip",
        )
    ]  # fmt: skip


def _folds_said(band: FoldBand | None) -> str:
    if band is None or band.folds < 2:
        return ""
    return f" The band is the spread over {band.folds} folds (mean ± sd)."


def _curve(x: np.ndarray, y: np.ndarray, colour: str, hover: str) -> go.Scatter:
    return go.Scatter(
        x=x, y=y, mode="lines", line={"color": colour, "width": 2.5},
        hovertemplate=f"{hover}<extra></extra>",
    )  # fmt: skip


def _baseline(x: list[float], y: list[float], colour: str) -> go.Scatter:
    return go.Scatter(
        x=x, y=y, mode="lines", hoverinfo="skip",
        line={"color": colour, "width": 1.5, "dash": "dash"},
    )  # fmt: skip


def _unit_square(figure: go.Figure) -> None:
    ticks = {"tickformat": ".0%", "range": [-0.02, 1.02], "tickvals": [0, 0.25, 0.5, 0.75, 1]}
    figure.update_xaxes(**ticks)
    figure.update_yaxes(**ticks)


def _table(
    thresholds: np.ndarray,
    x: np.ndarray,
    y: np.ndarray,
    x_name: str = "False positive rate",
    y_name: str = "True positive rate",
) -> pd.DataFrame:
    threshold = np.where(np.isfinite(thresholds), thresholds, np.nan)
    return pd.DataFrame({_("Threshold"): threshold, x_name: x, y_name: y})
