"""Letters that went wrong because a text was read in another encoding."""

from __future__ import annotations

import re

import polars as pl

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("broken_text", "warning")
_SUSPECT = "[ÃÂâÅÄÐÑ\ufffd]|ï»¿"
_LOST = re.compile("\ufffd")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return each text column with broken letters; a single broken value can be mended."""
    found: list[Finding] = []
    for column in context.columns:
        levels = context.levels.get(column.name)
        if levels is None:
            continue
        suspect = levels.filter(pl.col("value").str.contains(_SUSPECT)).rows()
        broken = [(text, n) for text, n in suspect if _LOST.search(text) or mended(text) != text]
        if not broken:
            continue
        text, whole = broken[0][0], mended(broken[0][0])
        alone = len(broken) == 1 and whole != text
        found += finding(
            LABEL, [column], "merge_values" if alone else "",
            {"values": (text,), "to": whole} if alone else None,
            levels=len(broken), example=text[:40], meant=whole[:40],
            affected=sum(n for _, n in broken),
        )  # fmt: skip
    return tuple(found)


def mended(text: str) -> str:
    """Return what *text* says when UTF-8 was read as Latin; *text* itself when that is not so."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


CHECK = Check(*LABEL, find)
