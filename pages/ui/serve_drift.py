"""What moved: inputs ranked by what that does to the answers, one of them in full."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from mlcore.language import count
from mlcore.monitoring.impact import Impact
from mlcore.monitoring.moved import DriftReport
from mlcore.monitoring.rules import Found
from mlcore.numbers import listed, percent
from mlcore.plots.watch import drift_plot, drift_table, ranked, shift_plot
from mlcore.prediction.model import ModelMeta
from pages.ui import charts, controls
from pages.ui.words import _, code, literal, shorten

NAMES = {"score": _("The answer"), "class": _("The class answered")}


def drift(
    report: DriftReport,
    impacts: Mapping[str, Impact],
    off: str = "",
    unit: str = "",
    key: str = "",
) -> None:
    """Draw one of the three answers: drift, no drift, not enough data; with its evidence."""
    if report.state in ("off", "empty", "few"):
        st.markdown(_silence(report, off))
        _unfit(report)
        return
    _answers(report)
    _unfit(report)
    if report.moved:
        left, right = st.columns([1.2, 1], gap="large")
        with left:
            charts.show(drift_plot(report, impacts, unit, charts.appearance()), f"serve.drift{key}")
        with right:
            _one(report, impacts, key)
    else:
        rows = count(report.rows, "row")
        st.markdown(
            f":green[:material/check_circle:] **{_('No input differs from the reference.')}** "
            f"{count(len(report.columns), 'input')}, {rows}."
        )
        charts.behind(drift_table(report, impacts), f"serve.drift{key}", _("All inputs"))
    _pairs(report)


def _silence(report: DriftReport, off: str) -> str:
    if report.state == "off":
        return f":orange[:material/warning:] **{_('Drift is off.')}** {literal(off, 300)}"
    if report.state == "empty":
        return f"**{_('No data in this window.')}** {_('Choose a longer one, or send a request.')}"
    few = f"{report.rows} {_('of')} {report.needed}"
    return f"**{_('Not enough data')} ({few}).** {_('Drift is told from then on.')}"


def _answers(report: DriftReport) -> None:
    moved = [column for column in report.answers if column.state == "drift"]
    if not report.answers:
        st.caption(_("The answers have no reference: the version is from before it was kept."))
    elif moved:
        names = listed([NAMES[column.name] for column in moved])
        st.markdown(
            f":orange[:material/warning:] **{names}: {_('differs from the reference.')}** "
            f"{_('It need not be wrong; labels tell.')}"
        )
    else:
        st.markdown(
            f":green[:material/check_circle:] **{_('The answers are spread as at training.')}**"
        )


def _unfit(report: DriftReport) -> None:
    for one in report.unfit[:3]:
        share = percent(one.rows / report.came)
        st.markdown(
            f":red[:material/error:] **{_('Another type')}:** {code(one.column)} "
            f"{_('does not fit in')} {count(one.rows, 'row')} ({share})."
        )


def _one(report: DriftReport, impacts: Mapping[str, Impact], key: str) -> None:
    by_name = {column.name: column for column in ranked(report, impacts)}
    chosen = controls.choose(
        st.selectbox,
        _("Input"),
        list(by_name),
        key=f"serve.input{key}",
        default=next(iter(by_name)),
        format_func=shorten,
    )
    charts.show(shift_plot(by_name[chosen], charts.appearance()), f"serve.column{key}")


def _pairs(report: DriftReport) -> None:
    if report.pairs:
        names = listed([code(pair.name) for pair in report.pairs])
        st.markdown(
            f":orange[:material/warning:] {_('For like values of')} {names} "
            f"{_('the answers are not what they were')}: "
            f"{_('something that goes with them changed.')}"
        )


def of_found(found: Found, impacts: Mapping[str, Impact], meta: ModelMeta) -> None:
    """Draw the drift of logged requests."""
    unit = meta.target if meta.task == "regression" else _("probability")
    drift(found.drift, impacts, found.off, unit)
