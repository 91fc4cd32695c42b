"""CSV and its kin: text with one row per line, cells between separators."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import polars as pl

from mlcore.data import dialect, layout, rows
from mlcore.data.dataset import Notice
from mlcore.data.encoding import decode
from mlcore.data.options import ReadOptions
from mlcore.data.quotes import Form
from mlcore.data.raw import Guess, Raw
from mlcore.data.rows import Parsed
from mlcore.data.separators import Cut, chosen


def read(data: bytes, options: ReadOptions, filename: str) -> Raw:
    """Return the columns of a delimited text, every cell as text.

    Raises
    ------
    LoupeError
        When encoding, separator or a cell make it unreadable.
    """
    decoded = decode(data, options, filename)
    cut = chosen(decoded.text, options, filename)
    form = Form(cut.character, '"' if options.quote is None else options.quote)
    parsed = _parsed(cut.text, form, options, filename)
    raw = _with_names(parsed, options)
    guesses = (
        Guess("encoding", decoded.encoding, decoded.confidence, decoded.others),
        Guess("separator", cut.separator, cut.confidence, cut.others),
        *raw.guesses,
    )
    told = (*_close_call(cut), *_blank_lines(cut.text, len(raw.names)))
    notices = (*decoded.notices, *told, *parsed.notices, *raw.notices)
    # where the comma separates cells, "1,5" in quotes is a decimal only if its column shows it
    decimal = options.decimal or ("," if cut.separator == ";" else "")
    raw = dataclasses.replace(raw, notices=notices, guesses=guesses, decimal=decimal)
    return cut.restored(raw)


def _parsed(text: str, form: Form, options: ReadOptions, filename: str) -> Parsed:
    parsed = rows.parse(text, form, filename)
    if parsed.columns is None or not (options.skip or (options.tidy and _odd(text, parsed))):
        return parsed
    return rows.parse_lines(text, form, filename)


def _odd(text: str, parsed: Parsed) -> bool:
    """Tell whether something stands around the table, so that lines have to be looked at."""
    end = len(text) - len(text[-1000:]) + len(text[-1000:].rstrip("\r\n"))
    gaps = any(text.find(gap, 0, end) >= 0 for gap in ("\n\n", "\n\r\n", "\r\r"))
    start = dialect.preamble(parsed.first, parsed.width)
    found = layout.above(parsed.first[start:])
    return (
        bool(start)
        or (gaps and parsed.width > 1)
        or found != layout.Above()
        or layout.below(parsed.last(), parsed.width) > 0
        or parsed.part(start + 1).repeats(parsed.row(start))
    )


def _close_call(cut: Cut) -> tuple[Notice, ...]:
    facts = (("separator", cut.separator), ("sure", cut.confidence))
    return (Notice("guessed_separator", facts),) if cut.confidence < 0.7 else ()


def _blank_lines(text: str, width: int) -> tuple[Notice, ...]:
    """In a table of one column a blank line may have been a missing value."""
    count = sum(not line.strip() for line in text.strip().splitlines()) if width == 1 else 0
    return (Notice("blank_lines", (("count", count),)),) if count else ()


def _with_names(parsed: Parsed, options: ReadOptions) -> Raw:
    start = _start(parsed, options)
    header, sure = options.header, 1.0
    if header is None:
        header, sure = dialect.has_header(parsed.part(start).first[: dialect.SAMPLE_ROWS])
    notices: tuple[Notice, ...] = (Notice("preamble", (("count", start),)),) if start else ()
    around = _Around(parsed, start, bool(header), options.tidy)
    names, body, told = around.cut()
    if not header:
        notices += (Notice("no_header", (("sure", sure),)),)
    raw = _fitted(names, body, (*notices, *told), sure)
    rejects = (*parsed.set_aside(slice(start), "stands before the table"), *raw.rejects)
    others: tuple[bool, ...] = (not header,) if sure < 0.9 else ()
    guesses: tuple[Guess, ...] = (Guess("header", bool(header), sure, others),)
    if start:
        guesses = (*guesses, Guess("skip", _line(parsed, start), 0.8, (0,)))
    if told:
        guesses = (*guesses, Guess("tidy", True, 0.7, (False,)))
    return dataclasses.replace(raw, rejects=rejects, guesses=guesses)


def _start(parsed: Parsed, options: ReadOptions) -> int:
    if options.skip is not None:
        return sum(line <= options.skip for line, _ in parsed.ragged)
    return dialect.preamble(parsed.first, parsed.width) if options.header is not False else 0


def _line(parsed: Parsed, start: int) -> int:
    """Return how many lines stand before row *start*."""
    return parsed.ragged[start][0] - 1 if start < len(parsed.ragged) else 0


@dataclasses.dataclass(frozen=True)
class _Around:
    """The rows from a header on, to be freed of what does not belong to the table."""

    parsed: Parsed
    start: int
    header: bool
    tidy: bool

    def cut(self) -> tuple[list[str], Parsed, tuple[Notice, ...]]:
        """Return the names, the rows of the table with more rejects, and what was left out."""
        body = self.parsed.part(self.start)
        names = body.row(0) if self.header else []
        if body.columns is not None or not self.tidy:
            return names, body.part(self.header), ()
        above = layout.above(body.first) if self.header else layout.Above(headers=0)
        names, told = self._names(body, above)
        head = body.set_aside(slice(1, 2), "holds units") if above.units else ()
        body, ended = _ended(body, names)
        end = body.height - layout.below(body.last(), body.width)
        rest = body.set_aside(slice(end, None), "stands below the table")
        if rest:
            ended = (*ended, Notice("footer", (("count", len(rest)),)))
        table = body.part(above.headers + above.units, end)
        table = dataclasses.replace(table, rejects=(*body.rejects, *head, *rest))
        if self.header:
            table = table.without(body.row(0), "repeats the header")
        return names, table, (*told, *ended)

    def _names(self, body: Parsed, above: layout.Above) -> tuple[list[str], tuple[Notice, ...]]:
        if above.headers == 2:
            line = body.ragged[1][0]
            return layout.joined(*body.first[:2]), (Notice("two_headers", (("line", line),)),)
        line = body.ragged[1][0] if above.units else 0
        told = (Notice("units_row", (("line", line),)),) if above.units else ()
        return (body.row(0) if above.headers else []), told


def _ended(body: Parsed, names: Sequence[str]) -> tuple[Parsed, tuple[Notice, ...]]:
    """Cut *body* where, after a blank line, another table begins."""
    for i in range(2, body.height - 1):
        line = body.ragged[i][0]
        gap = line > 1 and not body.lines[line - 2].strip()
        if gap and layout.begins_table(body.ragged[i][1], body.ragged[i + 1][1], names):
            rest = body.set_aside(slice(i, None), "belongs to a second table")
            facts = (("line", line), ("count", len(rest)))
            first = body.part(0, i)
            cut = dataclasses.replace(first, rejects=(*first.rejects, *rest))
            return cut, (Notice("second_table", facts),)
    return body, ()


def _fitted(
    names: Sequence[str],
    body: Parsed,
    notices: tuple[Notice, ...],
    sure: float,
) -> Raw:
    """Bring header and rows to one width without shifting a cell."""
    width = len(names) or body.width
    names = list(names) or [""] * width
    if names and body.width == width + 1 and body.height and body.mostly(body.width):
        names, extra = _one_more(names, body)
        notices, width = (*notices, extra), width + 1
    table, short, long = body.table(width)
    if short:
        first = (("count", len(short)), ("lines", tuple(short[:5])))
        notices = (*notices, Notice("short_rows", first))
    rejects = tuple(sorted((*body.rejects, *long), key=lambda reject: reject.line))
    if rejects:
        facts = (("count", len(rejects)), ("line", rejects[0].line), ("why", rejects[0].reason))
        notices = (*notices, Notice("rejected", facts))
    return Raw(tuple(names), _padded(table, width), rejects, notices)


def _one_more(names: list[str], body: Parsed) -> tuple[list[str], Notice]:
    """All rows have a cell more than the header: name it, in front when it labels the rows."""
    firsts = body.cells(0)
    if len(set(firsts)) == len(firsts) and not all(not cell for cell in body.cells(-1)):
        return ["", *names], Notice("unnamed_column", (("place", "first"),))
    return [*names, ""], Notice("unnamed_column", (("place", "last"),))


def _padded(table: pl.DataFrame, width: int) -> tuple[pl.Series, ...]:
    return tuple(table.get_columns()[:width])
