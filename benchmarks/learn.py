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

import _project  # noqa: F401
import numpy as np
from _figures import Figure, show

from mlcore.learn.catalog import LESSONS
from mlcore.learn.lesson import Lesson
from mlcore.learn.points import Points
from mlcore.plots.lessons.moving import packed
from mlcore.plots.lessons.table import views

ROUNDS = 5
ROWS = 1000
SLOW = ("neural-network", "convolution", "recurrence")
"""Networks have five seconds, the others one."""
PLAY = """(speed) => new Promise((done) => {
  const player = document.querySelector('.player'), seen = [];
  new MutationObserver(() => seen.push(performance.now()))
    .observe(player, {attributes: true, attributeFilter: ['data-frame']});
  const pace = player.querySelector('select');
  pace.value = speed;
  pace.dispatchEvent(new Event('change'));
  player.querySelector('.play').click();
  setTimeout(() => {
    player.querySelector('.play').click();
    done([seen.length, (seen.at(-1) - seen[0]) / 1000]);
  }, 2500);
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


def browse() -> None:
    """Print the time from choosing a lesson to its first frame, and frames a second."""
    from _browser import browser, load, visitor
    from _server import ROOT, serving

    with (
        tempfile.TemporaryDirectory() as home, browser() as chromium,
        serving(ROOT / "server.py", Path(home)) as address, visitor(chromium) as page,
    ):  # fmt: skip
        load(page, f"{address}/lessons", "Learn")
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
                if not turn:
                    frames, seconds = page.evaluate(PLAY, "30")
                    print(f"{entry.name}: {frames} frames in {seconds:.2f} s")
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
