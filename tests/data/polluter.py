"""Dirty CSV files whose clean table is known: every kind of dirt, seeded, in any mixture.

A :class:`Draft` is a clean table. *Columns* are kinds of values, each cell with its writing and
its meaning; *pollutions* change how the table stands in the file, never what it means.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Rng = random.Random
_MARKS = {"utf-8-sig": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe"}
_BARE = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}


@dataclass(frozen=True)
class Cell:
    """How a value is written, and what it means: number, date, bool, text, None for missing."""

    writing: str
    meaning: Any


@dataclass
class Draft:
    """A table and how it will be written."""

    names: list[str]
    rows: list[list[Cell]]
    separator: str = ","
    end: str = "\n"
    encoding: str = "utf-8"
    quote_all: bool = False
    above: list[str] = field(default_factory=list)
    header: list[str] | None = None
    """Lines of names; None: one line of ``names``."""
    below: list[str] = field(default_factory=list)
    spoilt: dict[int, str] = field(default_factory=dict)
    """Lines that are written otherwise, by row."""
    inserted: dict[int, list[str]] = field(default_factory=dict)
    """Lines before a row."""
    foreign: set[int] = field(default_factory=set)
    """Rows written in another encoding than the rest."""
    options: dict[str, Any] = field(default_factory=dict)
    expected: set[str] = field(default_factory=set)
    """Notices of which one at least has to be there."""

    def line(self, cells: list[str]) -> str:
        """Return *cells* as one line."""
        return self.separator.join(self.quoted(cell) for cell in cells)

    def quoted(self, cell: str) -> str:
        """Return *cell* with quotes where it needs some."""
        special = (*self.separator, '"', "\n", "\r")
        if self.quote_all or any(mark in cell for mark in special):
            return '"' + cell.replace('"', '""') + '"'
        return cell

    def content(self) -> bytes:
        """Return the file."""
        header = [self.line(self.names)] if self.header is None else self.header
        parts = [self._encoded(line) for line in (*self.above, *header)]
        for i, row in enumerate(self.rows):
            parts += [self._encoded(line) for line in self.inserted.get(i, [])]
            line = self.spoilt.get(i) or self.line([cell.writing for cell in row])
            parts.append(self._encoded(line, "cp1252" if i in self.foreign else None))
        parts += [self._encoded(line) for line in self.below]
        start = _MARKS.get(self.encoding, b"")
        return start + self._encoded(self.end).join(parts) + self._encoded(self.end)

    def _encoded(self, text: str, encoding: str | None = None) -> bytes:
        return text.encode(encoding or _BARE.get(self.encoding, self.encoding), "replace")


# --------------------------------------------------------------------------- kinds of columns

Maker = Callable[[Rng, int], list[Cell]]


def _cells(pairs: list[tuple[str, Any]]) -> list[Cell]:
    return [Cell(writing, meaning) for writing, meaning in pairs]


def whole(rng: Rng, n: int) -> list[Cell]:
    numbers = [rng.randint(-1000, 1000) for _ in range(n)]
    return _cells([(str(i), i) for i in numbers])


def decimal(rng: Rng, n: int) -> list[Cell]:
    numbers = [f"{rng.uniform(-100, 100):.3f}" for _ in range(n)]
    return _cells([(text, float(text)) for text in numbers])


def exact(rng: Rng, n: int) -> list[Cell]:
    numbers = [repr(rng.gauss(0, 1)) for _ in range(n)]
    return _cells([(text, float(text)) for text in numbers])


def zip_codes(rng: Rng, n: int) -> list[Cell]:
    codes = ["02134", *[f"{rng.randint(0, 99999):05d}" for _ in range(n - 1)]]
    return _cells([(text, text) for text in codes])


def one_zero(rng: Rng, n: int) -> list[Cell]:
    """Codes of which only the last has a leading zero."""
    codes = [str(rng.randint(1000, 9999)) for _ in range(n - 1)] + ["0123"]
    return _cells([(text, text) for text in codes])


def zero_decimal(rng: Rng, n: int) -> list[Cell]:
    codes = [f"{rng.randint(1, 99)}.5" for _ in range(n - 1)] + ["007.5"]
    return _cells([(text, text) for text in codes])


def big(rng: Rng, n: int) -> list[Cell]:
    """Whole numbers over 2^53, beside blanks."""
    numbers = [2**53 + 1 + 2 * rng.randint(0, 10**9) for _ in range(n)]
    return _cells([(str(i), i) if rng.random() < 0.7 else ("", None) for i in numbers])


def bigger(rng: Rng, n: int) -> list[Cell]:
    numbers = [2**64 + rng.randint(0, 10**6) for _ in range(n)]
    return _cells([(str(i), i) for i in numbers])


def big_beside_decimals(rng: Rng, n: int) -> list[Cell]:
    return _cells([("9007199254740993", 9007199254740993), *[("0.5", 0.5)] * (n - 1)])


def long_decimals(rng: Rng, n: int) -> list[Cell]:
    numbers = ["0." + "".join(rng.choices("123456789", k=25)) for _ in range(n)]
    return _cells([(text, text) for text in numbers])


def namibia(rng: Rng, n: int) -> list[Cell]:
    """Country codes, in which NA is one."""
    codes = ["NA", "DE", "FR", "IT", "ES", "PT", "SE", "NO", "FI", "DK", "ZA", "BW"]
    return _cells([(code, code) for code in rng.choices(codes, k=n)])


def tokens(rng: Rng, n: int) -> list[Cell]:
    """Words among which some mean that there is none."""
    words = ["NA", "null", "None", "-", "?", "#N/A", "n/a", "Gravel", "Sand"]
    return _cells([(word, word) for word in rng.choices(words, k=n)])


def gaps(rng: Rng, n: int) -> list[Cell]:
    marks = ["NA", "null", "", "-", "?", "n/a"]
    numbers = [(str(i), i) for i in (rng.randint(0, 99) for _ in range(n))]
    return _cells([p if rng.random() < 0.7 else (rng.choice(marks), None) for p in numbers])


def exponents(rng: Rng, n: int) -> list[Cell]:
    return _cells([(t, t) for t in (f"{rng.randint(1, 9)}e{rng.randint(1, 9)}" for _ in range(n))])


def scientific(rng: Rng, n: int) -> list[Cell]:
    numbers = [f"{rng.uniform(1, 9):.2f}e-0{rng.randint(1, 9)}" for _ in range(n)]
    return _cells([(text, float(text)) for text in numbers])


def comma_decimal(rng: Rng, n: int) -> list[Cell]:
    numbers = [f"{rng.uniform(-100, 100):.2f}" for _ in range(n)]
    return _cells([(text.replace(".", ","), float(text)) for text in numbers])


def grouped(rng: Rng, n: int) -> list[Cell]:
    """Whole numbers with a comma between thousands, all of them."""
    numbers = [rng.randint(1000, 999_999) for _ in range(n)]
    return _cells([(f"{i:,}", i) for i in numbers])


def grouped_by_points(rng: Rng, n: int) -> list[Cell]:
    numbers = [rng.randint(1000, 999_999) for _ in range(n)]
    return _cells([(f"{i:,}".replace(",", "."), i) for i in numbers])


def continental(rng: Rng, n: int) -> list[Cell]:
    """1.234,56"""
    numbers = [f"{rng.uniform(1000, 99999):.2f}" for _ in range(n)]
    swap = str.maketrans(",.", ".,")
    return _cells([(f"{float(t):,.2f}".translate(swap), float(t)) for t in numbers])


def percent(rng: Rng, n: int) -> list[Cell]:
    return _cells([(f"{i} %", f"{i} %") for i in (rng.randint(0, 100) for _ in range(n))])


def currency(rng: Rng, n: int) -> list[Cell]:
    sign = rng.choice(["€", "$", "£"])
    return _cells([(f"{sign}{i}", f"{sign}{i}") for i in (rng.randint(1, 99) for _ in range(n))])


def brackets(rng: Rng, n: int) -> list[Cell]:
    return _cells([(f"({i})", -i) for i in (rng.randint(1, 99) for _ in range(n))])


def yes_no(rng: Rng, n: int) -> list[Cell]:
    words = ["True", "yes", "1", "no", "FALSE", "0"]
    return _cells([(word, word) for word in rng.choices(words, k=n)])


def true_false(rng: Rng, n: int) -> list[Cell]:
    return _cells([(w, w == "true") for w in rng.choices(["true", "false"], k=n)])


def iso_dates(rng: Rng, n: int) -> list[Cell]:
    days = [datetime.date(2020, 1, 1) + datetime.timedelta(rng.randint(0, 2000)) for _ in range(n)]
    return _cells([(day.isoformat(), day) for day in days])


def iso_times(rng: Rng, n: int) -> list[Cell]:
    start = datetime.datetime(2020, 1, 1)
    times = [start + datetime.timedelta(seconds=rng.randint(0, 10**8)) for _ in range(n)]
    return _cells([(str(time), time) for time in times])


def day_first(rng: Rng, n: int) -> list[Cell]:
    days = [datetime.date(2020, 1, rng.randint(1, 28)) for _ in range(n - 1)]
    days.append(datetime.date(2020, 5, 31))
    return _cells([(f"{day:%d/%m/%Y}", day) for day in days])


def ambiguous(rng: Rng, n: int) -> list[Cell]:
    days = [datetime.date(2020, rng.randint(1, 12), rng.randint(1, 12)) for _ in range(n)]
    return _cells([(f"{day:%m/%d/%Y}", day) for day in days])


def both_orders(rng: Rng, n: int) -> list[Cell]:
    """Dates of two makers in one column."""
    return _cells([(t, t) for t in ("13/02/2020", "02/13/2020", *["01/02/2020"] * (n - 2))])


def extreme_years(rng: Rng, n: int) -> list[Cell]:
    days = [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)]
    days += [datetime.date(1900, 2, 28) for _ in range(n - 2)]
    return _cells([(day.isoformat(), day) for day in days])


def impossible_dates(rng: Rng, n: int) -> list[Cell]:
    days = ["2023-02-30", *[f"2023-01-{rng.randint(10, 31)}" for _ in range(n - 1)]]
    return _cells([(day, day) for day in days])


def zones(rng: Rng, n: int) -> list[Cell]:
    marks = ["Z", "+01:00", "+02:00"]
    return _cells([(t, t) for t in (f"2020-01-01T10:00{rng.choice(marks)}" for _ in range(n))])


def infinite(rng: Rng, n: int) -> list[Cell]:
    numbers = [("inf", float("inf")), ("-0.0", -0.0), *[("1.5", 1.5)] * (n - 2)]
    return _cells(numbers)


def overflow(rng: Rng, n: int) -> list[Cell]:
    return _cells([("1e+400", "1e+400"), *[("1.5", 1.5)] * (n - 1)])


def phones(rng: Rng, n: int) -> list[Cell]:
    return _cells([(t, t) for t in (f"+49{rng.randint(1000, 9999)}" for _ in range(n))])


def prose(rng: Rng, n: int) -> list[Cell]:
    texts = ["one, two", 'she said "no"', "plain", "a; b | c", "tab\there", "", "é and ü", "it's 5"]
    return _cells([(t, t or None) for t in rng.choices(texts, k=n)])


def lines(rng: Rng, n: int) -> list[Cell]:
    texts = ["two\nlines", 'quote "in"\nlines', "one"]
    return _cells([(t, t) for t in rng.choices(texts, k=n)])


def inches(rng: Rng, n: int) -> list[Cell]:
    return _cells([(t, t) for t in (f'{rng.randint(1, 9)}" pipe' for _ in range(n))])


def padded(rng: Rng, n: int) -> list[Cell]:
    return _cells([(f"  {i} ", i) for i in (rng.randint(0, 99) for _ in range(n))])


def late_words(rng: Rng, n: int) -> list[Cell]:
    """Numbers, but for the last."""
    return _cells([*[(str(i), i) for i in range(n - 1)], ("about 7", "about 7")])


COLUMNS: tuple[Maker, ...] = (
    whole, decimal, exact, zip_codes, one_zero, zero_decimal, big, bigger, big_beside_decimals,
    long_decimals, namibia, tokens, gaps, exponents, scientific, comma_decimal, grouped,
    grouped_by_points, continental, percent, currency, brackets, yes_no, true_false, iso_dates,
    iso_times, day_first, ambiguous, both_orders, extreme_years, impossible_dates, zones, infinite,
    overflow, phones, prose, lines, inches, padded, late_words,
)  # fmt: skip

# ---------------------------------------------------------------------------------- pollutions

Pollution = Callable[[Draft, Rng], None]


def _single(draft: Draft, rng: Rng) -> int:
    """Return a row that stands on one line, not the first or last."""
    whole_lines = [
        i
        for i in range(2, len(draft.rows) - 2)
        if not any("\n" in cell.writing for cell in draft.rows[i]) and i not in draft.spoilt
    ]
    return rng.choice(whole_lines or [2])


def semicolons(draft: Draft, rng: Rng) -> None:
    draft.separator = ";"


def tabs(draft: Draft, rng: Rng) -> None:
    draft.separator = "\t"


def bars(draft: Draft, rng: Rng) -> None:
    draft.separator = "|"


def double_bars(draft: Draft, rng: Rng) -> None:
    draft.separator = "||"


def crlf(draft: Draft, rng: Rng) -> None:
    draft.end = "\r\n"


def cr(draft: Draft, rng: Rng) -> None:
    draft.end = "\r"


def mixed_ends(draft: Draft, rng: Rng) -> None:
    row = _single(draft, rng)
    draft.spoilt[row] = draft.line([cell.writing for cell in draft.rows[row]]) + "\r"


def western(draft: Draft, rng: Rng) -> None:
    draft.encoding = "cp1252"


def wide(draft: Draft, rng: Rng) -> None:
    draft.encoding = "utf-16"


def marked(draft: Draft, rng: Rng) -> None:
    draft.encoding = "utf-8-sig"


def foreign_line(draft: Draft, rng: Rng) -> None:
    """A line in another encoding; each line of the rest has a letter beyond ASCII."""
    for row in draft.rows:
        row[0] = Cell(f"{row[0].writing}é", f"{row[0].writing}é")
    draft.foreign.add(_single(draft, rng))
    draft.expected.add("mixed_encoding")


def nul(draft: Draft, rng: Rng) -> None:
    row = _single(draft, rng)
    draft.spoilt[row] = "\x00" + draft.line([cell.writing for cell in draft.rows[row]])
    draft.options["drop_nul"] = True
    draft.expected.add("nul_removed")


def preamble(draft: Draft, rng: Rng) -> None:
    draft.above = ["Sales of the region", "made in March", ""]
    draft.expected.add("preamble")


def units(draft: Draft, rng: Rng) -> None:
    draft.header = [draft.line(draft.names), draft.line(["-"] + ["[kg]"] * (len(draft.names) - 1))]


def two_headers(draft: Draft, rng: Rng) -> None:
    """The first row of names spans the columns below it."""
    width = len(draft.names)
    top = ["", "group", *[""] * (width - 2)]
    draft.header = [draft.line(top), draft.line(draft.names)]


def totals(draft: Draft, rng: Rng) -> None:
    draft.below.append(draft.line(["Total", *[str(7 * i) for i in range(1, len(draft.names))]]))


def notes(draft: Draft, rng: Rng) -> None:
    draft.below += ["", "Source: office of statistics"]


def second_table(draft: Draft, rng: Rng) -> None:
    width = len(draft.names)
    draft.below += ["", draft.line(["other", *[f"z{i}" for i in range(1, width)]])]
    draft.below += [draft.line([f"o{i}", *["5"] * (width - 1)]) for i in range(3)]


def same_names(draft: Draft, rng: Rng) -> None:
    draft.names[-1] = draft.names[1]
    draft.expected.add("duplicate_names")


def twins(draft: Draft, rng: Rng) -> None:
    pair = ("caf\u00e9", "cafe\u0301") if draft.encoding != "cp1252" else ("a b", "a\u00a0b")
    draft.names[1], draft.names[-1] = pair
    draft.expected.add("look_alike_names")


def blank_name(draft: Draft, rng: Rng) -> None:
    draft.names[1] = ""
    draft.expected.add("blank_names")


def hard_names(draft: Draft, rng: Rng) -> None:
    draft.names[1], draft.names[-1] = "; DROP TABLE", " 😀 "


def no_header(draft: Draft, rng: Rng) -> None:
    draft.header = []
    draft.options["header"] = False


def long_row(draft: Draft, rng: Rng) -> None:
    row = _single(draft, rng)
    draft.spoilt[row] = draft.line([c.writing for c in draft.rows[row]] + ["extra"])
    draft.expected.add("rejected")


def all_longer(draft: Draft, rng: Rng) -> None:
    """The labels of the rows have no name."""
    draft.header = [draft.line(draft.names[1:])]
    draft.names[0] = ""
    draft.expected.add("unnamed_column")


def short_row(draft: Draft, rng: Rng) -> None:
    row = _single(draft, rng)
    draft.spoilt[row] = draft.line([c.writing for c in draft.rows[row]][:-1])
    draft.rows[row][-1] = Cell("", None)
    draft.expected.add("short_rows")


def open_quote(draft: Draft, rng: Rng) -> None:
    row = _single(draft, rng)
    cells = [draft.quoted(c.writing) for c in draft.rows[row]]
    draft.spoilt[row] = draft.separator.join([*cells[:-1], '"open'])
    draft.rows[row][-1] = Cell('"open', '"open')


def stray_quote(draft: Draft, rng: Rng) -> None:
    """A quote in front of a cell, never closed; the next quotes come later, if at all."""
    row = _single(draft, rng)
    cells = [draft.quoted(c.writing) for c in draft.rows[row]]
    draft.spoilt[row] = draft.separator.join([cells[0], '"odd', *cells[2:]])
    draft.rows[row][1] = Cell('"odd', '"odd')


def nickname(draft: Draft, rng: Rng) -> None:
    row = _single(draft, rng)
    cells = [draft.quoted(c.writing) for c in draft.rows[row]]
    draft.spoilt[row] = draft.separator.join([cells[0], '"Big" Joe', *cells[2:]])
    draft.rows[row][1] = Cell('"Big" Joe', '"Big" Joe')


def backslashes(draft: Draft, rng: Rng) -> None:
    row = _single(draft, rng)
    cells = [draft.quoted(c.writing) for c in draft.rows[row]]
    draft.spoilt[row] = draft.separator.join([cells[0], '"say \\"hi\\""', *cells[2:]])
    draft.rows[row][1] = Cell('say "hi"', 'say "hi"')
    draft.expected |= {"escaped_quotes", "stray_quotes", "rejected"}


def blank_lines(draft: Draft, rng: Rng) -> None:
    draft.inserted.setdefault(_single(draft, rng), []).extend(["", ""])


def header_again(draft: Draft, rng: Rng) -> None:
    draft.inserted.setdefault(_single(draft, rng), []).append(draft.line(draft.names))
    draft.expected.add("rejected")


def all_quoted(draft: Draft, rng: Rng) -> None:
    draft.quote_all = True


FORMS: tuple[Pollution, ...] = (semicolons, tabs, bars, double_bars, all_quoted)
TEXTS: tuple[Pollution, ...] = (crlf, cr, western, wide, marked, foreign_line, nul, mixed_ends)
HEADS: tuple[Pollution, ...] = (
    preamble, units, two_headers, same_names, twins, blank_name, hard_names, no_header, all_longer,
    header_again,
)  # fmt: skip
ROWS: tuple[Pollution, ...] = (
    long_row, short_row, open_quote, stray_quote, nickname, backslashes, blank_lines, totals,
    notes, second_table,
)  # fmt: skip
POLLUTIONS = (*FORMS, *TEXTS, *HEADS, *ROWS)


@dataclass(frozen=True)
class Polluted:
    """A dirty file, and the table it stands for; ``how`` lists what was done to it."""

    how: tuple[str, ...]
    draft: Draft
    content: bytes


def polluted(seed: int) -> Polluted:
    """Return dirty file number *seed*; any run of 40 has each column, of 33 each pollution."""
    rng = Rng(seed)
    n = rng.randint(9, 24)
    makers = [COLUMNS[seed % len(COLUMNS)], *rng.sample(COLUMNS, rng.randint(2, 4))]
    columns = [maker(rng, n) for maker in makers]
    keys = [Cell(f"r{i:03d}", f"r{i:03d}") for i in range(n)]
    names = ["key", *[f"{maker.__name__} {i}" for i, maker in enumerate(makers)]]
    draft = Draft(names, [list(row) for row in zip(keys, *columns, strict=True)])
    first = POLLUTIONS[seed % len(POLLUTIONS)]
    chosen = [first]
    for group in (FORMS, TEXTS, HEADS, ROWS):
        if first not in group and rng.random() < 0.4:
            chosen.append(rng.choice(group))
    chosen.sort(key=POLLUTIONS.index)
    for pollution in chosen:
        pollution(draft, rng)
    how = (*(maker.__name__ for maker in makers), *(p.__name__ for p in chosen))
    return Polluted(how, draft, draft.content())
