"""The leaderboard's spread: one small SVG per row, all on one scale."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from mlcore.plots.palette import palette

WIDTH, HEIGHT, EDGE = 240, 36, 8
LEAST_SPAN = 1e-300
"""Dividing by less than this goes wrong where a library has switched subnormal numbers off."""


@dataclass(frozen=True)
class FoldScores:
    """One row: the scores of its folds as people see them, and whether it ties for first."""

    scores: tuple[float, ...]
    tied: bool = False


def spreads(
    rows: Sequence[FoldScores],
    zone: tuple[float, float] | None = None,
    baseline: float | None = None,
    theme: str | None = None,
) -> list[str | None]:
    """Return an SVG data URI for each row; None for a row without scores.

    Parameters
    ----------
    rows : sequence of FoldScores
        Dots are folds, the upright bar is their mean.
    zone : (float, float) or None
        The tie zone, shaded on every row.
    baseline : float or None
        The baseline's mean, dashed on every row.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    marks = [score for row in rows for score in row.scores]
    marks += [baseline] if baseline is not None else []
    if not marks:
        return [None] * len(rows)
    low, high = min(marks), max(marks)
    span = max(high - low, LEAST_SPAN)

    def place(value: float) -> float:
        share = (min(max(value, low), high) - low) / span
        return round(EDGE + share * (WIDTH - 2 * EDGE), 1)

    return [_uri(_row(row, place, zone, baseline, theme)) if row.scores else None for row in rows]


def _row(
    row: FoldScores,
    place: object,
    zone: tuple[float, float] | None,
    baseline: float | None,
    theme: str | None,
) -> str:
    assert callable(place)
    ink = palette(theme)
    colour = ink.first if row.tied else ink.muted
    middle, parts = HEIGHT / 2, []
    if zone is not None:
        left, right = sorted((place(zone[0]), place(zone[1])))
        parts.append(
            f'<rect x="{left}" y="0" width="{max(right - left, 1.5):.1f}" height="{HEIGHT}" '
            f'fill="{ink.first}" opacity=".12"/>'
        )
    if baseline is not None:
        x = place(baseline)
        parts.append(
            f'<path d="M{x} 0V{HEIGHT}" stroke="{ink.muted}" stroke-width="1.5" '
            'stroke-dasharray="4 3"/>'
        )
    spots = sorted(place(score) for score in row.scores)
    parts.append(
        f'<path d="M{spots[0]} {middle}H{spots[-1]}" stroke="{colour}" stroke-width="1.5" '
        'opacity=".6"/>'
    )
    parts += [f'<circle cx="{x}" cy="{middle}" r="3" fill="{colour}" opacity=".7"/>' for x in spots]
    mean = place(sum(row.scores) / len(row.scores))
    parts.append(f'<rect x="{mean - 1.5}" y="{middle - 8}" width="3" height="16" fill="{colour}"/>')
    return "".join(parts)


def _uri(body: str) -> str:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{body}</svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
