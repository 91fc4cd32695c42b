"""The bytes of a large text → blocks of whole records."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np

from mlcore.data.blocks.irregular import Foreign, Irregular
from mlcore.data.blocks.opening import Opening
from mlcore.data.forms import Form, orderly
from mlcore.data.limits import LONGEST_LINE
from mlcore.data.quotes import MOST_LINES, Records, quoted

FEWEST_LINES = 50
"""What is left at the end belongs to the block before, if it is less."""
_NEWLINE = ord("\n")
_NEAR = 1 << 17
"""Bytes that stay near the processor."""


@dataclass(frozen=True)
class Record:
    """A record with quotes out of order: over how many lines it runs, its cells or None."""

    lines: int
    cells: list[str] | None


@dataclass(frozen=True)
class Block:
    """Whole lines of a text, beginning and ending where records do.

    Parameters
    ----------
    data : bytes or bytearray
        The lines, UTF-8.
    line, count : int
        Lines before them in the file, and ends of lines in them.
    odd : dict
        Records with quotes out of order, by the line in the block at which they begin.
    found : Records
        What is to be told about those.
    last : bool
        Whether the file ends here.
    """

    data: bytes | bytearray
    line: int
    count: int
    odd: dict[int, Record] = field(default_factory=dict)
    found: Records = field(default_factory=Records)
    last: bool = False

    def lines(self) -> list[str]:
        """Return the lines with their ends."""
        return list(io.StringIO(self.data.decode(), newline=""))


def blocks(file: BinaryIO, start: Opening, size: int, first: int | None = None) -> Iterator[Block]:
    """Cut the rest of *file*, which stands behind the heading, into blocks of about *size* bytes.

    The first one has about *first* bytes (None: as the others).

    Raises
    ------
    Irregular
        When it is not plain UTF-8 with lines that end as usual.
    """
    line, at, want = start.line, file.tell(), first or size
    while True:
        file.seek(at)
        data, last = _read(file, want)
        end = len(data) if last else data.rfind(b"\n") + 1
        if not last and end == 0 and len(data) > LONGEST_LINE:
            raise Irregular("long lines")
        del data[end:]
        _refuse_odd(data, start.marked)
        block = _block(data, line, start, last) if data else None
        want = size if block else want + size
        if block is not None:
            yield block
            line, at = line + block.count, at + len(block.data)
        if last:
            return


def _read(file: BinaryIO, size: int) -> tuple[bytearray, bool]:
    """Return the next *size* bytes, and whether the file ends with them."""
    data = bytearray(size)
    del data[file.readinto(data) :]  # type: ignore[attr-defined]
    last = len(data) < size or _nearly_over(file)
    return (data + file.read() if last else data), last


def _nearly_over(file: BinaryIO) -> bool:
    """Tell whether less than a few lines are left to read."""
    at = file.tell()
    rest = file.read(1 << 16)
    file.seek(at)
    return len(rest) < 1 << 16 and rest.count(b"\n") < FEWEST_LINES


def _block(data: bytearray, line: int, start: Opening, last: bool) -> Block | None:
    """Return the block that *data* begins with; None when more is needed to find its end."""
    form = start.form
    count = _newlines(data)
    if not form.quote or form.quote.encode() not in data:
        return Block(data, line, count, last=last)
    text = data.decode()
    wrong = (~orderly(text, form)).arg_true().to_list()
    if not wrong:
        return Block(data, line, count, last=last)
    lines = list(io.StringIO(text, newline=""))
    cut = _Cut(lines, form, start.sampled, last)
    odd = cut.records(wrong)
    if cut.end == len(lines):
        return Block(data, line, count, odd, cut.found, last)
    part = "".join(lines[: cut.end]).encode()
    return Block(part, line, cut.end, odd, cut.found) if part else None


def _newlines(data: bytearray) -> int:
    """As ``data.count``, which looks at every byte by itself."""
    found = np.frombuffer(data, np.uint8)
    parts = (found[at : at + _NEAR] for at in range(0, len(found), _NEAR))
    return sum(int(np.count_nonzero(part == _NEWLINE)) for part in parts)


@dataclass
class _Cut:
    """Lines of which some hold quotes out of order; ``end``: those that are sure, in the end."""

    lines: list[str]
    form: Form
    width: int
    last: bool
    end: int = 0
    found: Records = field(default_factory=Records)

    def records(self, wrong: list[int]) -> dict[int, Record]:
        """Return the records that begin at the lines *wrong*, as far as their ends are known."""
        odd, at = {}, 0
        self.end = len(self.lines)
        for place in wrong:
            if place < at or place >= len(self.lines) or self.form.blank(self.lines[place]):
                continue
            if not self.last and place + MOST_LINES >= len(self.lines):
                self.end = place
                break
            rows = len(self.found.rows)
            count = quoted(self.lines, place, self.form, self.width, self.found)
            cells = self.found.rows[-1][1] if len(self.found.rows) > rows else None
            odd[place], at = Record(count, cells), place + count
        return odd


def _refuse_odd(data: bytearray, marked: bool) -> None:
    if b"\0" in data:
        raise Foreign("characters")
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        raise Irregular("characters")
    if data.isascii():
        return
    try:
        data.decode()
    except UnicodeError:
        raise Foreign("encoding") from None
    if marked and "\ufffd".encode() in data:
        raise Foreign("replacement signs")
