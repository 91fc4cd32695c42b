"""CSV and its kin: text with one row per line, cells between separators."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import polars as pl

from mlcore.data import dialect, layout, rows
from mlcore.data.dataset import Notice, Reject
from mlcore.data.encoding import Decoded, decode
from mlcore.data.forms import Form
from mlcore.data.heading import Heading, heading
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess, Raw
from mlcore.data.rows import Parsed
from mlcore.data.separators import Cut, chosen

BEFORE, UNITS = "stands before the table", "holds units"
BELOW, AGAIN = "stands below the table", "repeats the header"
SECOND = "belongs to a second table"
"""Why lines around a table are set aside."""
_TOLD = {UNITS, BELOW, SECOND}
"""Reasons that have a notice of their own: such lines did not fail to fit."""


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
    guesses = (*seen(decoded, cut), *raw.guesses)
    told = (*close_call(cut), *_blank_lines(cut.text, len(raw.names)))
    notices = (*decoded.notices, *told, *parsed.notices, *raw.notices)
    raw = dataclasses.replace(
        raw, notices=notices, guesses=guesses, decimal=decimal_of(cut, options)
    )
    return cut.restored(raw)


def seen(decoded: Decoded, cut: Cut) -> tuple[Guess, ...]:
    """Return how the text was decoded and cut."""
    return (
        Guess("encoding", decoded.encoding, decoded.confidence, decoded.others),
        Guess("separator", cut.separator, cut.confidence, cut.others),
    )


def decimal_of(cut: Cut, options: ReadOptions) -> str:
    """Return what stands before decimals, ``""`` when that is to be seen from the values."""
    # where the comma separates cells, "1,5" in quotes is a decimal only if its column shows it
    return options.decimal or ("," if cut.separator == ";" else "")


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


def close_call(cut: Cut) -> tuple[Notice, ...]:
    """Return a notice when another separator is nearly as likely."""
    facts = (("separator", cut.separator), ("sure", cut.confidence))
    return (Notice("guessed_separator", facts),) if cut.confidence < 0.7 else ()


def _blank_lines(text: str, width: int) -> tuple[Notice, ...]:
    """In a table of one column a blank line may have been a missing value."""
    count = sum(not line.strip() for line in text.strip().splitlines()) if width == 1 else 0
    return (Notice("blank_lines", (("count", count),)),) if count else ()


def _with_names(parsed: Parsed, options: ReadOptions) -> Raw:
    found = heading(parsed, options)
    body, around = _cut(parsed.part(found.start), found, options.tidy)
    raw = _fitted(found.names, body, found.notices(around))
    rejects = (*parsed.set_aside(slice(found.start), BEFORE), *raw.rejects)
    return dataclasses.replace(raw, rejects=rejects, guesses=found.guesses(around))


def _cut(body: Parsed, found: Heading, tidy: bool) -> tuple[Parsed, tuple[Notice, ...]]:
    """Return the rows of the table in *body*, with more rejects, and what was left out."""
    if body.columns is not None or not tidy:
        return body.part(found.rows), ()
    units = body.set_aside(slice(1, 2), UNITS) if found.above.units else ()
    first = body.row(0)
    body, ended = _ended(body, found.names)
    end = body.height - layout.below(body.last(), body.width)
    rest = body.set_aside(slice(end, None), BELOW)
    if rest:
        ended = (*ended, footer(len(rest)))
    table = body.part(found.rows, end)
    table = dataclasses.replace(table, rejects=(*body.rejects, *units, *rest))
    return (table.without(first, AGAIN) if found.header else table), ended


def footer(count: int) -> Notice:
    """Return what is told about *count* rows below a table."""
    return Notice("footer", (("count", count),))


def _ended(body: Parsed, names: Sequence[str]) -> tuple[Parsed, tuple[Notice, ...]]:
    """Cut *body* where, after a blank line, another table begins."""
    for i in range(2, body.height - 1):
        line = body.ragged[i][0]
        gap = line > 1 and not body.lines[line - 2].strip()
        if gap and layout.begins_table(body.ragged[i][1], body.ragged[i + 1][1], names):
            rest = body.set_aside(slice(i, None), SECOND)
            facts = (("line", line), ("count", len(rest)))
            first = body.part(0, i)
            cut = dataclasses.replace(first, rejects=(*first.rejects, *rest))
            return cut, (Notice("second_table", facts),)
    return body, ()


def _fitted(names: Sequence[str], body: Parsed, notices: tuple[Notice, ...]) -> Raw:
    """Bring header and rows to one width without shifting a cell."""
    width = len(names) or body.width
    names = list(names) or [""] * width
    if names and body.width == width + 1 and body.height and body.mostly(body.width):
        names, extra = _one_more(names, body)
        notices, width = (*notices, extra), width + 1
    table, short, long = body.table(width)
    rejects = tuple(sorted((*body.rejects, *long), key=lambda reject: reject.line))
    notices = (*notices, *unfit(short, rejects))
    return Raw(tuple(names), _padded(table, width), rejects, notices)


def unfit(short: Sequence[int], rejects: Sequence[Reject]) -> tuple[Notice, ...]:
    """Return what is told about the lines of *short* rows, and about *rejects*."""
    found = []
    if short:
        facts = (("count", len(short)), ("lines", tuple(short[:5])))
        found.append(Notice("short_rows", facts))
    odd = [reject for reject in rejects if reject.reason not in _TOLD]
    if odd:
        first = (("line", odd[0].line), ("why", odd[0].reason))
        found.append(Notice("rejected", (("count", len(odd)), *first)))
    return tuple(found)


def _one_more(names: list[str], body: Parsed) -> tuple[list[str], Notice]:
    """All rows have a cell more than the header: name it, in front when it labels the rows."""
    firsts = body.cells(0)
    if len(set(firsts)) == len(firsts) and not all(not cell for cell in body.cells(-1)):
        return ["", *names], Notice("unnamed_column", (("place", "first"),))
    return [*names, ""], Notice("unnamed_column", (("place", "last"),))


def _padded(table: pl.DataFrame, width: int) -> tuple[pl.Series, ...]:
    return tuple(table.get_columns()[:width])
