"""The frame around every page: its table, the mark, the workspace card.

``make run`` starts it inside ``server.py``. ``streamlit run app.py`` starts the pages alone: no
training, no REST, and Streamlit asks about a first deep link; the pages then say what to do.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

import streamlit as st

from pages.ui import frame, session
from pages.ui.table import PAGES, PageEntry

ASSETS = Path(__file__).parent / "assets"


def _page(entry: PageEntry) -> st.Page:
    return st.Page(
        entry.script,
        title=entry.title,
        icon=entry.symbol,
        url_path=entry.url,
        default=entry is PAGES[0],
        help=entry.help,
    )


st.set_page_config(page_title="Loupe", page_icon=ASSETS / "favicon.svg", layout="wide")
shade = st.context.theme.type or "light"
st.logo(ASSETS / f"loupe-{shade}.svg", icon_image=ASSETS / f"mark-{shade}.svg", size="large")
if session.guest():  # by a link for others: one page, and nothing to go to
    shared = st.Page("pages/shared.py", title="Predict", icon=":material/online_prediction:")
    current = st.navigation([shared], position="hidden")
else:
    groups = groupby(PAGES, lambda entry: entry.group)
    current = st.navigation({group: [*map(_page, each)] for group, each in groups}, expanded=True)
    frame.sidebar()
    if Path(sys.argv[0]).name == Path(__file__).name:
        frame.alone()
current.run()
