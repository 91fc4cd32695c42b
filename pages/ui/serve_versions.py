"""Who answers and who steps in: the versions of a model, their traffic and their breakers."""

from __future__ import annotations

import time

import pandas as pd
import streamlit as st

from mlcore.monitoring import traffic
from mlcore.monitoring.check import HOUR
from mlcore.monitoring.traffic import Minute
from mlcore.numbers import MISSING, duration, percent, whole
from mlcore.registry.evidence import earlier
from mlcore.serving import breakers, challenger
from mlcore.serving.breakers import Turned
from mlcore.workspace.workspace import Workspace
from pages.ui.words import _, ago

MOST = 12
BASELINE = _("If neither can answer, the mean of the champion's stored answers does, then nobody.")


def versions(space: Workspace, name: str, hours: int) -> None:
    """Draw one row for each version that has a part, or was asked in the last *hours*."""
    now = time.time()
    came = traffic.by_version(space.store, (space.id, name), now - hours * HOUR, now)
    turned = breakers.last(space.store, space.id, name)
    parts = _parts(space, name)
    known = {entry.version for entry in space.registry.versions(name, 200)}
    shown = [*parts, *sorted((known & came.keys()) - parts.keys(), reverse=True)][:MOST]
    rows = [
        {
            _("Version"): f"v{version}",
            _("Part"): parts.get(version, ""),
            **_figures(came.get(version, Minute())),
            _("Breaker"): _said(turned.get(version)),
        }
        for version in shown
    ]
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, placeholder=MISSING, alt=_("Versions and their parts")
    )
    st.caption(BASELINE)


def _parts(space: Workspace, name: str) -> dict[int, str]:
    """Return what each version is for, in the order in which they step in."""
    parts = {space.registry.resolve(name)[1]: _("champion: answers")}
    before, other = earlier(space.registry, name), challenger.version_of(space.registry, name)
    if before is not None:
        parts.setdefault(before, _("before it: steps in"))
    if other is not None:
        parts.setdefault(other, _("challenger"))
    return parts


def _figures(came: Minute) -> dict[str, str]:
    slowest = came.latency(0.99)
    return {
        _("Requests"): whole(came.requests),
        _("Failing"): MISSING if came.trouble is None else percent(came.trouble),
        _("Stepped in"): whole(came.degraded),
        _("99 in 100 within"): MISSING if slowest is None else duration(slowest),
    }


def _said(turned: Turned | None) -> str:
    if turned is None or turned.state == "closed":
        return _("closed") + (f", {_('since')} {ago(turned.time)}" if turned else "")
    return f"{_('opened')} {ago(turned.time)}"
