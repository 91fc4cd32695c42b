"""Patterns whose time is bounded: checked before use, with the place of a fault."""

from __future__ import annotations

import re

from mlcore.cleaning.messages import BAD_PATTERN
from mlcore.errors import LoupeError, Where

MOST = 1_000
"""Characters a pattern may have."""


def group_names(pattern: str, step: str) -> list[str]:
    """Return the names of the groups of *pattern*, their numbers where they have none.

    RE2's language, read by the engine of polars: no look-around, no back references, and a
    time that grows with the length of the text only, whatever the pattern.

    Raises
    ------
    LoupeError
        ``bad_pattern``, with the position of the fault.
    """
    import polars as pl

    if len(pattern) > MOST:
        raise _fault(pattern, MOST + 1, f"it has more than {MOST:,} characters", step)
    try:
        found = pl.Series([""]).str.extract_groups(pattern)
        pl.Series([""]).str.extract(pattern, 0)
    except pl.exceptions.PolarsError as error:
        raise _explained(pattern, str(error), step) from error
    return [field.name for field in getattr(found.dtype, "fields", ())]


def _explained(pattern: str, said: str, step: str) -> LoupeError:
    caret = re.search(r"^ *(?=\^)", said, re.MULTILINE)
    reason = re.search(r"^error: (.+)$", said, re.MULTILINE)
    position = len(caret.group()) - 4 + 1 if caret else 1
    why = reason.group(1) if reason else "it is too large or cannot be read"
    return _fault(pattern, max(position, 1), why, step)


def _fault(pattern: str, position: int, why: str, step: str) -> LoupeError:
    where = Where(step=step, field=f"pattern, character {position}")
    return LoupeError(BAD_PATTERN, where, pattern=pattern[:40], position=position, why=why[:80])
