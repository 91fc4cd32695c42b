"""Learn: seconds of each trajectory on 1,000 points, bytes of its frames, the first frame.

python benchmarks/learn.py             trajectories and weights, beside a fit of scikit-learn
python benchmarks/learn.py browser     the first frame and frames a second too
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import _project  # noqa: F401
import numpy as np
from _figures import Figure, show

from mlcore.learn.catalog import LESSONS
from mlcore.learn.lesson import Lesson
from mlcore.learn.points import Points
from mlcore.plots.lessons.moving import packed
from mlcore.plots.lessons.table import views

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROUNDS = 5
ROWS = 1000
SLOW = ("neural-network", "convolution", "recurrence")
"""Networks have five seconds, the others one."""
PLAYED, PACE = 2000, 30
"""Milliseconds a lesson is played, again from its start when it ends, and frames a second."""
PLAY = """([duration, speed]) => new Promise((done) => {
  const player = document.querySelector('.player'), seen = [];
  const play = player.querySelector('.play'), pace = player.querySelector('select');
  const watch = new MutationObserver(() => seen.push(performance.now()));
  watch.observe(player, {attributes: true, attributeFilter: ['data-frame']});
  pace.value = speed;
  pace.dispatchEvent(new Event('change'));
  const rests = () => play.textContent === 'play_arrow';
  const again = setInterval(() => { if (rests()) { play.click(); } }, 2);
  setTimeout(() => {
    clearInterval(again);
    watch.disconnect();
    if (!rests()) { play.click(); }
    done(1000 * (seen.length - 1) / (seen.at(-1) - seen[0]));
  }, duration);
})"""


def grown(points: Points) -> Points:
    """Return *points* repeated to :data:`ROWS` rows, each moved a little."""
    times = -(-ROWS // points.rows)
    noise = np.random.default_rng(0).normal(0, 0.01, (times * points.rows, points.X.shape[1]))
    y = None if points.y is None else np.tile(points.y, times)[:ROWS]
    return replace(points, X=(np.tile(points.X, (times, 1)) + noise)[:ROWS], y=y)


def trajectories(entry: Lesson) -> Figure:
    """Measure the trajectory of the default choice on 1,000 points."""
    chosen = entry.chosen()
    points, seconds = grown(entry.toy(chosen)), []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        trajectory = entry.trajectory(points, chosen)
        seconds.append(time.perf_counter() - begin)
    limit = 5.0 if entry.name in SLOW else 1.0
    return Figure(entry.name, seconds, limit, "median", f"{len(trajectory.frames)} frames ")


def weights() -> None:
    """Print the bytes of the heaviest preset of each lesson, on its own points."""
    print("\nBytes of all frames, heaviest preset (promised ≤ 2 MB)\n")
    for entry in LESSONS:
        sizes = {}
        for preset in entry.presets:
            chosen = entry.preset(preset.name)
            trajectory = entry.trajectory(entry.toy(chosen), chosen)
            sizes[preset.name] = len(packed(views(entry.name, trajectory)).encode())
        name = max(sizes, key=lambda preset: sizes[preset])
        print(f"| {entry.name} | {name} | {sizes[name] / 1e6:.2f} MB |")


def penguins(home: Path) -> None:
    """Open 344 penguins there, of which a lesson shows 300."""
    from mlcore import settings
    from mlcore.data.read import read
    from mlcore.data.samples import sample
    from mlcore.store.store import Store
    from mlcore.workspace.workspace import enter

    store = Store.open(settings.load({}, home=home))
    name = sample("penguins").title
    data = read("sample:penguins", store.objects, name=name, settings=store.settings)
    enter(store, None).keep_dataset(data)


def play(page: Page, address: str) -> None:
    """Print the frames a second of each lesson, on 300 rows of the open data where it can be."""
    print(f"\nFrames a second, asked for {PACE}\n\n| lesson | on | drawn |\n|---|---|---:|")
    for entry in LESSONS:
        page.goto(f"{address}/lessons?lesson={entry.name}&data=own")
        page.locator(".player[data-ready]").wait_for(state="attached")
        page.wait_for_timeout(1000)
        own = "data=own" in page.url
        rates = sorted(page.evaluate(PLAY, [PLAYED, str(PACE)]) for _ in range(3))
        verdict = "" if rates[1] >= 0.95 * PACE else " **missed**"
        print(f"| {entry.name} | {'300 rows' if own else 'toy data'} | {rates[1]:.1f}{verdict} |")


def browse() -> None:
    """Print frames a second, and the time from choosing a lesson to its first frame."""
    from _browser import browser, load, visitor
    from _server import ROOT, serving

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        penguins(home)
        with (
            browser() as chromium, serving(ROOT / "server.py", home) as address,
            visitor(chromium) as page,
        ):  # fmt: skip
            play(page, address)
            load(page, f"{address}/lessons", "Learn")
            first_frames(page)


def first_frames(page: Page) -> None:
    """Print the time from the click on a lesson to its first frame."""
    opened: dict[str, list[float]] = {entry.name: [] for entry in LESSONS}
    for turn in range(ROUNDS + 1):
        for entry in LESSONS:
            tile = page.locator(f".st-key-learn-open-{entry.name} button").first
            tile.wait_for()
            page.wait_for_timeout(300)
            begin = time.perf_counter()
            tile.click()
            page.locator(".player[data-ready]").wait_for(state="attached")
            opened[entry.name] += [time.perf_counter() - begin] if turn else []
            page.get_by_role("button", name="All lessons").click()
    show("From the click on a lesson to its first frame, app warm",
         [Figure(name, times, 0.5, "median") for name, times in opened.items()])  # fmt: skip


def main() -> None:
    show("Trajectories on 1,000 points", [trajectories(entry) for entry in LESSONS])
    weights()
    if "browser" in sys.argv:
        browse()
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"\nload of the machine: {load}; {ROUNDS} rounds each")


if __name__ == "__main__":
    main()
