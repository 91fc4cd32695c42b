"""The columns of a joined table: where each comes from and what it is called."""

from __future__ import annotations

from dataclasses import dataclass

from mlcore.data.combine.keys import Pairs, stored
from mlcore.data.dataset import Dataset
from mlcore.types import Kind


@dataclass(frozen=True)
class Taken:
    """A column of the result.

    Parameters
    ----------
    name : str
        What it is called.
    kind : Kind
        How it is treated, as before.
    left, right : int or None
        Its place in the first and the second table; both for a key that is one column.
    was : str
        Its name in the table it comes from.
    """

    name: str
    kind: Kind
    left: int | None
    right: int | None
    was: str


def taken(first: Dataset, second: Dataset, pairs: Pairs, suffix: str) -> tuple[Taken, ...]:
    """Return the columns of the join: all of the first table, then the others of the second.

    A key that has the same name and storage in both is one column; another column of the second
    whose name is taken gets *suffix*, and a number where that is taken too.
    """
    one = {
        left for left, right in pairs
        if left == right and stored(first, left) == stored(second, right)
    }  # fmt: skip
    places = {name: i for i, name in enumerate(second.names)}
    found = [
        Taken(c.name, c.kind, i, places[c.name] if c.name in one else None, c.name)
        for i, c in enumerate(first.columns)
    ]
    used = set(first.names) | set(second.names)
    mine = set(first.names)
    for i, column in enumerate(second.columns):
        if column.name in one:
            continue
        name = _free(column.name, suffix, used) if column.name in mine else column.name
        used.add(name)
        found.append(Taken(name, column.kind, None, i, column.name))
    return tuple(found)


def _free(name: str, suffix: str, used: set[str]) -> str:
    tried, number = f"{name}{suffix}", 2
    while tried in used:
        tried, number = f"{name}{suffix}{number}", number + 1
    return tried
