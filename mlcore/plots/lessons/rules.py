"""Association rules drawn: the lattice, the supports, and the rules by confidence and lift."""

from __future__ import annotations

from itertools import combinations
from string import ascii_uppercase
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import count
from mlcore.language import translate as _
from mlcore.learn.lessons.rules import Shopping, words
from mlcore.learn.rules import Fate, Frame, Itemset
from mlcore.numbers import percent, significant, whole
from mlcore.plots.lessons.moving import Moving
from mlcore.plots.palette import Palette, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

FATES: tuple[tuple[Fate, str, str], ...] = (
    ("frequent", _("frequent"), "circle"),
    ("rare", _("rare"), "circle-open"),
    ("pruned", _("ruled out uncounted"), "x-thin"),
    ("candidate", _("candidate"), "diamond-open"),
)
SYMBOLS = {fate: symbol for fate, _name, symbol in FATES}
FEW = 5
"""Up to so many items have room for their whole names side by side."""
LABELLED = 10
"""So many itemsets side by side can carry their letters."""


def views(shopping: Shopping, theme: str | None = None) -> tuple[Moving, ...]:
    """Return the three views of a search."""
    ink, table = palette(theme), _table(shopping)
    return (
        _lattice(shopping, ink, theme, table),
        _supports(shopping, ink, theme, table),
        _rules(shopping, ink, theme, table),
    )


def letters(itemset: Itemset) -> str:
    """Return *itemset* in letters: the first item is A."""
    return "".join(ascii_uppercase[item] for item in itemset)


def _colours(ink: Palette) -> dict[Fate, str]:
    return {
        "frequent": ink.first, "rare": ink.second, "pruned": ink.second, "candidate": ink.text,
    }  # fmt: skip


def _itemsets(items: int) -> list[Itemset]:
    return [itemset for size in range(1, items + 1) for itemset in combinations(range(items), size)]


# ---------------------------------------------------------------------- the lattice


def _lattice(shopping: Shopping, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    items = len(shopping.search.baskets.items)
    places = _places(items)
    frames = [{1: _nodes(frame, list(places), ink)} for frame in shopping.frames]
    x, y = (list(axis) for axis in zip(*places.values(), strict=True)) if places else ([], [])
    marks = go.Scatter(
        x=x, y=y, mode="markers+text", text=_names(shopping, places),
        hovertext=_hover(shopping, places),
        textposition=_sides(places), textfont={"size": 11, "color": ink.muted},
        hovertemplate="%{hovertext}<extra></extra>", showlegend=False, cliponaxis=False,
        **frames[0][1],
    )  # fmt: skip
    figure = go.Figure([_edges(places, ink), marks, *_legend(ink)])
    style(
        figure, theme, height=340, values="none",
        own={
            "showlegend": True,
            "xaxis": {"visible": False, "range": [-0.62, 0.62]},
            "yaxis": {"visible": False, "range": [-items - 0.5, -0.4]},
        },
    )  # fmt: skip
    plot = Plot(figure, *_lattice_words(shopping), table)
    return Moving(_("The lattice of itemsets"), plot, frames)


def _places(items: int) -> dict[Itemset, tuple[float, float]]:
    """Return where each itemset stands: its level down, spread over the width."""
    found = {}
    for size in range(1, items + 1):
        level = list(combinations(range(items), size))
        for at, itemset in enumerate(level):
            found[itemset] = ((at + 0.5) / len(level) - 0.5, -float(size))
    return found


def _edges(places: dict[Itemset, tuple[float, float]], ink: Palette) -> go.Scatter:
    x: list[float | None] = []
    y: list[float | None] = []
    for itemset, (right, low) in places.items():
        for part in combinations(itemset, len(itemset) - 1):
            if part:
                x += [places[part][0], right, None]
                y += [places[part][1], low, None]
    line = {"color": ink.border, "width": 1}
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def _nodes(frame: Frame, itemsets: list[Itemset], ink: Palette) -> dict[str, Any]:
    fates, colours = {node.itemset: node.fate for node in frame.nodes}, _colours(ink)
    met = [fates.get(itemset) for itemset in itemsets]
    shades = [colours[fate] if fate else ink.border for fate in met]
    return {
        "marker": {
            "symbol": [SYMBOLS[fate] if fate else "circle" for fate in met],
            "color": shades,
            "size": [
                (15 if itemset in frame.fresh else 10) if fate else 5
                for itemset, fate in zip(itemsets, met, strict=True)
            ],
            "line": {"width": 2, "color": shades},
            "opacity": 1,
        }
    }


def _sides(places: dict[Itemset, tuple[float, float]]) -> list[str]:
    """Return where the words of each itemset stand: of many items every other one above."""
    items = sum(len(itemset) == 1 for itemset in places)
    return [
        "top center" if len(itemset) == 1 and items > FEW and at % 2 else "bottom center"
        for at, itemset in enumerate(places)
    ]


def _names(shopping: Shopping, places: dict[Itemset, tuple[float, float]]) -> list[str]:
    levels = [len(itemset) for itemset in places]
    items = shopping.search.baskets.items
    return [
        f"<b>{letters(itemset)}</b> {_short(items[itemset[0]], len(items))}" if len(itemset) == 1
        else letters(itemset) if levels.count(len(itemset)) <= LABELLED
        else ""
        for itemset in places
    ]  # fmt: skip


def _short(item: str, items: int) -> str:
    """Return *item* as it fits beside the others: of many only the value."""
    return plain(item, 14) if items <= FEW else plain(item.rsplit(" = ", maxsplit=1)[-1], 9)


def _hover(shopping: Shopping, places: dict[Itemset, tuple[float, float]]) -> list[str]:
    nodes = {node.itemset: node for node in shopping.frames[-1].nodes}
    fates = {fate: name for fate, name, _symbol in FATES}
    said = []
    for itemset in places:
        node = nodes.get(itemset)
        names = plain(shopping.search.baskets.names(itemset), 90)
        rest = f": {fates[node.fate]}" if node else f": {_('never met')}"
        known = node is not None and node.count is not None
        said.append(names + rest + (f", {count(node.count, _('basket'))}" if known else ""))  # type: ignore[union-attr,arg-type]
    return said


def _legend(ink: Palette) -> list[go.Scatter]:
    colours = _colours(ink)
    return [
        go.Scatter(
            x=[None], y=[None], mode="markers", name=name, hoverinfo="skip",
            marker={"symbol": symbol, "size": 10, "color": colours[fate],
                    "line": {"width": 2, "color": colours[fate]}},
        )
        for fate, name, symbol in FATES
    ]  # fmt: skip


def _lattice_words(shopping: Shopping) -> tuple[str, str]:
    nodes = shopping.frames[-1].nodes
    counted = sum(node.count is not None for node in nodes)
    every = 2 ** len(shopping.search.baskets.items) - 1
    lead = f"{whole(counted)} {_('of')} {count(every, _('itemset'))} {_('are counted')}."
    return lead, _("Each line joins an itemset with one that has an item more.")


# --------------------------------------------------------------------- the supports


def _supports(shopping: Shopping, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    nodes = [node for node in shopping.frames[-1].nodes if node.count is not None]
    itemsets, rows = [node.itemset for node in nodes], shopping.search.baskets.rows
    least = shopping.search.least.support
    bars = go.Bar(
        x=[letters(itemset) for itemset in itemsets], y=[None] * len(itemsets),
        hovertext=[plain(shopping.search.baskets.names(itemset), 90) for itemset in itemsets],
        hovertemplate="%{hovertext}: %{y:.3}<extra></extra>", marker={"line": {"width": 0}},
    )  # fmt: skip
    line = {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": least, "y1": least,
        "line": {"color": ink.muted, "width": 1.5, "dash": "dash"},
    }  # fmt: skip
    frames = [{0: _bars(frame, itemsets, rows, ink)} for frame in shopping.frames]
    bars.update(frames[0][0])
    figure = go.Figure([bars])
    style(
        figure, theme, height=340, y_name=_("support"),
        own={"yaxis": {"range": [0, 1]}, "xaxis": {"type": "category"}, "shapes": [line]},
    )  # fmt: skip
    lead = f"{_('The dashed line is the least support')}, {percent(least)}."
    sentence = _("It cuts more off from level to level: an item more is never more frequent.")
    return Moving(_("Support, level by level"), Plot(figure, lead, sentence, table), frames)


def _bars(frame: Frame, itemsets: list[Itemset], rows: int, ink: Palette) -> dict[str, Any]:
    nodes, colours = {node.itemset: node for node in frame.nodes}, _colours(ink)
    found = [nodes.get(itemset) for itemset in itemsets]
    shown = [node if node and node.count is not None else None for node in found]
    return {
        "y": [node.count / rows if node else None for node in shown],  # type: ignore[operator]
        "marker": {"color": [colours[node.fate] if node else ink.border for node in shown]},
    }


# ------------------------------------------------------------------------ the rules


def _rules(shopping: Shopping, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    rules, least = shopping.frames[-1].rules, shopping.search.least
    names = [plain(words(shopping.search.baskets, rule), 90) for rule in rules]
    hover = f"%{{hovertext}}<br>{_('confidence')} %{{x:.3}}, {_('lift')} %{{y:.3}}<extra></extra>"
    marks = go.Scatter(
        mode="markers", hovertext=names, hovertemplate=hover, cliponaxis=False,
        marker={"opacity": 1},
    )  # fmt: skip
    frames = [{0: _dots(frame, ink)} for frame in shopping.frames]
    marks.update(frames[0][0])
    top = max([rule.lift for rule in rules], default=1.5) * 1.08
    lines = [
        _line(ink, x0=least.confidence, x1=least.confidence, y0=0, y1=top),
        _line(ink, x0=0, x1=1, y0=1, y1=1),
    ]
    figure = go.Figure([marks])
    style(
        figure, theme, height=230, values="both", x_name=_("confidence"), y_name=_("lift"),
        own={
            "xaxis": {"range": [0, 1.02]}, "yaxis": {"range": [0, max(top, 1.3)]}, "shapes": lines,
        },
    )  # fmt: skip
    plot = Plot(figure, *_rules_words(shopping), table)
    return Moving(_("The rules"), plot, frames, wide=True)


def _dots(frame: Frame, ink: Palette) -> dict[str, Any]:
    new = [sorted(rule.left + rule.right) == list(frame.fresh[0]) for rule in frame.rules]
    shades = [ink.first if rule.kept else ink.second for rule in frame.rules]
    return {
        "x": [rule.confidence for rule in frame.rules],
        "y": [rule.lift for rule in frame.rules],
        "marker": {
            "size": [13 if fresh else 8 for fresh in new],
            "symbol": ["circle" if rule.kept else "circle-open" for rule in frame.rules],
            "color": shades,
            "line": {"width": 1.5, "color": shades},
        },
    }


def _line(ink: Palette, **ends: float) -> dict[str, Any]:
    return {"type": "line", "line": {"color": ink.muted, "width": 1.5, "dash": "dash"}, **ends}


def _rules_words(shopping: Shopping) -> tuple[str, str]:
    rules = shopping.frames[-1].rules
    kept = [rule for rule in rules if rule.kept]
    lead = f"{whole(len(kept))} {_('of')} {count(len(rules), _('rule'))} {_('are kept')}."
    if not kept:
        return lead, _(
            "Filled circles would be kept ones, right of one dashed line, above the other."
        )
    best = max(kept, key=lambda rule: rule.lift)
    said = f"{_('The strongest')}: {words(shopping.search.baskets, best)}, {_('lift')} "
    said += f"{significant(best.lift)}. {_('At a lift of 1 the left side says nothing.')}"
    return lead, said


def _table(shopping: Shopping) -> pd.DataFrame:
    search, last = shopping.search, shopping.frames[-1]
    fates = {fate: name for fate, name, _symbol in FATES}
    rows: list[tuple[Any, ...]] = [
        (search.baskets.names(node.itemset), len(node.itemset), fates[node.fate], node.count,
         np.nan if node.count is None else node.count / search.baskets.rows, np.nan, np.nan)
        for node in last.nodes
    ]  # fmt: skip
    rows += [
        (words(search.baskets, rule), len(rule.left + rule.right),
         _("kept") if rule.kept else _("turned away"), rule.both, rule.support, rule.confidence,
         rule.lift)
        for rule in last.rules
    ]  # fmt: skip
    names = (_("Itemset or rule"), _("Items"), _("Fate"), _("Baskets"), _("Support"),
             _("Confidence"), _("Lift"))  # fmt: skip
    return pd.DataFrame(rows, columns=list(names))
