"""CSV and its kin: text with one row per line, cells between separators."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import polars as pl

from mlcore.data import dialect, rows
from mlcore.data.dataset import Notice
from mlcore.data.encoding import decode
from mlcore.data.messages import BAD_SEPARATOR
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess, Raw
from mlcore.data.rows import Parsed
from mlcore.errors import LoupeError, Where

NONE = "\x1f"
"""Stands between no cells: the text is one column."""


def read(data: bytes, options: ReadOptions, filename: str) -> Raw:
    """Return the columns of a delimited text, every cell as text.

    Raises
    ------
    LoupeError
        When encoding, separator or a cell make it unreadable.
    """
    decoded = decode(data, options, filename)
    separator, sure = _separator(decoded.text, options, filename)
    parsed = rows.parse(decoded.text, separator, filename)
    start = dialect.preamble(parsed.first, parsed.width) if options.header is not False else 0
    if start and not parsed.lines:
        parsed = rows.parse_lines(decoded.text, separator, filename)
    raw = _with_names(parsed, start, options)
    guesses = (
        Guess("encoding", decoded.encoding, decoded.confidence),
        Guess("separator", "none" if separator == NONE else separator, sure),
        *raw.guesses,
    )
    told = (*_close_call(separator, sure), *_blank_lines(decoded.text, len(raw.names)))
    notices = (*decoded.notices, *told, *raw.notices)
    # where the comma separates cells, "1,5" in quotes is a decimal only if its column shows it
    decimal = options.decimal or ("," if separator == ";" else "")
    return dataclasses.replace(raw, notices=notices, guesses=guesses, decimal=decimal)


def _separator(text: str, options: ReadOptions, filename: str) -> tuple[str, float]:
    if options.separator is None:
        ranked = dialect.readings(text)
        if dialect.is_prose(text, ranked[0]):
            return NONE, 0.8
        return ranked[0].separator, dialect.confidence(ranked)
    if options.separator == "none":
        return NONE, 1.0
    separator = {"\\t": "\t", "tab": "\t"}.get(options.separator, options.separator)
    if len(separator) != 1 or separator in '"\r\n':
        where = Where(file=filename, field="separator")
        raise LoupeError(BAD_SEPARATOR, where, separator=options.separator)
    return separator, 1.0


def _close_call(separator: str, sure: float) -> tuple[Notice, ...]:
    facts = (("separator", separator), ("sure", sure))
    return (Notice("guessed_separator", facts),) if sure < 0.7 else ()


def _blank_lines(text: str, width: int) -> tuple[Notice, ...]:
    """In a table of one column a blank line may have been a missing value."""
    count = sum(not line.strip() for line in text.strip().splitlines()) if width == 1 else 0
    return (Notice("blank_lines", (("count", count),)),) if count else ()


def _with_names(parsed: Parsed, start: int, options: ReadOptions) -> Raw:
    header, sure = options.header, 1.0
    if header is None:
        header, sure = dialect.has_header(parsed.first[start : start + dialect.SAMPLE_ROWS])
    names = parsed.row(start) if header else []
    body = parsed.from_row(start + header)
    notices: tuple[Notice, ...] = (Notice("preamble", (("count", start),)),) if start else ()
    if not header:
        notices += (Notice("no_header", (("sure", sure),)),)
    raw = _fitted(names, body, notices, sure)
    rejects = (*parsed.set_aside(start, "stands before the table"), *raw.rejects)
    return dataclasses.replace(raw, rejects=rejects)


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
    header = Guess("header", any(names), sure)
    rejects = tuple(sorted((*body.rejects, *long), key=lambda reject: reject.line))
    if rejects:
        facts = (("count", len(rejects)), ("line", rejects[0].line), ("why", rejects[0].reason))
        notices = (*notices, Notice("rejected", facts))
    return Raw(tuple(names), _padded(table, width), rejects, notices, (header,))


def _one_more(names: list[str], body: Parsed) -> tuple[list[str], Notice]:
    """All rows have a cell more than the header: name it, in front when it labels the rows."""
    firsts = body.cells(0)
    if len(set(firsts)) == len(firsts) and not all(not cell for cell in body.cells(-1)):
        return ["", *names], Notice("unnamed_column", (("place", "first"),))
    return [*names, ""], Notice("unnamed_column", (("place", "last"),))


def _padded(table: pl.DataFrame, width: int) -> tuple[pl.Series, ...]:
    return tuple(table.get_columns()[:width])
