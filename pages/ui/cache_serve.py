"""What Serve & watch works out, remembered for as long as the rows behind it are the same."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mlcore.data.streams import shelf
from mlcore.evaluation.slices import Slices
from mlcore.monitoring.check import look
from mlcore.monitoring.drift import drift
from mlcore.monitoring.impact import Impact, impacts
from mlcore.monitoring.moved import DriftReport
from mlcore.monitoring.performance import worst
from mlcore.monitoring.reference import of_training
from mlcore.monitoring.rules import Found
from mlcore.monitoring.trial import Trial, trial
from mlcore.monitoring.watch import Watch
from mlcore.monitoring.window import Window, of_records
from mlcore.workspace.workspace import Workspace

STEADY = 30
"""Seconds for which a look at the log holds."""
STREAM_ROWS = 2_000
BY_MODEL: dict[str, Any] = {
    "max_entries": 8,
    "show_spinner": False,
    "hash_funcs": {Workspace: lambda space: space.id, Watch: repr},
}


@st.cache_resource(**BY_MODEL)
def _looked(
    space: Workspace, name: str, version: int, how: Watch, turn: int
) -> tuple[Found, Window]:
    return look(space.registry, name, how)


def looked(
    space: Workspace, name: str, version: int, how: Watch, now: float
) -> tuple[Found, Window]:
    """Return what can be said of the last hours of a model, and the rows it is said of."""
    return _looked(space, name, version, how, int(now // STEADY))


@st.cache_resource(**BY_MODEL)
def _impacts(space: Workspace, name: str, version: int, how: Watch, turn: int) -> dict[str, Impact]:
    found, window = _looked(space, name, version, how, turn)
    model = space.registry.load(f"{name}:{version}")
    ordered = sorted(found.drift.moved, key=lambda column: -column.effect)
    return impacts(model, window, ordered)


def changed(space: Workspace, name: str, version: int, how: Watch, now: float) -> dict[str, Impact]:
    """Return what the drift of each input does to the answers."""
    return _impacts(space, name, version, how, int(now // STEADY))


@st.cache_resource(**BY_MODEL)
def _slices(space: Workspace, name: str, version: int, how: Watch, turn: int) -> Slices:
    _found, window = _looked(space, name, version, how, turn)
    return worst(space.registry.load(f"{name}:{version}"), window)


def slices(space: Workspace, name: str, version: int, how: Watch, now: float) -> Slices:
    """Return groups of labelled rows that the model is worse on."""
    return _slices(space, name, version, how, int(now // STEADY))


@st.cache_resource(**BY_MODEL)
def _tried(space: Workspace, name: str, champion: int, challenger: int, turn: int) -> Trial:
    return trial(space.registry, name, challenger)


def tried(space: Workspace, name: str, champion: int, challenger: int, now: float) -> Trial:
    """Return champion and challenger side by side, on the requests of the last day."""
    return _tried(space, name, champion, challenger, int(now // STEADY))


@st.cache_resource(**BY_MODEL)
def of_stream(space: Workspace, name: str, version: int, stream: str, revision: int) -> DriftReport:
    """Return the drift of the newest rows of a stream, answered now by a version."""
    model = space.registry.load(f"{name}:{version}")
    rows = list(shelf.records(space.store, stream, STREAM_ROWS))[-STREAM_ROWS:]
    needed = space.store.settings.watch_rows
    return drift(of_training(model), of_records(model, rows), needed)
