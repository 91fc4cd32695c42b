"""The profile as a file: one HTML document that stands alone."""

from __future__ import annotations

import streamlit as st

from mlcore.plots.report import profile_report
from pages.ui import cache_explore
from pages.ui.explore_facts import View
from pages.ui.words import _


def download(view: View) -> None:
    """Offer the report; it is made when it is asked for."""
    opened = view.opened
    st.download_button(
        _("Report as one HTML file"),
        data=lambda: profile_report(
            opened.name, view.profile, cache_explore.associations(opened.data)
        ),
        file_name=f"{opened.name} v{opened.version}.html",
        mime="text/html",
        icon=":material/download:",
        type="tertiary",
        key="explore.report",
        on_click="ignore",
    )
