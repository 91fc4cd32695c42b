"""The frame around every page: its table, the mark, the workspace card.

``make run`` starts it inside ``server.py``. ``streamlit run app.py`` starts the pages alone: no
training, no REST, and Streamlit asks about a first deep link; the pages then say what to do.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

import streamlit as st

from pages.ui import frame
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
current = st.navigation(
    {group: [_page(e) for e in entries] for group, entries in groupby(PAGES, lambda e: e.group)},
    expanded=True,
)
frame.sidebar()
if Path(sys.argv[0]).name == Path(__file__).name:
    frame.alone()
current.run()
