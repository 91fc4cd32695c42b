"""Column names that a reader cannot tell apart."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from itertools import count

from mlcore.profiling.checks.base import Check, Label, ProfileContext
from mlcore.types import Finding, StepSpec

LABEL: Label = ("lookalike_names", "warning")
_CYRILLIC = str.maketrans("аеорсухіАВЕКМНОРСТХ", "aeopcyxiABEKMHOPCTX")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return each column whose name looks like an earlier one's, with that; a new name cures it."""
    groups: dict[str, list[str]] = defaultdict(list)
    for column in context.columns:
        groups[look(column.name)].append(column.name)
    taken = {column.name for column in context.columns}
    found: list[Finding] = []
    for shown, names in groups.items():
        for twin in names[1:]:
            number = next(n for n in count(2) if f"{shown} ({n})" not in taken)
            new = f"{shown} ({number})"
            taken.add(new)
            cure = StepSpec("rename", (twin,), (("to", new),))
            found.append(Finding(*LABEL, (twin,), (("other", names[0]), ("new", new)), cure))
    return tuple(found)


def look(name: str) -> str:
    """Return what a reader sees of *name*."""
    plain = unicodedata.normalize("NFKC", name).translate(_CYRILLIC)
    return " ".join(plain.split())


CHECK = Check(*LABEL, find)
