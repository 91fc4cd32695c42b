"""Samples of seconds, what is promised about them, and the table that shows both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Figure:
    """What was measured (seconds), and the most it may be at the 95th percentile or median."""

    name: str
    seconds: Sequence[float]
    limit: float | None = None
    of: str = "p95"
    note: str = ""

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def p95(self) -> float:
        if len(self.seconds) < 2:
            return self.seconds[0]
        return quantiles(self.seconds, n=20, method="inclusive")[-1]

    @property
    def kept(self) -> bool | None:
        """Whether the promise is kept; None when there is none."""
        if self.limit is None:
            return None
        return (self.p95 if self.of == "p95" else self.median) <= self.limit


def show(title: str, figures: Sequence[Figure]) -> None:
    """Print *figures* as a table."""
    print(f"\n{title}\n")
    print("| what | n | median | p95 | promised | |")
    print("|---|---:|---:|---:|---:|---|")
    for figure in figures:
        promised = "–" if figure.limit is None else f"{figure.of} ≤ {_ms(figure.limit)}"
        verdict = {None: "", True: "kept", False: "**missed**"}[figure.kept]
        cells = (len(figure.seconds), _ms(figure.median), _ms(figure.p95), promised, verdict)
        print(f"| {figure.name} | {' | '.join(map(str, cells))} {figure.note}|")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"
