"""What the target alone says before any fit."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from mlcore.events import Note
from mlcore.training.messages import note
from mlcore.training.target import Target

RARE = 0.02
"""A class with a smaller share is so rare that never answering it looks right."""


def cautions(target: Target) -> list[Note]:
    """Return what a person should know about *target*: spellings, rare classes, two numbers."""
    y = target.y[target.rows]
    if not target.classes:
        two = len(np.unique(y)) == 2
        return [note("two_numbers", target=target.name)] if two else []
    return [*_spellings(target), *_rare(target, np.bincount(y, minlength=len(target.classes)))]


def _spellings(target: Target) -> list[Note]:
    alike: dict[str, list[str]] = defaultdict(list)
    for name in target.classes:
        alike[" ".join(name.split()).casefold()].append(name)
    several = [names for names in alike.values() if len(names) > 1]
    if not several:
        return []
    first, second = several[0][:2]
    return [note("classes_alike", first=first[:60], second=second[:60], target=target.name)]


def _rare(target: Target, members: np.ndarray) -> list[Note]:
    fewest = int(members.argmin())
    share = members[fewest] / members.sum()
    if share >= RARE:
        return []
    value, rows = target.classes[fewest][:60], f"{members[fewest]:,}"
    return [note("rare_class", value=value, rows=rows, share=f"{1 - share:.2%}")]
