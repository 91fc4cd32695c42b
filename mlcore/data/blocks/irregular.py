"""What ends reading by blocks, so that the file is read as a whole instead."""

from __future__ import annotations


class Irregular(Exception):  # noqa: N818 - it is what the file is
    """Only a look at the whole file decides how it is read; the text says why."""


class Foreign(Irregular):
    """It is not plain UTF-8; once it is made so, it may be regular."""
