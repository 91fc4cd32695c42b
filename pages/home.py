"""Home: go on where you were, or start with a sample."""

from __future__ import annotations

import streamlit as st

from pages.ui import guards, home, measuring, samples, session
from pages.ui.head import head
from pages.ui.words import _

with guards.page():
    space = session.workspace()
    head(
        _("Look closely, then decide"),
        _("Bring a table, see what is in it, train a model you can check, and keep watching it."),
    )
    opened = space.open_dataset()
    if opened is None:
        home.first_steps()
    else:
        home.go_on(space, opened)
        measuring.ahead(space, opened)
    st.subheader(_("Start with a sample"), anchor=False)
    samples.all_tiles(space, "home.sample", first=8 if opened is None else 4)
    home.in_service(space)
    home.recent(space)
