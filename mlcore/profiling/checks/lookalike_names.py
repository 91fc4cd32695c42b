"""Column names that a reader cannot tell apart."""

from __future__ import annotations

import unicodedata
from collections import defaultdict

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("lookalike_names", "warning")
_CYRILLIC = str.maketrans("аеорсухіАВЕКМНОРСТХ", "aeopcyxiABEKMHOPCTX")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns whose names look like another's, those alike together."""
    groups: dict[str, list[str]] = defaultdict(list)
    for column in context.columns:
        groups[look(column.name)].append(column.name)
    return finding(LABEL, [name for g in groups.values() if len(g) > 1 for name in g])


def look(name: str) -> str:
    """Return what a reader sees of *name*."""
    plain = unicodedata.normalize("NFKC", name).translate(_CYRILLIC)
    return " ".join(plain.split())


CHECK = Check(*LABEL, find)
