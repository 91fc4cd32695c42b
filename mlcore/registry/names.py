"""Names of models, and references to their versions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from mlcore.errors import LoupeError, Where
from mlcore.registry import messages

CHAMPION = "champion"
LONGEST = 100
RESERVED = "/@:\\"
LONGEST_ALIAS = 40
_ALIAS = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_CONTROL = ("Cc", "Cs", "Zl", "Zp")


@dataclass(frozen=True)
class Reference:
    """A model by name and, at most one of them, alias or version."""

    name: str
    alias: str = CHAMPION
    version: int | None = None


def clean(name: str) -> str:
    """Return *name* without spaces around it, in one unicode form; shown as it stands.

    Raises
    ------
    LoupeError
        ``bad_model_name`` when it is empty, too long or would be read as a reference.
    """
    name = unicodedata.normalize("NFC", name).strip()
    reason = ""
    if not name:
        reason = "the name is blank"
    elif len(name) > LONGEST:
        reason = f"it has {len(name)} characters"
    elif any(letter in RESERVED for letter in name) or name in (".", ".."):
        reason = "it has a sign that addresses use"
    elif any(unicodedata.category(letter) in _CONTROL for letter in name):
        reason = "it has a control character"
    if reason:
        raise LoupeError(messages.BAD_NAME, Where(field="name"), reason=reason)
    return name


def folded(name: str) -> str:
    """Return what two names that look the same have in common: no case, single spaces."""
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()


def clean_alias(alias: str) -> str:
    """Return *alias* in lower case.

    Raises
    ------
    LoupeError
        ``bad_alias`` when it is not a plain word.
    """
    word = alias.strip().lower()
    if not _ALIAS.fullmatch(word):
        reason = "it is blank" if not word else f"“{alias[:LONGEST_ALIAS]}” is no plain word"
        raise LoupeError(messages.BAD_ALIAS, Where(field="alias"), reason=reason)
    return word


def parse(ref: str) -> Reference:
    """Return what ``NAME``, ``NAME@ALIAS`` or ``NAME:VERSION`` refers to.

    Raises
    ------
    LoupeError
        ``bad_model_reference``.
    """
    name, at, alias = ref.partition("@")
    if at and alias.strip():
        return Reference(_name(name, ref), alias.strip()[:LONGEST])
    name, colon, number = ref.partition(":")
    if colon and number.strip().isdecimal() and number.isascii() and len(number) < 10:
        return Reference(_name(name, ref), version=int(number))
    if at or colon:
        raise _bad(ref)
    return Reference(_name(name, ref))


def _name(text: str, ref: str) -> str:
    name = unicodedata.normalize("NFC", text).strip()
    if not name:
        raise _bad(ref)
    return name


def _bad(ref: str) -> LoupeError:
    return LoupeError(messages.BAD_REFERENCE, Where(model=ref[:LONGEST]), ref=ref[:LONGEST])
