"""What a person names as source → its bytes, or where they are."""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from mlcore.data import samples
from mlcore.data.messages import NO_FILE, NOT_READABLE, NOT_YET
from mlcore.errors import LoupeError, Where

_SQL = re.compile(r"^[a-z][a-z0-9+]*://.*::", re.IGNORECASE | re.DOTALL)
_URL = re.compile(r"^[a-z][a-z0-9+.-]+://", re.IGNORECASE)
ENDS = 1_000_000
"""Bytes at either end of a file by which it is recognised."""


@dataclass(frozen=True)
class Source:
    """A file, its name, and what the person called it.

    Parameters
    ----------
    content : bytes or Path
        What is in it, or where it is: a large file is never held whole.
    filename : str
        Its name, without folders.
    label : str
        What the person named; never holds the folder a file was in.
    """

    content: bytes | Path
    filename: str
    label: str

    @cached_property
    def data(self) -> bytes:
        """All bytes; of a file on disk, read when first asked.

        Raises
        ------
        LoupeError
            ``no_file`` or ``not_readable``.
        """
        if isinstance(self.content, bytes):
            return self.content
        with self.open() as file:
            return file.read()

    @cached_property
    def size(self) -> int:
        """Number of bytes."""
        return len(self.content) if isinstance(self.content, bytes) else _size(self.content)

    def state(self) -> tuple[int, int]:
        """Return size and time of the last change, (0, 0) for bytes; errors as :attr:`data`."""
        if isinstance(self.content, bytes):
            return 0, 0
        try:
            found = self.content.stat()
        except (OSError, ValueError) as error:
            raise _refusal(self.content, error) from None
        return found.st_size, found.st_mtime_ns

    def open(self) -> BinaryIO:
        """Return the bytes as a stream; errors as :attr:`data`."""
        if isinstance(self.content, bytes):
            return io.BytesIO(self.content)
        try:
            return self.content.open("rb")
        except (OSError, ValueError) as error:
            raise _refusal(self.content, error) from None

    def ends(self, most: int = ENDS) -> bytes:
        """Return the bytes, of a large source the first and last *most* of them.

        Enough to see what it is.
        """
        if self.size <= 2 * most:
            return self.data
        with self.open() as file:
            start = file.read(most)
            file.seek(-most, os.SEEK_END)
            return start + file.read(most)


def is_query(source: str | Path) -> bool:
    """Tell whether *source* is a question to a database: its URL, ``::`` and a SELECT."""
    return isinstance(source, str) and bool(_SQL.match(source))


def is_address(source: str | Path) -> bool:
    """Tell whether *source* is written like a web address, or another address."""
    return isinstance(source, str) and bool(_URL.match(source)) and not is_query(source)


def fetch(source: str | Path) -> Source:
    """Return *source*: a path or ``sample:NAME``.

    Raises
    ------
    LoupeError
        ``no_file``, ``not_readable``, ``source_not_yet`` or ``unknown_sample``.
    """
    text = str(source)
    if isinstance(source, str) and text.startswith("sample:"):
        path = samples.path(text.removeprefix("sample:"))
        return Source(path, path.name, text)
    if isinstance(source, str) and _URL.match(text):
        kind = "a database" if _SQL.match(text) else "from a web address"
        raise LoupeError(NOT_YET, Where(field="source"), kind=kind)
    path = Path(text).expanduser()
    found = Source(path, path.name, path.name)
    found.open().close()
    return found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError) as error:
        raise _refusal(path, error) from None


def _refusal(path: Path, error: Exception) -> LoupeError:
    where = Where(file=path.name or str(path))
    if isinstance(error, FileNotFoundError):
        return LoupeError(NO_FILE, where)
    if isinstance(error, IsADirectoryError):
        return LoupeError(NOT_READABLE, where, reason="it is a folder")
    reason = (getattr(error, "strerror", None) or "its name is not possible").lower()
    return LoupeError(NOT_READABLE, where, reason=reason)
