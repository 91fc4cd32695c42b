"""The versions of one model: all in a table, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence, Set

import pandas as pd
import streamlit as st

from mlcore.catalog.models import entry as catalogued
from mlcore.evaluation.metrics import metric
from mlcore.language import count
from mlcore.numbers import MISSING, between, listed, spread, whole
from mlcore.registry.entries import VersionEntry
from mlcore.workspace.workspace import Workspace
from pages.ui import controls
from pages.ui.head import heading
from pages.ui.words import _, literal, moment

MOST = 200
"""Versions listed, the newest."""
LOST, DAMAGED = _("Files gone"), _("Damaged")
UNABLE = _(
    "Such a version cannot answer, be promoted or exported. Restore its folder from a backup, or "
    "train again; its scores stay."
)


def champion(space: Workspace, name: str, versions: Sequence[VersionEntry]) -> VersionEntry | None:
    """Return the version that answers; it may be older than all *versions* shown."""
    at = space.registry.current(name)
    for version in versions:
        if version.version == at:
            return version
    return None if at is None else space.registry.version(name, at)


def table(name: str, versions: Sequence[VersionEntry], lost: Set[int] = frozenset()) -> None:
    """Draw all versions, newest first; say which one is the champion and whose files are gone."""
    with heading(f"{_('Versions of')} {literal(name)}"):
        told = _("newest first") if len(versions) < MOST else _("the newest ones")
        st.caption(f"{count(len(versions), 'version')}, {told}", width="content")
    st.dataframe(
        pd.DataFrame([_row(version, version.version in lost) for version in versions]),
        hide_index=True,
        placeholder=MISSING,
        alt=_("Versions of this model with their scores"),
        column_config={
            _("Version"): st.column_config.TextColumn(pinned=True, width="small"),
            _("In use"): st.column_config.MultiselectColumn(
                options=[_("Champion"), LOST, DAMAGED], color=["green", "red", "red"], width="small"
            ),
        },
    )
    named = [version.version for version in versions if "champion" in version.aliases]
    lead = f"{_('Version')} {named[0]} {_('is the champion.')}" if named else ""
    rest = _("Scores are out-of-fold: each row was answered by a model that had not seen it.")
    st.markdown(f"**{lead or _('No version is champion.')}** {rest}")
    if lost:
        which = listed([f"v{number}" for number in sorted(lost)])
        st.markdown(f":red[:material/error:] **{which}: {_('files are gone')}.** {UNABLE}")


def choose(name: str, versions: Sequence[VersionEntry]) -> VersionEntry:
    """Let a version be chosen beside its heading; the newest is chosen at first."""
    by_number = {version.version: version for version in versions}
    with heading(_("One version")):
        number = controls.choose(
            st.selectbox,
            _("Version"),
            list(by_number),
            key=f"models.version.{name}",
            default=versions[0].version,
            format_func=lambda number: f"{_('Version')} {number}",
            label_visibility="collapsed",
            width=170,
        )
    return by_number[number]


def score(version: VersionEntry) -> str:
    """Return the cross-validated score as people see it: ``"0.871 ± 0.02"``."""
    meta = version.meta
    return (
        MISSING if meta.score is None else spread(metric(meta.metric).display(meta.score), meta.sd)
    )


def holdout(version: VersionEntry) -> str:
    """Return the hold-out score as people see it, or a dash."""
    meta = version.meta
    if meta.holdout is None:
        return MISSING
    return spread(metric(meta.metric).display(meta.holdout), None)


def bounds(version: VersionEntry) -> str:
    """Return the 95% interval of the score on the hold-out in brackets; empty without one."""
    found = version.meta.holdout_bounds
    if found is None:
        return ""
    low, high = sorted(map(metric(version.meta.metric).display, found))
    return f" ({between(low, high)})"


def _row(version: VersionEntry, lost: bool) -> dict[str, object]:
    meta = version.meta
    marks = [alias.capitalize() for alias in version.aliases]
    bad = [LOST] if lost else [DAMAGED] if version.fault else []
    return {
        _("Version"): f"v{version.version}",
        _("In use"): [*marks, *bad],
        _("Model"): catalogued(meta.model).title,
        _("Metric"): metric(meta.metric).title,
        _("Out-of-fold"): score(version),
        _("Hold-out"): holdout(version),
        _("Rows"): whole(meta.rows),
        _("Tags"): ", ".join(version.tags),
        _("Created"): moment(version.created),
    }
