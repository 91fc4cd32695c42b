"""One column: badges, its distribution, what it has to do with the target, its facts."""

from __future__ import annotations

import streamlit as st

from mlcore.numbers import between, fixed, percent, spread, whole
from mlcore.plots.plot import Plot
from mlcore.profiling.column import ColumnProfile
from pages.ui import badges, cache_explore, charts, controls, explore_shown, guards
from pages.ui.badges import Badge
from pages.ui.explore_facts import View
from pages.ui.head import heading
from pages.ui.words import _, literal, shorten

CHOSEN = "explore.column"
KIND_ICONS = {
    "integer": "numbers",
    "number": "numbers",
    "boolean": "toggle_on",
    "category": "category",
    "date": "calendar_month",
    "text": "notes",
}


@st.fragment
@guards.guarded
def column(view: View) -> None:
    """Let a column be chosen and draw its card; another choice redraws only this part."""
    columns = view.profile.columns
    names = [profile.name for profile in columns]
    first = next((found.name for found in columns if found.numeric), names[0])
    with heading(_("One column")):
        name = controls.choose(
            st.selectbox, _("Column"), names, key=CHOSEN, default=first,
            format_func=shorten, label_visibility="collapsed", width=220,
        )  # fmt: skip
    card(view, view.profile.column(name), "explore.column.chart")


def card(view: View, profile: ColumnProfile, key: str) -> None:
    """Draw the card of one column; its chart chooses the shown rows."""
    with st.container(border=True, gap="small"):
        badges.row(*states(profile, view.profile.rows))
        plot = _plot(view, profile)
        if profile.kind == "text":
            st.markdown(f"**{literal(plot.lead, 200)}** {literal(plot.sentence, 200)}")
        else:
            explore_shown.draw(view, profile, plot, key)
        st.table(
            facts(profile, view.profile.rows) | link(view, profile), border="horizontal",
            alt=f"{_('Facts about')} {shorten(profile.name)}",
        )  # fmt: skip
        label = _("The most frequent texts") if profile.kind == "text" else ""
        charts.behind(plot.table, key, label)


def _plot(view: View, profile: ColumnProfile) -> Plot:
    target = view.target
    if target == profile.name or profile.kind == "text" or not profile.unique:
        target = None
    return cache_explore.column_picture(
        view.opened.data, target, charts.appearance(), profile.name, profile
    )


def link(view: View, profile: ColumnProfile) -> dict[str, str]:
    """Return the fact of how a column goes with the target; none without one."""
    if view.target is None or view.target == profile.name:
        return {}
    links = cache_explore.links(view.opened.data, view.target)
    found = next((link for link in links if link[0] == profile.name), None)
    return {} if found is None else {_("Link with target"): f"{fixed(found[1], 2)}, {_(found[2])}"}


def states(profile: ColumnProfile, rows: int) -> tuple[Badge, ...]:
    """Return the badges of a column: its kind, its gaps, its outliers."""
    shown = [Badge(_(profile.kind), KIND_ICONS[profile.kind])]
    if profile.missing:
        share = percent(profile.missing / rows)
        shown.append(Badge(f"{share} {_('missing')}", "warning", "orange"))
    else:
        shown.append(Badge(_("no gaps"), "check", "green"))
    if profile.outliers:
        words = f"{whole(profile.outliers)} {_('outliers')}"
        shown.append(Badge(words, "scatter_plot", "orange"))
    return tuple(shown)


def facts(profile: ColumnProfile, rows: int) -> dict[str, str]:
    """Return what a table of facts says about a column."""
    found: dict[str, str] = {}
    quantiles = profile.quantiles
    if quantiles is not None:
        found[_("Range")] = _span(quantiles.low, quantiles.high)
        found[_("Middle half")] = _span(quantiles.q25, quantiles.q75)
    if profile.mean is not None and profile.numeric:
        found[_("Mean ± sd")] = spread(profile.mean, profile.sd)
    if quantiles is None and profile.top:
        value, most = profile.top[0]
        found[_("Most frequent")] = f"{literal(value, 32)}, {whole(most)} {_('rows')}"
    if profile.longest is not None:
        found[_("Length")] = f"{profile.shortest} – {profile.longest} {_('characters')}"
    found[_("Different values")] = whole(profile.unique)
    found[_("Missing")] = f"{whole(profile.missing)} {_('of')} {whole(rows)} {_('rows')}"
    return found


def _span(low: float | str, high: float | str) -> str:
    if isinstance(low, str) or isinstance(high, str):
        return f"{str(low).replace('T', ' ')} – {str(high).replace('T', ' ')}"
    return between(low, high)
