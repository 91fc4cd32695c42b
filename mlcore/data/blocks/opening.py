"""The beginning of a large text: how it is cut, where its table begins, and its names."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace

from mlcore.data import delimited, encoding, rows, separators
from mlcore.data.blocks.irregular import Foreign, Irregular
from mlcore.data.dataset import Notice, Reject
from mlcore.data.encoding import Decoded
from mlcore.data.forms import Form
from mlcore.data.heading import Heading, heading
from mlcore.data.options import ReadOptions
from mlcore.data.quotes import width_of
from mlcore.data.raw import Guess
from mlcore.data.rows import Parsed
from mlcore.data.source import Source

HEAD = 2_000_000
"""Bytes that are looked at: all that ever decides how a text is cut, and more."""
FEWEST_ROWS = 500
"""So many of them have to be in that."""


@dataclass(frozen=True)
class Opening:
    """What the beginning of a text decides about all of it.

    Parameters
    ----------
    form : Form
        How lines are cut.
    heading : Heading
        Where the table begins, and its names.
    width : int
        Cells of a row.
    sampled : int
        Cells of a record, as records with wrong quotes are measured.
    offset, line : int
        Bytes and lines before the first values.
    marked : bool
        Whether the bytes begin with the mark of UTF-8.
    decimal : str
        What stands before decimals.
    guesses, notices
        As of a dataset, about the beginning.
    before, units
        Lines set aside before the table, and below its names.
    above : list of list of str
        The rows from the heading to the first values.
    first : list of str
        The first row of the table: its header, if it has one.
    """

    form: Form
    heading: Heading
    width: int
    sampled: int
    offset: int
    line: int
    marked: bool
    decimal: str
    guesses: tuple[Guess, ...]
    notices: tuple[Notice, ...]
    before: tuple[Reject, ...]
    units: tuple[Reject, ...]
    above: list[list[str]]
    first: list[str]


def opened(found: Source, options: ReadOptions, known: Decoded | None = None) -> Opening:
    """Return what the beginning of *found* decides.

    Parameters
    ----------
    found : Source
        A text in UTF-8.
    options : ReadOptions
        What a person chose.
    known : Decoded or None
        What it was before it was written in UTF-8; None: nothing else.

    Raises
    ------
    Irregular
        When the text is not plain UTF-8, or not cut at one character.
    LoupeError
        When an option is impossible.
    """
    told = known or Decoded("", "utf-8")
    text, marked = _beginning(found, replace(options, encoding="utf-8") if known else options)
    cut = separators.chosen(text, options, found.filename)
    if cut.text is not text:
        raise Irregular("separator")
    form = Form(cut.character, '"' if options.quote is None else options.quote)
    parsed = rows.parse_lines(text, form, found.filename)
    top = heading(parsed, options)
    body = parsed.part(top.start)
    line = _first_line(body, top)
    _refuse_odd(parsed, body, top, line)
    if found.size > HEAD and (body.height <= FEWEST_ROWS or len(parsed.lines) <= FEWEST_ROWS):
        raise Irregular("long rows")
    before = sum(len(part.encode()) for part in parsed.lines[: line - 1])
    return Opening(
        form,
        top,
        body.width,
        width_of(parsed.lines, form),
        before + marked * len(codecs.BOM_UTF8),
        line - 1,
        marked,
        delimited.decimal_of(cut, options),
        delimited.seen(told, cut),
        (*told.notices, *delimited.close_call(cut)),
        parsed.set_aside(slice(top.start), delimited.BEFORE),
        body.set_aside(slice(1, 2), delimited.UNITS) if top.above.units else (),
        [cells for _, cells in body.ragged[: top.rows]],
        body.row(0),
    )


def _beginning(found: Source, options: ReadOptions) -> tuple[str, bool]:
    """Return the first lines of *found*, and whether they are marked as UTF-8."""
    with found.open() as file:
        data = file.read(HEAD)
    if len(data) == HEAD:
        data = data[: data.rfind(b"\n") + 1]
    if b"\0" in data or not data or not _is_utf8(options):
        raise Foreign("encoding")
    try:
        decoded = encoding.decode(data, options, found.filename)
    except UnicodeError:
        raise Foreign("encoding") from None
    if decoded.encoding != "utf-8" or decoded.notices or decoded.others:
        raise Foreign("encoding")
    return decoded.text, data.startswith(codecs.BOM_UTF8)


def _is_utf8(options: ReadOptions) -> bool:
    try:
        return not options.encoding or codecs.lookup(options.encoding).name == "utf-8"
    except (LookupError, ValueError):
        return False


def _first_line(body: Parsed, top: Heading) -> int:
    if body.height <= top.rows + 1:
        raise Irregular("no rows")
    return body.ragged[top.rows][0]


def _refuse_odd(parsed: Parsed, body: Parsed, top: Heading, line: int) -> None:
    """Leave what only the whole file can settle to those who read the whole file."""
    early = any(reject.line < line for reject in parsed.rejects)
    lines = (dict(notice.facts)["lines"] for notice in parsed.notices)
    if early or any(at < line for found in lines for at in found):
        raise Irregular("quotes above the table")
    if body.width < 2 or (top.names and len(top.names) != body.width):
        raise Irregular("width")
    if top.start >= len(parsed.first) or parsed.width != body.width:
        raise Irregular("preamble")
