"""What stands in for the server while its database is damaged: one page that makes it anew.

``server.py`` starts it by itself; nothing is written before somebody presses the button.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from mlcore import settings as all_settings
from mlcore.serving.door import Door
from mlcore.serving.hosts import Hosts

SETTINGS = all_settings.load()
PAGE = Path(__file__).parent / "pages" / "ui" / "repairing.py"

app = st.App(
    str(PAGE),
    middleware=[Middleware(Door, home=SETTINGS.home, hosts=Hosts(SETTINGS.hosts))],
)
