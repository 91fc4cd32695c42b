"""How a source would be read, before it is."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from mlcore.data.dataset import Notice, Reject
from mlcore.data.raw import Guess
from mlcore.types import ColumnSpec


@dataclass(frozen=True)
class Preview:
    """How a source would be read.

    Parameters
    ----------
    frame : DataFrame
        The first rows.
    columns : tuple of ColumnSpec
        Schema as far as it was looked at.
    format : str
        The reader.
    guesses : tuple of Guess
        Options that were not given, with how sure the guess is.
    rejects, notices
        What would not fit, what would be done.
    whole : bool
        False when only the beginning of a large file was looked at.
    """

    frame: pd.DataFrame
    columns: tuple[ColumnSpec, ...]
    format: str
    guesses: tuple[Guess, ...]
    rejects: tuple[Reject, ...]
    notices: tuple[Notice, ...]
    whole: bool = True
