"""Where a model is worst: groups of rows that chance does not explain."""

from __future__ import annotations

import streamlit as st

from mlcore.numbers import listed, significant, whole
from mlcore.plots.slices import named, slices_plot
from pages.ui import cache_understand, charts
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _, literal


def slices(picked: Picked) -> None:
    """Draw the worst slices, or say that there is none."""
    run = picked.run
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        with heading(_("Where it is worst")):
            rows = whole(len(run.splits.tested))
            st.caption(f"{_('out-of-fold')}, {rows} {_('rows')}", width="content")
        with st.skeleton(height=260):
            found = cache_understand.slices(run, picked.trial.id)
        loss = _("Probability missed") if run.classes else _("Error")
        plot = slices_plot(found, loss, charts.appearance())
        if found.slices:
            charts.show(plot, "understand.slices")
        else:
            st.markdown(f"**{literal(plot.lead, 200)}** {literal(plot.sentence, 300)}")
    with right:
        with heading(_("How to read it")):
            pass
        st.markdown(
            _("Rows are grouped by every column, and by two at a time. ")
            + _("A group is shown only when its loss is higher than the worst of all groups ")
            + _("would be by chance. What is shown is set aside before the next is looked for.")
        )
        if found.slices:
            st.table(
                {
                    literal(named(part), 60): f"{whole(part.rows)} {_('rows')}, "
                    f"{significant(part.loss)} {_('against')} {significant(part.rest)}"
                    for part in found.slices
                },
                border="horizontal",
                alt=_("The worst slices"),
            )
        inputs = run.problem.inputs
        if 0 < len(found.columns) < len(inputs):
            pairs = listed([literal(name, 24) for name in found.columns], 6)
            st.caption(f"{_('Pairs were looked at among')} {pairs}.")
