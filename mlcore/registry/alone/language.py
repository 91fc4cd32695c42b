"""English sentences inside an exported script: stands in for ``mlcore.language``."""

from __future__ import annotations


def translate(sentence: str) -> str:
    """Return *sentence* as it is."""
    return sentence


_ = translate


def count(number: int, singular: str, plural: str | None = None) -> str:
    """Return a whole number with its noun."""
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"
