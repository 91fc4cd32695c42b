"""What a reader hands over: columns as they stood in the source, before types are decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from mlcore.data.dataset import Notice, Reject


@dataclass(frozen=True)
class Guess:
    """An option that was not given: which value was taken, and how sure that is.

    Parameters
    ----------
    option : str
        A field of ``ReadOptions``.
    value
        What was taken for it.
    confidence : float
        From 0 to 1.
    alternatives : tuple
        Other values that read the source about as well, likeliest first: both readings
        are then shown.
    column : str
        The column it is about, for options that are decided by column; else empty.
    """

    option: str
    value: Any
    confidence: float = 1.0
    alternatives: tuple[Any, ...] = ()
    column: str = ""


@dataclass(frozen=True)
class Raw:
    """Columns of a source.

    Parameters
    ----------
    names : tuple of str
        As they stood there; duplicates and blanks are not mended yet.
    columns : tuple of Series
        Text columns hold every cell as it was written; others have their type already.
    rejects, notices, guesses
        What did not fit, what was done, what was guessed.
    written : bool
        True when text columns are numbers and dates in writing (CSV), to be converted;
        False when the source has types of its own (JSON, Parquet).
    decimal : str
        How decimals are written, ``""`` when that has to be seen from the values.
    """

    names: tuple[str, ...]
    columns: tuple[pl.Series, ...]
    rejects: tuple[Reject, ...] = ()
    notices: tuple[Notice, ...] = ()
    guesses: tuple[Guess, ...] = ()
    written: bool = True
    decimal: str = ""
