"""Two runs, drawn: how far each model moved, with its paired interval."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from mlcore.evaluation.metrics import Metric, metric
from mlcore.language import count
from mlcore.language import translate as _
from mlcore.numbers import apart, fixed, measured, places, whole
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import bars_height, plain, style
from mlcore.training.comparison import Comparison, Moved

VERDICTS = {
    "better": _("better"), "worse": _("worse"), "unclear": _("may be chance"),
    "unpaired": _("not paired"),
}  # fmt: skip
HOW = {
    "folds": _("paired on the same folds"),
    "rows": _("on the same rows in other folds: out-of-fold answers, drawn again with replacement"),
    "apart": _("on other rows: the difference may come from them"),
}


def runs_plot(value: Comparison, theme: str | None = None) -> Plot:
    """Draw how much better each model is in the second run; right of 0 it gained.

    Parameters
    ----------
    value : Comparison
        With at least one model in both runs.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    ink, measure = palette(theme), metric(value.metric)
    gains = [model.after - model.before for model in value.models]
    known = [m.gain if m.verdict != "unpaired" else None for m in value.models]
    sure = {"better": ink.first, "worse": ink.caution}
    spots = go.Scatter(
        x=gains, y=list(range(len(gains))), mode="markers",
        marker={"color": [sure.get(m.verdict, ink.muted) for m in value.models], "size": 9},
        error_x={
            "type": "data", "symmetric": False, "color": ink.muted, "thickness": 1.5,
            "array": [g.high - g.mean if g else 0 for g in known],
            "arrayminus": [g.mean - g.low if g else 0 for g in known],
        },
        customdata=[f"{plain(m.title)}: {VERDICTS[m.verdict]}" for m in value.models],
        hovertemplate="%{customdata} (%{x:.3~g})<extra></extra>",
    )  # fmt: skip
    figure = go.Figure([spots])
    better = _("higher by") if measure.greater_is_better else _("smaller by")
    height, name = bars_height(len(gains)), f"{measure.title} {better} … {_('in the second run')}"
    style(figure, theme, height=height, values="x", x_name=name)
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(gains))),
        ticktext=[plain(model.title) for model in value.models], range=[len(gains) - 0.5, -0.5],
    )  # fmt: skip
    figure.update_xaxes(zeroline=True, zerolinecolor=ink.muted, zerolinewidth=1)
    return Plot(figure, *_words(value, measure), _table(value, measure))


def _words(value: Comparison, measure: Metric) -> tuple[str, str]:
    verdicts = [model.verdict for model in value.models]
    better, worse = verdicts.count("better"), verdicts.count("worse")
    models = count(len(verdicts), "model")
    if better and worse:
        lead = f"{better} {_('gained')}, {worse} {_('lost')}, {_('of')} {models}."
    elif better or worse:
        gained = _("gained beyond chance") if better else _("lost beyond chance")
        lead = f"{better or worse} {_('of')} {models} {gained}."
    elif "unclear" in verdicts:
        lead = _("No model changed beyond chance.")
    else:
        lead = _("The runs cannot be paired.")
    rows = f"{whole(value.rows)} {_('rows')}, " if value.rows else ""
    return lead, f"{_first(value.models[0], measure)} {rows}{HOW[value.how]}."


def _first(model: Moved, measure: Metric) -> str:
    before, after = measure.display(model.before), measure.display(model.after)
    told = f"{model.title}: {measure.title} {measured(before)} → {measured(after)}"
    if model.gain is None or model.verdict == "unpaired":
        return f"{told}."
    margin = fixed((model.gain.high - model.gain.low) / 2, places(after))
    return f"{told} ({apart(after, before)} ± {margin}, {VERDICTS[model.verdict]})."


def _table(value: Comparison, measure: Metric) -> pd.DataFrame:
    rows = [
        [
            model.title, measure.display(model.before), measure.display(model.after),
            model.gain.mean if model.gain else None,
            model.gain.low if model.gain else None,
            model.gain.high if model.gain else None, VERDICTS[model.verdict],
        ]
        for model in value.models
    ]  # fmt: skip
    names = [
        _("Model"), _("Before"), _("After"), _("Gain"), _("Low"), _("High"), _("Verdict")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)
