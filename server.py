"""One process for a small installation: the pages and, under /api, the prediction service.

Start it with ``make run``, or ``streamlit run server.py``.
"""

from __future__ import annotations

import gc
import inspect
import os
import sys

for _pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_pool, "1")  # before numpy: more threads collapse under load

from asyncio import create_task, sleep
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from streamlit.file_util import get_static_dir
from streamlit.runtime.pages_manager import PagesManager

from mlcore import settings as all_settings
from mlcore.data.runner import RUNNER
from mlcore.errors import LoupeError
from mlcore.jobs.link import PRELOAD
from mlcore.jobs.supervisor import Supervisor
from mlcore.monitoring.check import schedules
from mlcore.serving import lifecycle, links, logs, oidc, wider
from mlcore.serving.app import create_app
from mlcore.serving.asgi import SWITCH_SECONDS
from mlcore.serving.door import Door
from mlcore.serving.hosts import Hosts
from mlcore.serving.shelf import Shelf
from mlcore.store.store import Store
from mlcore.workspace.workspace import DEFAULT
from pages.ui.ahead import LESSONS
from pages.ui.table import PAGES

PagesManager.uses_pages_directory = False
# pages/ belongs to st.navigation: so even the first visitor's deep link finds its page at once
WARM = (
    *sorted(f"pages.ui.{path.stem}" for path in Path(__file__).parent.glob("pages/ui/*.py")),
    "PIL.ImageFile", "streamlit.dataframe.lazy_df_adapters", "streamlit.material_icon_names",
    "streamlit.web.skills",  # what Streamlit itself imports during the first run
)  # fmt: skip
GUESSED = {entry.name: entry.url for entry in PAGES[1:]} | {PAGES[0].name: "", PAGES[0].url: ""}
TIDY = 20.0
"""Seconds."""
SETTINGS = all_settings.load()
try:
    STORE = Store.open(SETTINGS)
except LoupeError as error:
    if error.code == "database_damaged":
        words = [word.replace("server.py", "repair.py") for word in sys.orig_argv[1:]]
        os.closerange(3, 4_096)  # the port among them: the one page that can be offered takes it
        os.execv(sys.executable, [sys.executable, *words])
    raise SystemExit(f"error: {error}") from None
try:
    logs.begin(SETTINGS.log_level)
    REST = create_app(STORE, SETTINGS)
except LoupeError as error:
    raise SystemExit(f"error: {error}") from None


def warm() -> None:
    """Do once what the first page would otherwise wait for."""
    RUNNER.warm()
    for name in WARM:
        import_module(name)
    inspect.getmodule(inspect.currentframe())  # the first call resolves every module's path
    from mlcore.data.read import read
    from mlcore.plots.column import column_plot
    from mlcore.plots.target import target_plot
    from mlcore.profiling.profile import profile
    from mlcore.profiling.target import against_target
    from mlcore.store.objects import Objects
    from mlcore.workspace.workspace import Workspace
    from pages.ui import ahead, measuring
    from pages.ui.status import steps

    measuring.allow()
    ahead.scripts()
    space = Workspace(STORE)
    steps(space)  # the queries of every page, compiled once
    space.controls()
    with suppress(LoupeError):  # nobody was here yet
        _ = space.used
    with TemporaryDirectory() as folder:  # a first profile and a first chart, of a sample
        data = read("sample:penguins", Objects(Path(folder)), settings=SETTINGS)
        for column in profile(data, "species").columns[1:3]:
            column_plot(column).figure.to_json()
            target_plot(column, against_target(data, column.name, "species")).figure.to_json()
    gc.freeze()  # modules that stay are not looked at again
    gc.set_threshold(10_000, 20, 50)  # seldom within a run of a page: see tidy()


async def tidy() -> None:
    """Look for garbage now and then, not after every run of a page, which would wait for it."""
    seen = 0
    while True:
        await sleep(TIDY)
        young = gc.get_stats()[0]["collections"]
        if young != seen:  # something was done since
            gc.collect()
            seen = gc.get_stats()[0]["collections"]


def welcome() -> None:
    """Print a ready request at the first start: the only time its token is shown."""
    address = f"http://localhost:{st.get_option('server.port')}/api"
    request = lifecycle.first_token(STORE, DEFAULT, address)
    if request:
        print(f"\n  REST, with a token that is shown only now:\n  {request}\n", flush=True)


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Start what outlives a page (jobs, models in service) and end it with the server."""
    refuse()
    sys.setswitchinterval(SWITCH_SECONDS)  # pages are made beside the loop that sends them
    supervisor = Supervisor(
        SETTINGS,
        preload=(*PRELOAD, "mlcore.workspace.tasks", "mlcore.workspace.streams"),
        schedules=schedules(SETTINGS),
    )
    supervisor.start()
    lifecycle.start(SETTINGS)
    await to_thread.run_sync(warm)  # before the first visitor, not during their first page
    welcome()
    tidying = create_task(tidy())
    try:
        yield
    finally:
        tidying.cancel()
        lifecycle.stop()
        REST.state.watching.close()
        supervisor.close()


def lesson_ahead(request: Request) -> Response:
    """Answer with the first frame of a lesson, which its list has drawn before it is chosen."""
    from pages.ui.cache_learn import first

    shade = request.query_params.get("shade")
    try:
        body = first(request.path_params["name"], shade if shade in ("light", "dark") else None)
    except KeyError:
        return Response(status_code=404)
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-cache"})


def to_page(request: Request) -> RedirectResponse:
    """Lead an address that people guess, a page's name, to the page's own."""
    url = GUESSED[request.url.path.strip("/")]
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{url}{query}")


def door() -> Middleware:
    """Return what stands before the pages: a sign-in where one is set up, links for others."""
    hosts = Hosts(SETTINGS.hosts)
    try:
        client = oidc.client_of(SETTINGS)
    except LoupeError as error:
        raise SystemExit(f"error: {error}") from None
    return Middleware(
        Door,
        home=SETTINGS.home,
        hosts=hosts,
        guests=lambda token: links.check(STORE, token) is not None,
        provider=None if client is None else oidc.Provider(client, hosts),
    )


def shelf() -> Middleware:
    """Return what answers for Streamlit's own scripts, styles and fonts: behind the door."""
    folder = Path(get_static_dir()) / "static"
    return Middleware(Shelf, folder=folder, prefix="/static/")


def refuse() -> None:
    """End the process rather than offer the pages to others without protection."""
    secret = bool(st.get_option("server.sslCertFile")) or SETTINGS.behind_proxy == 1
    try:
        wider.refuse_pages(SETTINGS, st.get_option("server.address") or "", secret)
    except LoupeError as error:
        raise SystemExit(f"error: {error}") from None


app = st.App(
    str(Path(__file__).parent / "app.py"),
    lifespan=lifespan,
    middleware=[door(), shelf()],
    routes=[
        Mount("/api", app=REST),
        Route(f"/{LESSONS}{{name}}", lesson_ahead),
        *(Route(f"/{name}", to_page) for name in GUESSED),
    ],
)
