"""Studies of a run, drawn: curves over rows or a setting, and what each step of a recipe brings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.catalog.models import entry
from mlcore.evaluation.metrics import Metric, metric
from mlcore.evaluation.ties import Interval, interval
from mlcore.language import translate as _
from mlcore.numbers import apart, fixed, measured, places, significant, whole
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import bars_height, plain, style
from mlcore.training.ablation import Ablation, Pays
from mlcore.training.curves import Curve, Point

VERDICTS = {
    "pays": _("pays"), "costs": _("costs"), "unclear": _("no difference shown"),
    "needed": _("cannot be left out alone"),
}  # fmt: skip


def curve_plot(value: Curve, theme: str | None = None) -> Plot:
    """Draw a learning curve or a validation curve: unseen rows with a band, seen rows dashed.

    Parameters
    ----------
    value : Curve
        With at least one point that has scores.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    ink, measure = palette(theme), metric(value.metric)
    ahead = [_bounds(value, point, measure) for point in value.known]
    seen = [measure.display(float(np.mean(p.seen))) if p.seen else None for p in value.known]
    at = [_label(point.at) if _named(value) else point.at for point in value.known]
    figure = go.Figure(
        [
            _band(at, ahead, ink),
            _line(at, [found.mean for found in ahead], _("Rows it has not seen"), ink.first),
            _line(at, seen, _("Rows it has seen"), ink.second, dash="dash"),
        ]
    )
    style(figure, theme, height=260, x_name=_axis_name(value), y_name=measure.title)
    figure.update_layout(showlegend=True, margin_t=44)
    figure.update_layout(legend={"x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"})
    figure.update_xaxes(**_scale(value))
    return Plot(figure, *_curve_words(value, measure), _curve_table(value, measure))


def _bounds(value: Curve, point: Point, measure: Metric) -> Interval:
    found = interval(point.scores, within=measure.scores, ratio=value.ratio)
    low, high = sorted((measure.display(found.low), measure.display(found.high)))
    return Interval(measure.display(found.mean), low, high)


def _band(at: list[Any], ahead: list[Interval], ink: Palette) -> go.Scatter:
    upper, lower = [found.high for found in ahead], [found.low for found in ahead]
    return go.Scatter(
        x=[*at, *reversed(at)], y=[*upper, *reversed(lower)], fill="toself", mode="none",
        fillcolor=faded(ink.first, 0.2), line={"color": ink.first}, hoverinfo="skip",
        showlegend=False,
    )  # fmt: skip


def _line(at: list[Any], y: list[Any], name: str, colour: str, dash: str = "solid") -> go.Scatter:
    return go.Scatter(
        x=at, y=y, mode="lines+markers", name=name,
        line={"color": colour, "width": 2.5, "dash": dash},
        marker={"color": colour, "size": 8},
        hovertemplate=f"{name}: %{{y:.4~g}} (%{{x}})<extra></extra>",
    )  # fmt: skip


def _named(value: Curve) -> bool:
    """Return True when what changes has names instead of numbers."""
    numbers = (int, float)
    return any(not isinstance(p.at, numbers) or isinstance(p.at, bool) for p in value.points)


def _scale(value: Curve) -> dict[str, Any]:
    if _named(value):
        return {"type": "category"}
    found = [point.at for point in value.known]
    wide = min(found) > 0 and max(found) > 20 * min(found)
    return {"type": "log"} if wide and value.kind == "setting" else {"type": "linear"}


def _axis_name(value: Curve) -> str:
    return _("Training rows") if value.kind == "rows" else value.setting


def _label(at: Any) -> str:
    if isinstance(at, float):
        return significant(at)
    return _("none") if at is None else str(at)


def _curve_words(value: Curve, measure: Metric) -> tuple[str, str]:
    failed = [point for point in value.points if point.failure]
    lost = (
        f" {_('Without a score')}: {_label(failed[0].at)} ({failed[0].failure})" if failed else ""
    )
    found = _rows_words if value.kind == "rows" else _setting_words
    lead, sentence = found(value, measure)
    return lead, f"{sentence}{lost}".strip()


def _rows_words(value: Curve, measure: Metric) -> tuple[str, str]:
    last = value.known[-1]
    half = min(value.known, key=lambda point: abs(point.at - last.at / 2))
    if half is last:
        return _("There is one size only."), ""
    gain = value.gain(last, half)
    step = f"{whole(half.at)} → {whole(last.at)} {_('rows')}"
    change = _change(gain, _bounds(value, last, measure).mean)
    if gain.low > 0:
        return _("More rows would help:"), f"{measure.title} {_('still gains')} {change} ({step})."
    word = _("from")
    return (
        _("More rows of this sort would hardly help:"),
        f"{measure.title} {_('changes by')} {change}, {word} {step}, {_('which may be chance')}.",
    )


def _setting_words(value: Curve, measure: Metric) -> tuple[str, str]:
    best, known = value.best, value.known
    shown = _bounds(value, best, measure).mean
    told = f"{measure.title} {measured(shown)}"
    lead = f"{_('Best at')} {value.setting} {_label(best.at)}: {told}."
    present = next((point for point in known if point.at == value.present), None)
    edge = best in (known[0], known[-1]) and not _named(value)
    more = f" {_('That is the edge of what was tried: look further.')}" if edge else ""
    if present is None or present is best:
        same = _("That is the present value.") if present is best else ""
        return lead, f"{same}{more}".strip()
    gain = value.gain(best, present)
    beyond = _("beyond chance") if gain.low > 0 else _("which may be chance")
    now = f"{_('The present')} {_label(present.at)} {_('is')} {_change(gain, shown)} {_('behind')}"
    return lead, f"{now}, {beyond}.{more}"


def _change(gain: Interval, near: float) -> str:
    margin = fixed(gain.mean - gain.low, places(near))
    return f"{apart(near, near + gain.mean)} ± {margin}"


def _curve_table(value: Curve, measure: Metric) -> pd.DataFrame:
    rows = []
    for point in value.known:
        found = _bounds(value, point, measure)
        seen = measure.display(float(np.mean(point.seen))) if point.seen else None
        rows.append([_label(point.at), found.mean, found.low, found.high, seen, len(point.scores)])
    names = [
        _axis_name(value), measure.title, _("Low"), _("High"), _("On rows it has seen"), _("Folds")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def ablation_plot(value: Ablation, theme: str | None = None) -> Plot:
    """Draw what each step of a recipe brings, with its paired interval; right of 0 it pays."""
    ink, measure = palette(theme), metric(value.metric)
    shown = [step for step in value.steps if step.gain is not None]
    gains = [step.gain.mean for step in shown if step.gain]
    margins = [step.gain.mean - step.gain.low for step in shown if step.gain]
    sure = {"pays": ink.first, "costs": ink.caution}
    figure = go.Figure(
        go.Scatter(
            x=gains, y=list(range(len(shown))), mode="markers",
            marker={"color": [sure.get(step.verdict, ink.muted) for step in shown], "size": 9},
            error_x={"type": "data", "array": margins, "color": ink.muted, "thickness": 1.5},
            customdata=[f"{plain(_named_step(s))}: {VERDICTS[s.verdict]}" for s in shown],
            hovertemplate="%{customdata} (%{x:.3~g})<extra></extra>",
        )
    )  # fmt: skip
    better = _("better by") if measure.greater_is_better else _("smaller by")
    name = f"{measure.title} {better} … {_('with the step')}"
    style(figure, theme, height=bars_height(len(shown)), values="x", x_name=name)
    names = [plain(_named_step(step), 44) for step in shown]
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(shown))), ticktext=names, autorange="reversed",
        range=[len(shown) - 0.5, -0.5],
    )  # fmt: skip
    figure.update_xaxes(zeroline=True, zerolinecolor=ink.muted, zerolinewidth=1)
    return Plot(figure, *_ablation_words(value, measure), _ablation_table(value, measure))


def _named_step(step: Pays) -> str:
    columns = ", ".join(step.columns[:2]) + (" …" if len(step.columns) > 2 else "")
    return f"{step.number} {step.title}" + (f": {columns}" if columns else "")


def _ablation_words(value: Ablation, measure: Metric) -> tuple[str, str]:
    pays = [step for step in value.steps if step.verdict == "pays"]
    costs = [step for step in value.steps if step.verdict == "costs"]
    title = entry(value.model).title
    where = f"{title}, {value.folds} {_('folds')}, {_('each step left out in turn')}."
    if costs:
        worst = min(costs, key=lambda step: step.gain.mean if step.gain else 0.0)
        lead = f"{_named_step(worst)} {_('costs more than it brings')}."
    elif pays:
        best = max(pays, key=lambda step: step.gain.mean if step.gain else 0.0)
        lead = f"{_named_step(best)} {_('pays most')}."
    else:
        lead = _("No step makes a difference that the folds could show.")
    needed = [step for step in value.steps if step.verdict == "needed"]
    more = f" {len(needed)} {_('cannot be left out alone; the table says why.')}" if needed else ""
    return lead, f"{where}{more}"


def _ablation_table(value: Ablation, measure: Metric) -> pd.DataFrame:
    rows = [
        [
            _named_step(step), VERDICTS[step.verdict],
            step.gain.mean if step.gain else None,
            step.gain.low if step.gain else None,
            step.gain.high if step.gain else None,
            measure.display(step.without) if step.without is not None else None,
            step.failure,
        ]
        for step in value.steps
    ]  # fmt: skip
    without = f"{measure.title} {_('without')}"
    names = [_("Step"), _("Verdict"), _("Gain"), _("Low"), _("High"), without, _("Why not")]
    return pd.DataFrame(rows, columns=names)
