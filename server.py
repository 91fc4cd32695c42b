"""One process for a small installation: the pages and, under /api, the prediction service.

Start it with ``make run``, or ``streamlit run server.py``.
"""

from __future__ import annotations

import os

for _pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_pool, "1")  # before numpy: more threads collapse under load

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.routing import Mount
from streamlit.runtime.pages_manager import PagesManager

from mlcore import settings as all_settings
from mlcore.jobs.link import PRELOAD
from mlcore.jobs.supervisor import Supervisor
from mlcore.serving import lifecycle
from mlcore.serving.app import create_app
from mlcore.store.store import Store
from mlcore.workspace.workspace import DEFAULT

PagesManager.uses_pages_directory = False
# pages/ belongs to st.navigation: so even the first visitor's deep link finds its page at once
WARM = ("pandas", "plotly.graph_objects", "mlcore.workspace.workspace", "mlcore.plots.theme")
SETTINGS = all_settings.load()
STORE = Store.open(SETTINGS)


def warm() -> None:
    """Import what the first page would otherwise wait for."""
    for name in WARM:
        import_module(name)


def welcome() -> None:
    """Print a ready request at the first start: the only time its token is shown."""
    address = f"http://localhost:{st.get_option('server.port')}/api"
    request = lifecycle.first_token(STORE, DEFAULT, address)
    if request:
        print(f"\n  REST, with a token that is shown only now:\n  {request}\n", flush=True)


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Start what outlives a page (jobs, models in service) and end it with the server."""
    threading.Thread(target=warm, name="warm imports", daemon=True).start()
    supervisor = Supervisor(SETTINGS, preload=(*PRELOAD, "mlcore.workspace.tasks"))
    supervisor.start()
    lifecycle.start(SETTINGS)
    welcome()
    try:
        yield
    finally:
        lifecycle.stop()
        supervisor.close()


app = st.App(
    str(Path(__file__).parent / "app.py"),
    lifespan=lifespan,
    routes=[Mount("/api", app=create_app(STORE, SETTINGS))],
)
