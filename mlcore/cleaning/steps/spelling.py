"""When two texts are the same but for writing, and how alike two are."""

from __future__ import annotations

import difflib
import unicodedata


def folded(text: str) -> str:
    """Return *text* without case, accents, marks and order of words: a key for comparing.

    The fingerprint of OpenRefine's key collision clustering.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign)
    )
    return " ".join(sorted(kept.split())) or text


def digits_of(text: str) -> str:
    """Return the digits of *text*: texts that differ in them are never the same thing."""
    return "".join(sign for sign in text if sign.isdigit())


def alike(first: str, second: str, least: float) -> bool:
    """Tell whether two folded texts agree in at least the share *least* of their letters."""
    if first == second:
        return True
    if digits_of(first) != digits_of(second):
        return False
    if 2 * min(len(first), len(second)) < least * (len(first) + len(second)):
        return False
    match = difflib.SequenceMatcher(None, first, second, autojunk=False)
    return match.quick_ratio() >= least and match.ratio() >= least
