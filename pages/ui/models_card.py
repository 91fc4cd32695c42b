"""The card of one version: what it predicts, how good it is on which rows, where it comes from."""

from __future__ import annotations

from functools import partial

import streamlit as st

from mlcore.catalog.models import entry as catalogued
from mlcore.cleaning.recipe import Recipe
from mlcore.evaluation.metrics import metric
from mlcore.language import count
from mlcore.numbers import percent, significant, whole
from mlcore.registry.alone import script
from mlcore.registry.entries import VersionEntry
from mlcore.registry.zipped import zipped
from mlcore.types import StepSpec
from mlcore.workspace.workspace import Workspace
from pages.ui.models_versions import LOST, bounds, holdout, score
from pages.ui.words import _, code, literal, moment

TASKS = {
    "regression": _("a number"),
    "binary": _("one of two classes"),
    "multiclass": _("one of several classes"),
}


def card(space: Workspace, version: VersionEntry, lost: bool = False) -> None:
    """Draw the card of *version*; without an export when its files are *lost*."""
    meta = version.meta
    with st.container(border=True):
        _badges(version, lost)
        title = catalogued(meta.model).title
        st.markdown(
            f"**{title}** {_('predicts')} {code(meta.target)}, {TASKS[meta.task]}, "
            f"{_('from')} {literal(meta.dataset)}."
        )
        st.table(_facts(version), border="horizontal", alt=_("Facts about this version"))
        for name, sentence in meta.fits:
            st.markdown(f":small[:gray[{literal(_(name).capitalize())}: {literal(sentence, 200)}]]")
        if not lost:
            _export(space, version)
        with st.expander(_("Recipe and libraries"), type="compact"):
            _origin(version)


def _export(space: Workspace, version: VersionEntry) -> None:
    ref = f"{version.name}:{version.version}"
    with st.container(horizontal=True):
        st.download_button(
            _("Export as a zip file"),
            partial(zipped, space.registry, ref),
            f"{version.name}-v{version.version}.zip",
            "application/zip",
            icon=":material/download:",
            on_click="ignore",
            key="models.export",
        )
        st.download_button(
            _("Export as a script"),
            partial(script.zipped, space.registry, ref),
            f"{version.name}-v{version.version}-predict.zip",
            "application/zip",
            icon=":material/terminal:",
            on_click="ignore",
            key="models.script",
            help=_("predict.py answers without Loupe; a Dockerfile and the model come with it."),
        )


def _badges(version: VersionEntry, lost: bool) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        if lost:
            st.badge(LOST, icon=":material/error:", color="red")
        if "champion" in version.aliases:
            st.badge(_("Champion"), icon=":material/verified:", color="green")
        else:
            st.badge(_("Waiting"), icon=":material/radio_button_unchecked:", color="gray")
        st.badge(_(version.meta.task), icon=":material/category:", color="gray")


def _facts(version: VersionEntry) -> dict[str, str]:
    meta = version.meta
    title = metric(meta.metric).title
    rows = f"{_('out-of-fold')}, {whole(meta.cv_rows)} {_('rows')}, {meta.folds} {_('folds')}"
    facts = {title: f"{score(version)} · {rows}"}
    if meta.holdout is None:
        facts[_("Hold-out")] = literal(meta.holdout_reason or _("none"), 160)
    else:
        facts[_("Hold-out")] = (
            f"{holdout(version)}{bounds(version)} · {whole(meta.holdout_rows)} "
            f"{_('rows set aside')}"
        )
    if meta.covered:
        aim, share, rows_covered = meta.covered
        facts[f"{percent(aim)} {_('range held')}"] = (
            f"{percent(share)} · {whole(rows_covered)} {_('rows set aside')}"
        )
    if meta.threshold:
        name, least = meta.threshold
        facts[_("Threshold")] = f"{literal(name, 40)} {_('is answered from')} {significant(least)}"
        facts[_("Shares its fit with")] = f"v{version.parent}"
    facts[_("Fitted on")] = f"{whole(meta.rows)} {_('rows')}"
    facts[_("Data")] = f"{literal(meta.dataset)} · {_('fingerprint')} {_short(version)}"
    facts[_("Recipe")] = count(len(_steps(version)), "step")
    facts[_("Created")] = moment(version.created)
    return facts


def _short(version: VersionEntry) -> str:
    return code(dict(version.meta.fingerprints).get("dataset", "")[:8])


def _steps(version: VersionEntry) -> tuple[StepSpec, ...]:
    return Recipe.from_json(version.meta.recipe).steps if version.meta.recipe else ()


def _origin(version: VersionEntry) -> None:
    for number, step in enumerate(_steps(version), 1):
        columns = ", ".join(code(column) for column in step.columns[:6])
        st.markdown(f"{number}\\. {literal(step.name)} {columns}")
    libraries = ", ".join(f"{name} {number}" for name, number in version.meta.libraries)
    st.caption(f"{_('Made with')} {literal(libraries, 400)}")
