"""Live: four figures and the traffic behind them, a few seconds old at most."""

from __future__ import annotations

import time

import streamlit as st

from mlcore.monitoring import traffic
from mlcore.monitoring.check import HOUR
from mlcore.monitoring.rules import Found
from mlcore.monitoring.traffic import Minute
from mlcore.numbers import MISSING, duration, percent, whole
from mlcore.plots.watch import latency_plot, traffic_plot
from mlcore.workspace.workspace import Workspace
from pages.ui import charts, guards
from pages.ui.head import heading
from pages.ui.serve_scores import headline
from pages.ui.words import _, zone


@st.fragment(run_every=5.0)
@guards.guarded
def figures(space: Workspace, name: str, hours: int, found: Found) -> None:
    """Draw requests, failures, latency and score; the first three as they are now."""
    came = traffic.total(_series(space, name, hours))
    title, score, told = headline(found)
    for place, (label, value, help) in zip(
        st.columns(4),
        (
            (_("Requests"), whole(came.requests), _("Answered, refused and failed ones.")),
            (_("Failing"), percent(came.trouble), _("Share that failed by our fault.")),
            (_("Latency, 99 in 100"), _slowest(came), _("99 in 100 requests are quicker.")),
            (title, score, told),
        ),
        strict=True,
    ):
        place.metric(label, value, help=help, border=True, height="stretch")
    _lost(came)


def _slowest(came: Minute) -> str:
    found = came.latency(0.99)
    return MISSING if found is None else duration(found)


def _lost(came: Minute) -> None:
    parts = []
    if came.left_out:
        of = f"{whole(came.left_out)} {_('of')} {whole(came.rows)}"
        parts.append(f"{of} {_('rows left out of the log by its settings')}")
    if came.dropped:
        lost = f"{whole(came.dropped)} {_('rows lost: too many at once')}"
        parts.append(f":orange[:material/warning:] {lost}")
    if parts:
        st.caption("; ".join(parts))


@st.fragment(run_every=15.0)
@guards.guarded
def charts_of(space: Workspace, name: str, hours: int) -> None:
    """Draw requests and latency along the time."""
    found, shade = _series(space, name, hours), charts.appearance()
    left, right = st.columns(2, gap="large")
    with left:
        with heading(_("Traffic")):
            st.caption(_("Refreshed while you look"), width="content")
        charts.show(traffic_plot(found, shade, zone()), "serve.traffic")
    with right:
        with heading(_("Latency")):
            pass
        charts.show(latency_plot(found, shade, zone()), "serve.latency")


def _series(space: Workspace, name: str, hours: int) -> tuple[traffic.Stretch, ...]:
    now = time.time()
    return traffic.series(space.store, (space.id, name), now - hours * HOUR, now)
