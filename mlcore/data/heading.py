"""What the first rows of a text say about its table: where it begins, and its names."""

from __future__ import annotations

from dataclasses import dataclass

from mlcore.data import dialect, layout
from mlcore.data.dataset import Notice
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess
from mlcore.data.rows import Parsed


@dataclass(frozen=True)
class Heading:
    """Where a table begins.

    Parameters
    ----------
    start : int
        Rows that stand before it.
    line : int
        Lines before it.
    header : bool
        Whether its first row holds names.
    sure : float
        How sure that is, from 0 to 1.
    above : Above
        The rows over its values.
    names : tuple of str
        The names in those; empty without a header.
    told : tuple of Notice
        What was found between names and values.
    """

    start: int
    line: int
    header: bool
    sure: float
    above: layout.Above
    names: tuple[str, ...]
    told: tuple[Notice, ...]

    @property
    def rows(self) -> int:
        """Rows from the start to the first values."""
        return self.above.headers + self.above.units

    def notices(self, around: tuple[Notice, ...]) -> tuple[Notice, ...]:
        """Return what to tell about the first rows, and *around* the table."""
        found = [Notice("preamble", (("count", self.start),))] if self.start else []
        found += [] if self.header else [Notice("no_header", (("sure", self.sure),))]
        return (*found, *self.told, *around)

    def guesses(self, around: tuple[Notice, ...]) -> tuple[Guess, ...]:
        """Return which options the first rows gave; *around* is as in :meth:`notices`."""
        others: tuple[bool, ...] = (not self.header,) if self.sure < 0.9 else ()
        found = [Guess("header", self.header, self.sure, others)]
        found += [Guess("skip", self.line, 0.8, (0,))] if self.start else []
        found += [Guess("tidy", True, 0.7, (False,))] if self.told or around else []
        return tuple(found)


def heading(parsed: Parsed, options: ReadOptions) -> Heading:
    """Return where the table in the rows *parsed* begins."""
    start = _start(parsed, options)
    body = parsed.part(start)
    header, sure = options.header, 1.0
    if header is None:
        header, sure = dialect.has_header(body.first[: dialect.SAMPLE_ROWS])
    above = layout.Above(headers=int(header))
    if header and options.tidy:
        above = layout.above(body.first)
    names, told = _names(body, above)
    return Heading(start, _line(parsed, start), header, sure, above, tuple(names), told)


def _start(parsed: Parsed, options: ReadOptions) -> int:
    if options.skip is not None:
        return sum(line <= options.skip for line, _ in parsed.ragged)
    return dialect.preamble(parsed.first, parsed.width) if options.header is not False else 0


def _line(parsed: Parsed, start: int) -> int:
    """Return how many lines stand before row *start*."""
    return parsed.ragged[start][0] - 1 if start < len(parsed.ragged) else 0


def _names(body: Parsed, above: layout.Above) -> tuple[list[str], tuple[Notice, ...]]:
    if above.headers == 2:
        line = body.ragged[1][0]
        return layout.joined(*body.first[:2]), (Notice("two_headers", (("line", line),)),)
    told = (Notice("units_row", (("line", body.ragged[1][0]),)),) if above.units else ()
    return (body.row(0) if above.headers else []), told
