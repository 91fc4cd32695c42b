"""Rare values that are one letter away from a frequent one: likely misspelt."""

from __future__ import annotations

from collections import defaultdict

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.checks.case_variants import tidy
from mlcore.types import Finding

LABEL: Label = ("similar_values", "warning")
MOST_VALUES = 5_000
SHORTEST = 5
"""Shorter words are often one letter apart and mean different things."""
RARE = 0.1
"""A misspelling has at most this share of the rows of the right spelling."""
FEWEST = 10
MOST_FINDINGS = 5
Slips = dict[str, list[str]]


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return, per column and frequent value, the rare values that look like it."""
    found: list[Finding] = []
    for column in context.inputs:
        levels = context.levels.get(column.name)
        if levels is None or column.kind != "category" or column.unique > MOST_VALUES:
            continue
        counts: dict[str, int] = dict(levels.rows())
        groups = sorted(slips(counts).items(), key=lambda item: -sum(counts[t] for t in item[1]))
        for right, wrong in groups[:MOST_FINDINGS]:
            params = {"values": tuple(wrong), "to": right}
            affected = sum(counts[text] for text in wrong)
            found += finding(
                LABEL, [column], "merge_values", params,
                variants=tuple(wrong[:3]), likely=right, affected=affected,
            )  # fmt: skip
    return tuple(found)


def slips(counts: dict[str, int]) -> Slips:
    """Return the frequent values with the rare ones that are one edit away from each.

    An edit is a letter too many, too few, another one, or two in the other order. Two words
    that are one edit apart are equal, or one is the other, once a letter is taken out.
    """
    plain = {text: tidy(text).casefold() for text in counts}
    words = {text: word for text, word in plain.items() if _word(word)}
    shared: dict[str, list[str]] = defaultdict(list)
    for text, word in words.items():
        for key in {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}:
            shared[key].append(text)
    best: dict[str, str] = {}
    for alike in shared.values():
        right = max(alike, key=counts.__getitem__)
        for text in alike:
            if _misspelt(counts, plain, text, right) and counts[right] > counts.get(
                best.get(text, ""), 0
            ):
                best[text] = right
    found: Slips = defaultdict(list)
    for text, right in sorted(best.items()):
        found[right].append(text)
    return dict(found)


def _word(text: str) -> bool:
    return len(text) >= SHORTEST and not any(letter.isdigit() for letter in text)


def _misspelt(counts: dict[str, int], plain: dict[str, str], text: str, right: str) -> bool:
    if counts[right] < FEWEST or counts[text] > RARE * counts[right]:
        return False
    return plain[text] != plain[right] and one_edit(plain[text], plain[right])


def one_edit(first: str, second: str) -> bool:
    """Tell whether two different words are one edit apart."""
    short, long = sorted((first, second), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped == long[at:]


CHECK = Check(*LABEL, find)
