"""What a command is, what it is given and what it answers."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mlcore.settings import Settings

if TYPE_CHECKING:
    from mlcore.store.store import Store


WIDEST = 40
"""Characters shown of a cell of a printed table."""


@dataclass(frozen=True)
class Answer:
    """One JSON value, and the lines a person reads instead."""

    json: Any
    lines: tuple[str, ...] = ()


@dataclass
class Session:
    """What every command may use; the store is opened by the first that asks."""

    settings: Settings
    workspace: str
    quiet: bool

    @cached_property
    def store(self) -> Store:
        """The store of the chosen home, with the workspace in it."""
        from mlcore.store.store import Store
        from mlcore.workspace.workspace import enter

        store = Store.open(self.settings)
        enter(store, self.workspace)
        return store


@dataclass(frozen=True)
class Command:
    """A word after ``python -m mlcore``."""

    name: str
    help: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace, Session], Answer]


def table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return *rows* as aligned text lines with a header; long cells are cut, the last never."""
    cells = [list(columns), *(_cells(row, columns) for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    return tuple(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def _cells(row: dict[str, Any], columns: tuple[str, ...]) -> list[str]:
    texts = [cell(row.get(name)) for name in columns]
    return [*map(shortened, texts[:-1]), *texts[-1:]]


def shortened(text: str) -> str:
    """Return *text*, cut to ``WIDEST`` characters."""
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def cell(value: Any) -> str:
    """Return one value as people read it: missing as a dash, numbers to four digits."""
    if value is None or value == "":
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
