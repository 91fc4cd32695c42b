"""Versions change places under load: does a request fail, and is each answer its version's own?"""

from __future__ import annotations

import json
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks import _load

TOGETHER = 16
TOLERANCE = 1e-12


class Checked:
    """Replies beside what the version that they name says itself.

    Parameters
    ----------
    expected : dict
        Version to its answers, one for each request.
    """

    def __init__(self, expected: dict[int, Sequence[float]]) -> None:
        self._expected = expected
        self.versions: Counter[int] = Counter()
        self.wrong = self.failed = 0
        self.apart = 0.0

    def __call__(self, number: int, status: int, head: bytes, body: bytes) -> None:
        """Look at one reply."""
        if status != 200:
            self.failed += 1
            return
        reply = json.loads(body)
        version, value = reply["version"], reply["predictions"][0]["value"]
        right = self._expected[version][number]
        apart = abs(value - right) / max(1.0, abs(right))
        self.apart = max(self.apart, apart)
        self.versions[version] += 1
        self.wrong += apart > TOLERANCE or reply["degraded"]


def swaps(
    port: int,
    requests: list[bytes],
    checked: Checked,
    promote: Callable[[int], Any],
    wanted: tuple[int, int],
) -> None:
    """Change the champion so often while so many requests are answered, and print what came of it.

    Parameters
    ----------
    port, requests
        Of the service; single rows, answered by its champion.
    checked : Checked
        Knows the answers of versions 1 and 2.
    promote : callable
        Makes a version the champion, in this process: the service learns it from the database.
    wanted : tuple of int
        Swaps, and requests that have to be answered meanwhile.
    """
    over = threading.Event()
    done: list[float] = []
    every = [0.0]

    def swap() -> None:
        while not over.is_set():
            start = time.perf_counter()
            promote(2 - len(done) % 2)
            done.append(time.perf_counter() - start)
            over.wait(every[0])

    total, took = 0, 0.0
    _load.run(port, requests, TOGETHER, 2.0)  # loads the version, which says nothing of the pace
    probe = _load.run(port, requests, TOGETHER, 2.0)
    every[0] = max(0.01, 0.6 * wanted[1] / max(probe.rate, 1.0) / wanted[0])
    swapper = threading.Thread(target=swap)
    swapper.start()
    while total < wanted[1] or len(done) < wanted[0]:
        load = _load.run(port, requests, TOGETHER, 5.0, checked)
        total, took = total + sum(load.status.values()), took + load.took
    over.set()
    swapper.join()
    print(f"\n{len(done)} swaps in {took:.0f} s, load {os.getloadavg()[0]:.1f}\n")
    print("| requests | failed | wrong | by version | farthest from the version's own answer |")
    print("|---:|---:|---:|---|---:|")
    shares = ", ".join(f"v{version}: {n:,}" for version, n in sorted(checked.versions.items()))
    print(f"| {total:,} | {checked.failed} | {checked.wrong} | {shares} | {checked.apart:.1e} |")
