"""Pages against bare Streamlit, measured in one run with the same browser on the same machine.

First load, the first page that needs the heavy libraries, changing pages and using a widget with
48,842 rows × 15 columns open, and the same again while eight models train on five folds.

    python benchmarks/page_times.py            everything
    python benchmarks/page_times.py quick      without the training
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import _adult
from _browser import browser, choose, click, load, switch, visitor
from _figures import Figure, show
from _server import ROOT, serving
from playwright.sync_api import Browser, Page

HEAVY = "exploration"
ROUND = ("dataset", "exploration", "recipe", "training")
OPTION = '[data-testid="stMain"] button[role="radio"]'
Use = Callable[[Page, int], float]
WIDGETS: tuple[tuple[str, str, Use], ...] = (
    ("exploration", "another column on Explore", lambda page, _: choose(page, "Column")),
    ("recipe", "another family of steps on Clean",
     lambda page, turn: click(page, OPTION, index=1 + turn % 2)),
    ("training", "another split on Train",
     lambda page, turn: click(page, OPTION, index=4 - turn % 2)),
)  # fmt: skip
TARGET = "income"
STARTS, ROUNDS, READING = 3, 12, 6


def prepare(home: Path) -> None:
    """Put the adult-sized table into the default workspace of *home* and open it."""
    from mlcore import settings
    from mlcore.data.read import read
    from mlcore.store.store import Store
    from mlcore.workspace.workspace import DEFAULT, Workspace, enter

    store = Store.open(settings.load(home=home))
    enter(store, DEFAULT)
    data = read(str(_adult.write(home)), store.objects, settings=store.settings)
    space = Workspace(store)
    space.keep_dataset(data)
    space.set_control(f"train.target.{data.name}", TARGET)


def start_training(home: Path) -> None:
    """Queue eight models on five folds; the server that runs on *home* takes it up."""
    from mlcore import settings
    from mlcore.catalog.models import MODELS
    from mlcore.store.store import Store
    from mlcore.types import Plan
    from mlcore.workspace.workspace import Workspace

    names = tuple(entry.name for entry in MODELS if "binary" in entry.tasks)[:8]
    store = Store.open(settings.load(home=home))
    Workspace(store).train(Plan(target=TARGET, models=names, folds=5), name=None)


def progress(home: Path) -> tuple[str, int, int]:
    """Return state, finished and all units of the newest job."""
    from mlcore import settings
    from mlcore.jobs import queue
    from mlcore.store.store import Store

    job = queue.listing(Store.open(settings.load(home=home)))[0]
    return job.state, job.done, job.total


def first_loads(chromium: Browser, script: Path, home: Path) -> list[float]:
    """Return the seconds of the first visit to a server that has just started, several times."""
    seconds = []
    for _ in range(STARTS):
        with serving(script, home) as address, visitor(chromium) as page:
            seconds.append(load(page, address))
    return seconds


def bare(chromium: Browser, home: Path) -> dict[str, Figure]:
    """Measure Streamlit itself."""
    script = ROOT / "benchmarks" / "_floor.py"
    first = first_loads(chromium, script, home)
    with serving(script, home) as address, visitor(chromium) as page:
        load(page, address)
        reruns = [click(page, '[data-testid="stCheckbox"] label') for _ in range(ROUNDS * 2)]
        switch(page, "frame", "Frame")
        trivial, frame = [], []
        for _ in range(ROUNDS):
            trivial.append(switch(page, "trivial", "Trivial"))
            frame.append(switch(page, "frame", "Frame"))
    return {
        "first": Figure("bare: first load", first),
        "rerun": Figure("bare: a widget", reruns),
        "switch": Figure("bare: to a trivial page", trivial),
        "frame": Figure("bare: to a page that ships the whole table", frame),
    }


def switches(page: Page, rounds: int) -> list[float]:
    """Go round the pages by the sidebar; return the seconds of each change."""
    return [switch(page, path) for _ in range(rounds) for path in ROUND]


def widgets(page: Page, rounds: int) -> dict[str, list[float]]:
    """Use a widget of each loaded page; return what it was and the seconds of each rerun."""
    seconds = {}
    for path, what, use in WIDGETS:
        switch(page, path)
        seconds[what] = [use(page, turn) for turn in range(rounds)]
    return seconds


def loupe(chromium: Browser, home: Path, floor: dict[str, Figure]) -> list[Figure]:
    """Measure Loupe with the table open."""
    script = ROOT / "server.py"
    first = first_loads(chromium, script, home)
    heavy = []
    for _ in range(STARTS):
        with serving(script, home) as address, visitor(chromium) as page:
            load(page, address)
            time.sleep(READING)
            heavy.append(switch(page, HEAVY))
    with serving(script, home) as address, visitor(chromium) as page:
        load(page, address)
        switches(page, 1)
        changes, uses = switches(page, ROUNDS), widgets(page, ROUNDS)
    limit = floor["first"].median * 1.2
    return [
        Figure("Loupe: first load", first, limit, "median"),
        Figure(f"Loupe: first heavy page, {READING} s later", heavy, 0.5, "median"),
        Figure("Loupe: to another page, 48,842 rows open", changes, 0.25),
        *(Figure(f"Loupe: {what}", times, floor["rerun"].p95 * 2) for what, times in uses.items()),
    ]


def training(chromium: Browser, home: Path) -> list[Figure]:
    """Measure Loupe while a job has the processor."""
    changes: list[float] = []
    uses: list[float] = []
    with serving(ROOT / "server.py", home) as address, visitor(chromium) as page:
        load(page, address)
        switches(page, 1)
        start_training(home)
        while progress(home)[0] == "queued":
            time.sleep(0.2)
        begin = time.monotonic()
        while progress(home)[0] == "running" and len(uses) < 4 * ROUNDS:
            changes += switches(page, 1)
            uses += [second for seconds in widgets(page, 2).values() for second in seconds]
        state, done, total = progress(home)
        print(f"job: {state}, {done} of {total} units after {time.monotonic() - begin:.0f} s")
    return [
        Figure("while training: to another page", changes, 0.3),
        Figure("while training: a widget of a loaded page", uses, 0.3),
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        home = Path(folder)
        prepare(home)
        floor = bare(chromium, home)
        figures = [*floor.values(), *loupe(chromium, home, floor)]
        if "quick" not in sys.argv:
            figures += training(chromium, home)
    show("Pages, from click to rest", figures)


if __name__ == "__main__":
    main()
