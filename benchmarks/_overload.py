"""Ten times what the service can do: how much it still does, and how the rest is turned away."""

from __future__ import annotations

import os
from collections import Counter

from benchmarks import _load

TIMES = 10
TOGETHER = 8
GOODPUT, SHED_MS = 0.9, 20.0


def overload(port: int, requests: list[bytes], seconds: float) -> None:
    """Print the goodput at so many times the peak, and how quickly the rest was refused.

    The peak is what a few clients get that wait for their replies.
    """
    told: Counter[str] = Counter()

    def note(number: int, status: int, head: bytes, body: bytes) -> None:
        if status == 503:
            told["with" if b"\r\nretry-after:" in head.lower() else "without"] += 1

    _load.run(port, requests, TOGETHER, 1.0)
    peaks, under = [], []
    for _ in range(3):
        peaks.append(_load.run(port, requests, TOGETHER, seconds).rate)
        under.append(_load.offer(port, requests, TIMES * peaks[-1], seconds, note=note))
    print(f"\n{TIMES} times the peak, load {os.getloadavg()[0]:.1f}\n")
    print(
        "| peak/s | offered/s | answered/s | of the peak | shed/s | shed p99 ms | of that the "
        "client's own lateness, p99 | others |"
    )
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    for peak, load in zip(peaks, under, strict=True):
        status = load.status
        offered, shed = sum(status.values()) / load.took, status[503] / load.took
        others = sum(status.values()) - status[200] - status[503]
        p99 = load.quantile(0.99, 503) * 1e3
        cells = (f"{peak:.0f}", f"{offered:.0f}", f"{load.rate:.0f}", f"{load.rate / peak:.2f}")
        print(
            f"| {' | '.join(cells)} | {shed:.0f} | {p99:.1f} | {load.late * 1e3:.1f} | {others} |"
        )
    print(f"\nRefused with Retry-After: {told['with']}, without: {told['without']}")
    print(f"Promised: at least {GOODPUT} of the peak, {SHED_MS:.0f} ms, all with Retry-After")
