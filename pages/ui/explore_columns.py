"""All columns: one line each with shape, gaps and different values; or one card each."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mlcore.language import count
from mlcore.numbers import significant
from mlcore.plots.column import column_words
from mlcore.plots.sketch import sketch
from mlcore.profiling.column import ColumnProfile
from mlcore.profiling.profile import Profile
from pages.ui import cache_explore, charts, controls, explore_column, fold, guards, session
from pages.ui.explore_facts import View
from pages.ui.head import heading
from pages.ui.words import _, literal, shorten

BINS = 10
PER_PAGE = 6
VIEW = "explore.view"


@st.fragment
@fold.late("explore.columns", 420)
@guards.guarded
def table(view: View) -> None:
    """Draw the table of all columns."""
    columns = view.profile.columns
    with heading(_("All columns")):
        st.caption(count(len(columns), "column"), width="content")
    rows = pd.DataFrame([_row(profile, view) for profile in columns])
    names = [_("Column"), _("Kind"), _("Shape"), _("Missing"), _("Different values")]
    link = _("Link with target")
    if view.target is not None:
        links = cache_explore.links(view.opened.data, view.target)
        strengths = {name: round(strength, 2) for name, strength, _measure in links}
        rows[link] = [strengths.get(profile.name) for profile in columns]
        rows = rows.sort_values(link, ascending=False, na_position="last", kind="stable")
    config = {
        names[0]: st.column_config.TextColumn(pinned=True, width="medium"),
        names[1]: st.column_config.MultiselectColumn(color="gray", width="small"),
        names[2]: st.column_config.BarChartColumn(
            y_min=0, help=_("How the values are spread; for words, the most frequent ones.")
        ),
        names[3]: st.column_config.ProgressColumn(
            format="percent", min_value=0, max_value=1, color="orange"
        ),
        names[4]: st.column_config.NumberColumn(format="localized"),
        link: st.column_config.ProgressColumn(format="%.2f", min_value=0, max_value=1),
    }
    st.dataframe(
        rows, hide_index=True, placeholder="–", row_height=34, column_config=config,
        height=min(40 + 34 * len(rows), 620), key="explore.table",
        alt=_("All columns with kind, shape, missing share and different values"),
    )  # fmt: skip
    if view.profile.detailed < len(columns):
        st.caption(f"{_('Shapes are drawn for the first')} {view.profile.detailed} {_('columns')}.")


def summary(profile: Profile) -> None:
    """Draw what is known of every column before shapes and findings are."""
    with heading(_("All columns")):
        st.caption(_("Shapes and findings follow …"), width="content")
    rows = [
        {
            _("Column"): column.name, _("Kind"): _(column.kind),
            _("Missing"): _rounded(column.missing / profile.rows) if profile.rows else 0.0,
            _("Different values"): column.unique, _("Mean"): column.mean,
            _("Lowest"): _end(column, "low"), _("Highest"): _end(column, "high"),
        }
        for column in profile.columns
    ]  # fmt: skip
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, placeholder="–", height=min(40 + 35 * len(rows), 620),
        column_config={
            _("Missing"): st.column_config.NumberColumn(format="percent"),
            _("Different values"): st.column_config.NumberColumn(format="localized"),
            _("Mean"): st.column_config.NumberColumn(format="localized"),
        },
        alt=_("All columns with kind, missing share, different values and range"),
    )  # fmt: skip


def _end(column: ColumnProfile, end: str) -> str | None:
    found = None if column.quantiles is None else getattr(column.quantiles, end)
    return significant(found, 6) if isinstance(found, float) else found


def gallery(view: View) -> None:
    """Draw the cards of a page of columns."""
    columns = view.profile.columns
    pages = -(-len(columns) // PER_PAGE)
    with heading(_("Column by column")):
        at = 1
        if pages > 1:
            at = controls.choose(
                st.selectbox, _("Columns"), list(range(1, pages + 1)), key="explore.page",
                default=1, format_func=lambda page: _span(page, len(columns)), width=180,
                label_visibility="collapsed",
            )  # fmt: skip
    with st.grid(3, min_column_width=300):
        for number, profile in enumerate(columns[(at - 1) * PER_PAGE : at * PER_PAGE]):
            with st.container(border=True, height="stretch", gap="small"):
                _card(view, profile, f"explore.gallery.{number}")


def _card(view: View, profile: ColumnProfile, key: str) -> None:
    """Draw one column light: a picture and its facts in few elements, for many on one page."""
    rows = view.profile.rows
    states = " ".join(badge.markdown for badge in explore_column.states(profile, rows))
    st.markdown(f"##### {literal(profile.name, 40)}\n\n{states}", anchors=False)
    drawn = sketch(profile, charts.appearance())
    if drawn is not None:
        st.image(drawn.svg, width="stretch", alt=drawn.alt)
    lead, sentence = map(literal, column_words(profile), (200, 200))
    facts = (explore_column.facts(profile, rows) | explore_column.link(view, profile)).items()
    lines = [f":gray[{title}] {value}" for title, value in facts]
    st.markdown("  \n".join([f"**{lead}** {sentence}", *lines]))
    st.space("stretch")
    st.button(
        _("Open"), key=f"{key}.open", type="tertiary", icon=":material/arrow_forward:",
        icon_position="right", help=f"{_('Open')} {shorten(profile.name, 40)}",
        on_click=_open, args=(profile.name,),
    )  # fmt: skip


@guards.callback
def _open(name: str) -> None:
    """Show the column *name* large, in the overview."""
    for key, value in ((explore_column.CHOSEN, name), (VIEW, "overview")):
        session.put(key, value)
        session.keep(key)


def _span(page: int, total: int) -> str:
    first, last = (page - 1) * PER_PAGE + 1, min(page * PER_PAGE, total)
    return f"{_('Columns')} {first} – {last}"


def _row(profile: ColumnProfile, view: View) -> dict[str, object]:
    return {
        _("Column"): profile.name,
        _("Kind"): [_(profile.kind)],
        _("Shape"): shape(profile),
        _("Missing"): _rounded(profile.missing / view.profile.rows) if view.profile.rows else 0.0,
        _("Different values"): profile.unique,
    }


def _rounded(share: float) -> float:
    """Return a share that shows as whole percent, with one decimal below ten."""
    return round(share, 2 if share >= 0.0995 else 3)


def shape(profile: ColumnProfile) -> list[int] | None:
    """Return the distribution in at most ten bars; None when there is nothing to draw."""
    if profile.histogram is not None:
        counts = profile.histogram.counts
        step = -(-len(counts) // BINS)
        return [sum(counts[start : start + step]) for start in range(0, len(counts), step)]
    if profile.kind == "text":
        return None
    bars = [rows for _value, rows in profile.top[:BINS]]
    return bars if len(bars) > 1 and bars[0] > 1 else None
