"""Column names: kept as they are, unless two are the same or one is blank."""

from __future__ import annotations

from collections.abc import Sequence

from mlcore.data.dataset import Notice


def clean(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return distinct, non-blank names, and the (original, new) pairs that differ.

    Blanks around a name are removed, a blank name becomes ``column 3``, the second ``a``
    becomes ``a (2)``.
    """
    wished = [name.strip() or f"column {i}" for i, name in enumerate(names, 1)]
    taken: set[str] = set()
    reserved = set(wished)
    found = []
    for name in wished:
        new = name if name not in taken else _free(name, taken | reserved)
        taken.add(new)
        found.append(new)
    renamed = tuple((old, new) for old, new in zip(names, found, strict=True) if old != new)
    return tuple(found), renamed


def notices(names: Sequence[str], renamed: Sequence[tuple[str, str]]) -> tuple[Notice, ...]:
    """Return what a person should know about *renamed* columns; padded names need no word."""
    blank = tuple(new for old, new in renamed if not old.strip())
    twice = tuple(new for old, new in renamed if old.strip() and old.strip() != new)
    found = []
    if twice:
        found.append(Notice("duplicate_names", (("count", len(twice)),), twice))
    if blank and len(blank) < len(names):
        found.append(Notice("blank_names", (("count", len(blank)),), blank))
    return tuple(found)


def _free(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"
