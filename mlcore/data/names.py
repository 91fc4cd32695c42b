"""Column names: kept as they are, unless two are the same or one is blank."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from mlcore.data.dataset import Notice

_TWINS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеіјорсухѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ\u2010\u2011\u2012\u2013\u2212",
    "ABESIJKMHOPCTYXaeijopcyxsdqwABEZHIKMNOPTYXovp-----",
)
"""Cyrillic and Greek letters and dashes that look like Latin ones (Unicode TR 39)."""


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
    alike = _look_alikes(names)
    if alike:
        found.append(Notice("look_alike_names", (("count", len(alike)),), alike))
    return tuple(found)


def _look_alikes(names: Sequence[str]) -> tuple[str, ...]:
    """Return names that are written differently but look the same."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(_shape(name), []).append(name)
    return tuple(name for group in groups.values() if len(group) > 1 for name in group)


def _shape(name: str) -> str:
    """Return how *name* looks: composed, invisible signs left out, foreign letters as ours."""
    plain = unicodedata.normalize("NFKC", name).translate(_TWINS)
    seen = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return " ".join(seen.split())


def _free(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"
