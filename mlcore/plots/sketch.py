"""One column drawn small and light: a picture of a few bars, where many stand side by side."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from mlcore.numbers import significant, whole
from mlcore.plots.column import column_words
from mlcore.plots.palette import Palette, palette
from mlcore.plots.theme import plain
from mlcore.profiling.column import ColumnProfile, Edge, Histogram

WIDTH, HEIGHT = 320, 132
MOST_BARS = 5
_BASE, _ROW = 112, 26
_FONT = 'font-family="system-ui, sans-serif" font-size="12"'


@dataclass(frozen=True)
class Sketch:
    """A small picture.

    Parameters
    ----------
    svg : str
        The picture, 320 wide and at most 132 high, which runs no code.
    alt : str
        What it shows, in words.
    """

    svg: str
    alt: str


def sketch(profile: ColumnProfile, theme: str | None = None) -> Sketch | None:
    """Return the distribution of one column as a small picture; None where there is none.

    Parameters
    ----------
    profile : ColumnProfile
        What is known about it; nothing else is looked at.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    ink = palette(theme)
    if profile.histogram is not None:
        found = profile.quantiles
        ends = profile.histogram.edges if found is None else (found.low, found.high)
        parts, high = _bins(profile.histogram, (ends[0], ends[-1]), ink), HEIGHT
    elif profile.kind == "text" or not profile.top:
        return None
    else:
        top = profile.top[:MOST_BARS]
        parts, high = _bars(top, ink), len(top) * _ROW
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high}">'
    return Sketch(f"{head}{''.join(parts)}</svg>", " ".join(column_words(profile)).strip())


def _bins(histogram: Histogram, ends: tuple[Edge, Edge], ink: Palette) -> list[str]:
    counts, most = histogram.counts, max(histogram.counts, default=0) or 1
    wide = WIDTH / max(len(counts), 1)
    bars = [
        _rect(at * wide + 0.04 * wide, _BASE - (_BASE - 4) * rows / most,
              0.92 * wide, (_BASE - 4) * rows / most, ink.first)
        for at, rows in enumerate(counts) if rows
    ]  # fmt: skip
    words = [_text(x, HEIGHT - 4, _end(edge), ink.muted, anchor) for x, edge, anchor in
             zip((0, WIDTH), ends, ("start", "end"), strict=True)]  # fmt: skip
    return [*bars, _rect(0, _BASE, WIDTH, 1, ink.border), *words]


def _bars(top: tuple[tuple[str, int], ...], ink: Palette) -> list[str]:
    most = max(rows for _value, rows in top)
    parts = []
    for at, (value, rows) in enumerate(top):
        y = at * _ROW
        parts += [
            _text(0, y + 16, plain(value, 15), ink.text),
            _rect(112, y + 4, max(140 * rows / most, 1), _ROW - 10, ink.first),
            _text(WIDTH, y + 16, whole(rows), ink.muted, "end"),
        ]
    return parts


def _end(edge: Edge) -> str:
    return edge.replace("T", " ")[:10] if isinstance(edge, str) else significant(edge)


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'
    )


def _text(x: float, y: float, words: str, colour: str, anchor: str = "start") -> str:
    place = f'x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}"'
    return f"<text {place} {_FONT}>{escape(words)}</text>"
