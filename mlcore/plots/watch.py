"""What is watched, drawn: traffic, latency, drift by what it does, one column before and now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from mlcore.language import count
from mlcore.language import translate as _
from mlcore.monitoring.impact import Impact
from mlcore.monitoring.moved import ColumnDrift, DriftReport, drawn
from mlcore.monitoring.traffic import Stretch, total
from mlcore.numbers import duration, fixed, percent, significant, whole
from mlcore.plots.compare import part_label
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import bars_height, plain, style
from mlcore.profiling.drift import LARGE, SMALL

MOST_BARS = 10


def traffic_plot(
    value: Sequence[Stretch], theme: str | None = None, zone: tzinfo | None = UTC
) -> Plot:
    """Draw requests along the time: answered, and not answered or turned away."""
    ink, starts = palette(theme), _starts(value, zone)
    bad = [s.total.errors + s.total.failed + s.total.refused for s in value]
    good = [s.total.requests - wrong for s, wrong in zip(value, bad, strict=True)]
    figure = go.Figure(
        [
            _bars(starts, good, _("answered"), ink.first),
            _bars(starts, bad, _("refused or failed"), ink.second),
        ]
    )
    style(figure, theme, height=220, y_name=_("Requests"), own={"barmode": "stack"})
    table = pd.DataFrame({_("From"): starts, _("Answered"): good, _("Refused or failed"): bad})
    return Plot(figure, *_traffic_words(value, sum(bad)), table)


def _bars(x: list[datetime], y: list[int], name: str, colour: str) -> dict[str, Any]:
    return {
        "type": "bar", "x": x, "y": y, "name": name,
        "marker": {"color": colour, "line": {"width": 0}},
        "hovertemplate": f"%{{x|%d %b %H:%M}}: %{{y:,}} {name}<extra></extra>",
    }  # fmt: skip


def _starts(value: Sequence[Stretch], zone: tzinfo | None) -> list[datetime]:
    return [datetime.fromtimestamp(s.start, zone).replace(tzinfo=None) for s in value]


def _traffic_words(value: Sequence[Stretch], bad: int) -> tuple[str, str]:
    whole_time = total(value)
    if not whole_time.requests:
        return _("No request came in this time."), ""
    lead = f"{count(whole_time.requests, 'request')}, {count(whole_time.rows, 'row')}."
    said = [f"{whole(bad)} {_('were refused or failed.')}"]
    jumps = [s for s in value if s.total.jump]
    if jumps:
        said.append(_("The clock was moved in this time: bars near it may be wrong."))
    return lead, " ".join(said)


def latency_plot(
    value: Sequence[Stretch], theme: str | None = None, zone: tzinfo | None = UTC
) -> Plot:
    """Draw the latency that half, and 99 in 100, of the requests stay below."""
    ink, starts = palette(theme), _starts(value, zone)
    lines = {
        _("half"): (0.5, ink.first, "solid"),
        _("99 in 100"): (0.99, ink.second, "dash"),
    }
    found = {
        name: [_milliseconds(s.total.latency(share)) for s in value]
        for name, (share, _colour, _dash) in lines.items()
    }
    figure = go.Figure(
        [
            {
                "type": "scatter", "mode": "lines+markers", "x": starts, "y": found[name],
                "name": name, "line": {"color": colour, "width": 2.5, "dash": dash},
                "marker": {"color": colour, "size": 6},
                "hovertemplate": f"%{{x|%d %b %H:%M}}: {name} below %{{y:,.3~g}} ms<extra></extra>",
            }
            for name, (_share, colour, dash) in lines.items()
        ]
    )  # fmt: skip
    style(figure, theme, height=220, y_name=_("Milliseconds until the answer"))
    all_of_it = total(value)
    half, most = all_of_it.latency(0.5), all_of_it.latency(0.99)
    lead = f"{_('Half are answered within')} {duration(half)}." if half is not None else ""
    sentence = f"{_('99 in 100 within')} {duration(most)} {_('(dashed)')}." if most else ""
    return Plot(figure, lead, sentence, pd.DataFrame({_("From"): starts, **found}))


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else 1000 * seconds


def drift_plot(
    value: DriftReport, impacts: Mapping[str, Impact], unit: str = "", theme: str | None = None
) -> Plot:
    """Draw the inputs that drift, ranked by what that does to the answers."""
    ink, ordered = palette(theme), ranked(value, impacts)
    shown = ordered[:MOST_BARS]
    sizes = [impacts[c.name].size if c.name in impacts else c.effect for c in shown]
    figure = go.Figure(
        go.Bar(
            x=sizes, y=list(range(len(shown))), orientation="h",
            marker={"color": [ink.caution if c.effect >= LARGE else ink.first for c in shown]},
            text=[significant(size) for size in sizes], textposition="outside", cliponaxis=False,
            customdata=[plain(c.name) for c in shown],
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    )  # fmt: skip
    axis = {
        "tickmode": "array", "tickvals": list(range(len(shown))), "autorange": "reversed",
        "ticktext": [plain(c.name) for c in shown],
    }  # fmt: skip
    name = _("Change of an answer by this drift") if impacts else _("Stability index (PSI)")
    style(
        figure, theme, height=bars_height(max(3, len(shown))), values="x",
        x_name=f"{name} ({unit})" if unit and impacts else name,
        own={"yaxis": axis, "bargap": 0.38, "margin": {"r": 56}},
    )  # fmt: skip
    return Plot(figure, *_drift_words(value, shown), drift_table(value, impacts))


def ranked(value: DriftReport, impacts: Mapping[str, Impact]) -> list[ColumnDrift]:
    """Return the inputs that drift: first what changes the answers most, then by effect."""
    return sorted(
        value.moved,
        key=lambda c: (-impacts[c.name].size if c.name in impacts else 0.0, -c.effect),
    )


def _drift_words(value: DriftReport, shown: Sequence[ColumnDrift]) -> tuple[str, str]:
    rows = f"{count(value.rows, 'row')} {_('against the reference.')}"
    if not shown:
        return _("No input differs from the reference."), rows
    lead = f"{shown[0].name} {_('differs from the reference, and matters most.')}"
    many = f"{len(value.moved)} {_('of')} {count(len(value.columns), 'input')} {_('differ.')}"
    return lead, f"{many} {rows}"


def drift_table(value: DriftReport, impacts: Mapping[str, Impact]) -> pd.DataFrame:
    """Return one line per input and answer, what drifts first."""
    states = {
        "drift": _("differs"), "none": _("no drift"), "few": _("not enough data"),
        "type": _("another type"),
    }  # fmt: skip
    rest = [c for c in value.columns if c.state != "drift"]
    rows = [
        {
            _("Column"): c.name,
            _("State"): states[c.state],
            _("In"): ", ".join(_(reason) for reason in c.reasons),
            _("Changes an answer by"): impacts[c.name].size if c.name in impacts else None,
            _("PSI"): round(c.effect, 3),
            _("p, corrected"): c.p,
            _("Missing before"): c.missing[0],
            _("Missing now"): c.missing[1],
            _("New values"): ", ".join(f"{n} ({percent(share)})" for n, share in c.new[:5]),
            _("Gone"): ", ".join(f"{n} ({percent(share)})" for n, share in c.gone[:5]),
            _("Infinite"): c.now.infinite,
        }
        for c in (*ranked(value, impacts), *rest)
    ]
    return pd.DataFrame(rows)


def shift_plot(column: ColumnDrift, theme: str | None = None) -> Plot:
    """Draw one column in the reference and now, part by part."""
    ink, parts = palette(theme), drawn(column)
    labels, places = [part_label(part) for part in parts], list(range(len(parts)))
    both = ((_("reference"), "first", ink.first), (_("now"), "second", ink.second))
    figure = go.Figure(
        [
            go.Bar(
                x=[getattr(part, which) for part in parts], y=places, orientation="h", name=name,
                marker={"color": colour, "line": {"width": 0}},
                customdata=[plain(label) for label in labels],
                hovertemplate=f"%{{customdata}}, {name}: %{{x:.1%}}<extra></extra>",
            )
            for name, which, colour in both
        ]
    )  # fmt: skip
    axis = {
        "tickmode": "array", "tickvals": places, "autorange": "reversed",
        "ticktext": [plain(label, 24) for label in labels],
    }  # fmt: skip
    style(
        figure, theme, height=22 * len(parts) + 60, values="x", x_name=_("Share of rows"),
        own={
            "yaxis": axis, "xaxis": {"tickformat": ".0%"}, "showlegend": True,
            "margin": {"t": 28}, "bargap": 0.3,
        },
    )  # fmt: skip
    names = {_("Part"): labels, _("Reference"): [p.first for p in parts]}
    table = pd.DataFrame(names | {_("Now"): [p.second for p in parts]})
    return Plot(figure, *_column_words(column), table)


def _column_words(column: ColumnDrift) -> tuple[str, str]:
    size = _("far") if column.effect >= LARGE else _("somewhat")
    moved = column.effect >= SMALL
    lead = f"{column.name} {_('is spread')} {size} {_('otherwise than in the reference')}."
    if not moved:
        lead = f"{column.name} {_('is spread as in the reference')}."
    said = [f"{_('Stability index')} {fixed(column.effect, 2)}."]
    if column.missing[1] != column.missing[0]:
        before, now = map(percent, column.missing)
        said.append(f"{_('Missing')}: {before} → {now}.")
    said += [f"{_('New')}: {name} ({percent(share)})." for name, share in column.new[:2]]
    said += [f"{_('Gone')}: {name} ({percent(share)})." for name, share in column.gone[:2]]
    return lead, " ".join(said)
