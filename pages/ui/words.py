"""Text that came from data, made safe for Markdown; times in the reader's zone."""

from __future__ import annotations

import re
import time
from datetime import tzinfo
from zoneinfo import ZoneInfo

import streamlit as st

from mlcore import numbers
from mlcore.language import translate as _

__all__ = ["_", "ago", "code", "literal", "moment", "muted", "shorten", "zone"]

JOINER = "\u2060"
"""Invisible, no width: parts what Markdown would otherwise join to an icon, link or arrow."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>&^=\"'])")
_JOINED = re.compile(r"([:@])(?=\S)|(?<=www)()(?=\.)", re.IGNORECASE)
_ARROW = re.compile(r"(?<!\S)(<->|<-|->|--|>=|<=|~=)(?!\S)")
_BREAK = re.compile(r"[\s\x00-\x1f\x7f]+")


def shorten(text: object, most: int = 80) -> str:
    """Return *text* on one line, cut to *most* characters."""
    flat = str(text)
    if not (flat.isascii() and flat.isalnum()):  # a plain word, as most names are
        flat = _BREAK.sub(" ", flat).strip()
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def literal(text: object, most: int = 80) -> str:
    """Return Markdown that shows *text* as it stands: no link, image, colour, formula or icon.

    Parameters
    ----------
    text : object
        A column name, a category, a file name: anything a person or a file brought.
    most : int
        Characters shown; the rest becomes "…".
    """
    flat = _ARROW.sub(lambda found: JOINER.join(found[0]), shorten(text, most))
    parted = _JOINED.sub(lambda found: f"{found[0]}{JOINER}", flat)
    return _SPECIAL.sub(r"\\\1", parted)


def code(text: object, most: int = 60) -> str:
    """Return *text* as inline code: for column names inside a sentence."""
    flat = shorten(text, most).replace(":material/", f":{JOINER}material/")
    fence = "`" * (max((len(run) for run in re.findall("`+", flat)), default=0) + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") or not flat else ""
    return f"{fence}{pad}{flat}{pad}{fence}"


def muted(option: object) -> str:
    """Return an option's label in muted text: readable when selected, in both appearances."""
    return f":gray[{literal(option)}]"


def zone() -> tzinfo | None:
    """Return the reader's time zone, or None when it is not known."""
    try:
        return ZoneInfo(st.context.timezone) if st.context.timezone else None
    except (KeyError, ValueError):
        return None


def ago(when: float) -> str:
    """Return when something happened: ``"2 minutes ago"``."""
    return numbers.ago(when, time.time(), zone())


def moment(when: float) -> str:
    """Return the clock today, or the day and the clock."""
    return numbers.moment(when, time.time(), zone())
