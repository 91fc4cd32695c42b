"""The one place where English sentences meet a translation catalogue.

Sentences are written in English and used as gettext keys; another language is a
catalogue under ``locale/``, never a change of code.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

_LOCALE = Path(__file__).parent / "locale"


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("loupe", localedir=_LOCALE, fallback=True)


def translate(sentence: str) -> str:
    """Return *sentence* in the reader's language, or unchanged when no catalogue has it."""
    return _catalogue().gettext(sentence) if sentence else sentence


_ = translate


def count(number: int, singular: str, plural: str | None = None) -> str:
    """Return ``"1 row"`` or ``"9,812 rows"``: a whole number with its noun."""
    noun = singular if number == 1 else (plural or f"{singular}s")
    return f"{number:,} {translate(noun)}"
