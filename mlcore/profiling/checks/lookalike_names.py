"""Column names that look the same."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from mlcore.profiling.evidence import Check, Evidence
from mlcore.types import Finding

_CYRILLIC = str.maketrans("аеорсухіАВЕКМНОРСТХ", "aeopcyxiABEKMHOPCTX")


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each group of names that a reader cannot tell apart."""
    groups: dict[str, list[str]] = defaultdict(list)
    for column in evidence.columns:
        groups[_look(column.name)].append(column.name)
    for names in groups.values():
        if len(names) > 1:
            yield Finding("lookalike_names", "warning", tuple(names), (("count", len(names)),))


def _look(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).translate(_CYRILLIC)
    return " ".join(plain.split())


CHECK = Check("lookalike_names", find, 16)
