"""Values that look the same and are written with other signs of Unicode."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from typing import Any

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("sign_variants", "warning")
MOST_VALUES = 5_000


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns with several writings of a value; how much has to be evened out, apart.

    An accent may be part of its letter or stand behind it (NFC); ligatures, wide letters and
    raised digits mean plain ones (NFKC).
    """
    found: dict[str, list[str]] = {"NFC": [], "NFKC": []}
    for column in context.columns:
        levels = context.levels.get(column.name)
        if levels is None or not 1 < column.unique <= MOST_VALUES:
            continue
        values = levels["value"].to_list()
        form = next((form for form in found if several(values, form)), None)
        if form is not None:
            found[form].append(column.name)
    return tuple(
        one
        for form, names in found.items()
        for one in finding(LABEL, names, "clean_text", {"form": form})
    )


def several(values: list[str], form: Any) -> bool:
    """Tell whether two of *values* are the same in the Unicode *form*."""
    written: dict[str, int] = defaultdict(int)
    for value in values:
        written[unicodedata.normalize(form, value)] += 1
    return any(count > 1 for count in written.values())


CHECK = Check(*LABEL, find)
