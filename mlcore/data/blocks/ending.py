"""What stands below the table of a large text: totals and notes."""

from __future__ import annotations

from dataclasses import replace

from mlcore.data import layout
from mlcore.data.blocks.cutting import Block
from mlcore.data.blocks.irregular import Irregular
from mlcore.data.blocks.opening import Opening
from mlcore.data.dataset import Reject
from mlcore.data.delimited import BELOW
from mlcore.data.quotes import MOST_SHOWN

_ROWS = 20


def ended(block: Block, start: Opening) -> tuple[Block, tuple[Reject, ...]]:
    """Return the last *block* without the rows below the table, and those.

    Raises
    ------
    Irregular
        When it has too few rows to tell.
    """
    lines = block.lines()
    rows = _last(block, lines, start)
    count = layout.below([cells for _, cells in rows], start.width)
    if not count:
        return block, ()
    end = rows[-count][0]
    told = tuple(
        Reject(block.line + at + 1, lines[at].rstrip("\r\n")[:MOST_SHOWN], BELOW)
        for at, _ in rows[-count:]
    )
    if any(at >= end for at in block.odd):
        raise Irregular("quotes below the table")
    return replace(block, data="".join(lines[:end]).encode(), count=end), told


def _last(block: Block, lines: list[str], start: Opening) -> list[tuple[int, list[str]]]:
    """Return the last rows with their places."""
    inside = {at + i: at for at, odd in block.odd.items() for i in range(odd.lines)}
    rows: list[tuple[int, list[str]]] = []
    at = len(lines) - 1
    while at >= 0 and len(rows) < _ROWS:
        at = inside.get(at, at)
        if at in block.odd:
            cells = block.odd[at].cells
            rows += [] if cells is None else [(at, cells)]
        elif not start.form.blank(lines[at]):
            rows.append((at, start.form.cells([lines[at]]) or start.form.split(lines[at])))
        at -= 1
    if len(rows) >= _ROWS:
        return rows[::-1]
    if block.line > start.line:
        raise Irregular("few rows")
    return [*((-1, cells) for cells in start.above), *rows[::-1]][-_ROWS:]
