"""Two runs side by side: what was changed, and what it did."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mlcore.plots.runs import runs_plot
from mlcore.training.comparison import Change, Comparison
from mlcore.training.run import Run
from mlcore.training.runs import RunEntry
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import cache_train, charts, controls
from pages.ui.status import runs_of
from pages.ui.words import _, literal, moment, shorten

PARTS = {"data": _("Data"), "recipe": _("Recipe"), "plan": _("Plan")}


def against(space: Workspace, opened: Opened | None, picked: RunEntry, run: Run) -> None:
    """Draw the choice of an earlier run and what differs from it."""
    others = {one.id: one for one in runs_of(space, opened) if one.id != picked.id}
    if not others:
        st.caption(_("There is no other run on this data set yet."))
        return
    asked = controls.choose(
        st.selectbox, _("Compare with"), list(others), key=f"train.against.{picked.id}",
        default=next(iter(others)), format_func=lambda one: _run_words(others[one]), width=330,
    )  # fmt: skip
    other = cache_train.run(space, asked)
    if other is None or not other.finished:
        st.caption(_("That run has no finished model, or its data is gone."))
        return
    earlier, later = sorted((others[asked], picked), key=lambda one: one.number)
    first, second = (other, run) if earlier.id == asked else (run, other)
    found = cache_train.comparison(first, second, len(first.finished), len(second.finished))
    if found is None:
        st.caption(_("The runs predict different things: they cannot be compared."))
        return
    _changes(found, earlier, later)
    _models(found)


def _run_words(run: RunEntry) -> str:
    return f"{_('Run')} {run.number} · {shorten(run.plan.target, 24)} · {moment(run.created)}"


def _changes(found: Comparison, earlier: RunEntry, later: RunEntry) -> None:
    names = (f"{_('Run')} {earlier.number}", f"{_('Run')} {later.number}")
    if not found.changes:
        st.markdown(f"**{_('Nothing was changed')}** ({' → '.join(names)}).")
        return
    rows = [
        (f"{PARTS[c.part]}: {_what(c)}", shorten(c.before, 90) or "–", shorten(c.after, 90) or "–")
        for c in found.changes
    ]
    table = pd.DataFrame(rows, columns=[_("What was changed"), *names])
    st.dataframe(table, hide_index=True, alt=_("What was changed from one run to the other"))


def _what(change: Change) -> str:
    return change.what.replace("_", " ")


def _models(found: Comparison) -> None:
    if not found.models:
        st.caption(_("No model finished in both runs."))
        return
    charts.show(runs_plot(found, charts.appearance()), "train.against")
    lost, new = (literal(", ".join(titles), 200) for titles in found.only)
    if lost or new:
        told = [
            f"{_('only before')}: {lost}" if lost else "",
            f"{_('only after')}: {new}" if new else "",
        ]
        st.caption(" · ".join(filter(None, told)))
