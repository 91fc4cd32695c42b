"""Pages against bare Streamlit, measured in one run with the same browser on the same machine.

First load, the first page that needs the heavy libraries, changing pages and using a widget with
48,842 rows × 15 columns open, and the same again while eight models train on five folds.

    python benchmarks/page_times.py            everything
    python benchmarks/page_times.py quick      without the training
    python benchmarks/page_times.py training   one part: starts, warm or training
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import _adult
from _browser import browser, choose, click, load, switch, visitor
from _figures import Figure, show
from _project import ROOT
from _server import serving
from playwright.sync_api import Browser, Page

FLOOR, SERVER = ROOT / "benchmarks" / "_floor.py", ROOT / "server.py"
BARE = {
    "trivial": "a trivial page",
    "frame": "a page that ships the whole table",
    "alike": "a page with as many elements as Explore",
}
HEAVY = "exploration"
ROUND = ("dataset", "exploration", "recipe", "training")
OPTION = '[data-testid="stMain"] button[role="radio"]'
Use = Callable[[Page, int], float]
WIDGETS: tuple[tuple[str, str, Use], ...] = (
    ("exploration", "another column on Explore", lambda page, turn: choose(page, "Column", turn)),
    ("recipe", "another family of steps on Clean",
     lambda page, turn: click(page, OPTION, index=1 + turn % 2)),
    ("training", "another split on Train",
     lambda page, turn: click(page, OPTION, index=4 - turn % 2)),
)  # fmt: skip
TARGET = "income"
PROMISED_OF_FRAME = 0.250 / 0.232  # where the promise was made, a bare page with the table took 232
STARTS, ROUNDS, READING = 5, 12, 6


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


def switches(page: Page, rounds: int) -> dict[str, list[float]]:
    """Go round the pages by the sidebar; return the seconds of each change, by page."""
    seconds: dict[str, list[float]] = {path: [] for path in ROUND}
    for _ in range(rounds):
        for path in ROUND:
            seconds[path].append(switch(page, path))
    return seconds


def together(seconds: dict[str, list[float]]) -> list[float]:
    """Return the changes to all pages as one sample."""
    return [second for times in seconds.values() for second in times]


def use(page: Page, path: str, widget: Use, rounds: int) -> list[float]:
    """Use a widget of a loaded page; return the seconds of each rerun."""
    switch(page, path)
    return [widget(page, turn) for turn in range(rounds)]


def toggle(page: Page, turn: int) -> float:
    """Use the only widget of a bare page."""
    return click(page, '[data-testid="stCheckbox"] label')


def starts(chromium: Browser, home: Path) -> list[Figure]:
    """Measure first visits to servers that have just started, bare and Loupe in turn."""
    seconds: dict[Path, list[float]] = {FLOOR: [], SERVER: []}
    heavy = []
    for _ in range(STARTS):
        for script, times in seconds.items():
            with serving(script, home) as address, visitor(chromium) as page:
                times.append(load(page, address))
                if script == SERVER:
                    time.sleep(READING)
                    heavy.append(switch(page, HEAVY))
    bare = Figure("bare: first load", seconds[FLOOR])
    return [
        bare,
        Figure("Loupe: first load", seconds[SERVER], bare.median * 1.2, "median"),
        Figure(f"Loupe: first heavy page, {READING} s later", heavy, 0.5, "median"),
    ]


def warm(chromium: Browser, home: Path) -> list[Figure]:
    """Measure pages that were seen before, with the table open; bare and Loupe in turn."""
    floor: dict[str, list[float]] = {path: [] for path in BARE}
    changes: dict[str, list[float]] = {path: [] for path in ROUND}
    with (
        serving(FLOOR, home) as bare_address, serving(SERVER, home) as address,
        visitor(chromium) as bare, visitor(chromium) as page,
    ):  # fmt: skip
        load(bare, bare_address)
        load(page, address)
        switches(page, 1)
        for turn in range(ROUNDS + 1):
            for path in BARE:
                seconds = switch(bare, path, path.capitalize())
                floor[path] += [seconds] if turn else []  # the first time is no warm page
            for path in ROUND:
                changes[path].append(switch(page, path))
        reruns, uses = [], {}
        for path, what, widget in WIDGETS:
            reruns += use(bare, "trivial", toggle, ROUNDS)
            uses[what] = use(page, path, widget, ROUNDS)
    rerun = Figure("bare: a widget", reruns)
    bare_pages = {path: Figure(f"bare: to {what}", floor[path]) for path, what in BARE.items()}
    to_any = Figure("Loupe: to another page, 48,842 rows open", together(changes), 0.25)
    ratio = to_any.p95 / bare_pages["frame"].p95
    told = f"{ratio:.2f} of the bare page with the table; promised {PROMISED_OF_FRAME:.2f}"
    return [
        *bare_pages.values(),
        replace(to_any, note=told),
        *(Figure(f"of these: to {path}", times) for path, times in changes.items()),
        rerun,
        *(Figure(f"Loupe: {what}", times, rerun.p95 * 2) for what, times in uses.items()),
    ]


def training(chromium: Browser, home: Path) -> list[Figure]:
    """Measure Loupe while a job has the processor."""
    changes: list[float] = []
    uses: list[float] = []
    with serving(SERVER, home) as address, visitor(chromium) as page:
        load(page, address)
        switches(page, 1)
        start_training(home)
        while progress(home)[0] == "queued":
            time.sleep(0.2)
        begin = time.monotonic()
        while progress(home)[0] == "running" and len(uses) < 4 * ROUNDS:
            changes += together(switches(page, 1))
            for path, _, widget in WIDGETS[:2]:  # Train shows the run in place of its form
                uses += use(page, path, widget, 2)
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
        parts = (starts, warm) if "quick" in sys.argv else (starts, warm, training)
        asked = [part for part in parts if part.__name__ in sys.argv]
        for part in asked or parts:
            show("Pages, from click to rest", part(chromium, home))
    print("\nload of the machine: " + ", ".join(f"{load:.1f}" for load in os.getloadavg()))


if __name__ == "__main__":
    main()
