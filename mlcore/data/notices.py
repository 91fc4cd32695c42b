"""The sentence of each notice about reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mlcore.data.dataset import Notice
from mlcore.language import _, count

SENTENCES: dict[str, str] = {
    "guessed_encoding": "The text is written in {encoding}, as far as can be told.",
    "mixed_encoding": "{lines_text} did not fit {encoding} and were read as {other}.",
    "nul_removed": "{count_text} (NUL) removed, the first in line {line}.",
    "guessed_separator": "Columns were cut at {separator_text}; another way is nearly as likely.",
    "preamble": "{count_text} before the table left out.",
    "blank_lines": "{count_text} left out.",
    "no_header": "The first row holds values, not names; columns got numbers as names.",
    "unnamed_column": "Rows have one cell more than there are names; the {place} column got one.",
    "short_rows": "{count_text} had too few cells; the rest is missing (first: line {first}).",
    "stray_quotes": "Quotes stand wrong in {count_text} and were read as they are; first: line "
    "{first}.",
    "escaped_quotes": "Quotes after a backslash were read as part of the text in {count_text}.",
    "glued_lines": "From line {first} a quoted cell runs over lines that look like rows of "
    "their own ({count_text}); read without quotes, they would be rows.",
    "units_row": "Line {line} holds units and was set aside.",
    "two_headers": "Two rows of names were joined, the second in line {line}.",
    "footer": "{count_text} below the table set aside: totals or notes.",
    "second_table": "A second table begins in line {line}; its {count_text} were set aside.",
    "rejected": "{count_text} did not fit and {be} set aside (first: line {line}, {why}).",
    "events_refused": "{count_text} could not be understood and {be} set aside; first: {why}.",
    "read_by_content": "The file is {format}, whatever its name says, and was read as that.",
    "unpacked": "Taken out of a {packing} archive: {entry}.",
    "other_entries": "Read from “{entry}” in the archive; there are others: {others_text}.",
    "other_tables": "Read from the table “{table}”; there are others: {others_text}.",
    "write_ahead": "Changes still waiting in a second file of this database are not in it.",
    "hidden_sheet": "The sheet “{sheet}” is hidden in the workbook.",
    "merged_cells": "{count_text} of merged ranges got the value of the first.",
    "unsaved_formulas": "{count_text} without a saved result, empty here (first: {cell}).",
    "closed_up": "Empty rows and columns inside the sheet were left out.",
    "durations": "Durations were read as seconds in {columns}.",
    "flattened": "Objects were spread over columns of their own: {columns}.",
    "other_lists": "The table was found under “{key}”; there are others: {others_text}.",
    "look_alike_names": "These column names look the same but are not: {columns}.",
    "other_sheets": "Read from the sheet “{sheet}”; there are others: {others_text}.",
    "duplicate_names": "Columns with the same name were numbered: {columns}.",
    "blank_names": "Columns without a name got one: {columns}.",
    "missing_tokens": "Read as missing: {tokens_text}.",
    "decimal_comma": "Decimal commas were read in {columns}.",
    "date_order": "Dates with the {order} first in {columns}.",
    "ambiguous_dates": "Day or month first? Kept as text: {columns}.",
    "numbers_in_writing": "Numbers with {signs} were read in {columns}.",
    "booleans_in_writing": "Yes and no, {words_text}, were read in {columns}.",
    "maybe_numbers": "These look like numbers with {forms_text}, kept as text: {columns}.",
    "maybe_thousands": "Points were read before decimals in {columns}; they might stand between "
    "thousands.",
    "maybe_booleans": "These look like yes and no, kept as text: {columns}.",
    "long_decimals": "More than 17 digits cannot be kept exactly; rounded: {columns}.",
    "mixed_zones": "Times in several zones are kept as text: {columns}.",
    "time_zone": "Times in {columns} are in the zone {zone}.",
    "infinite": "There are infinite values in {columns}.",
    "nested": "Lists and objects are kept as text in {columns}.",
    "rows_cut": "Cut at {count_text}; the answer has more.",
    "binary": "Bytes are not kept; {columns} say how many there were.",
    "json_part": "The table was found under “{key}”; the rest of the file was left out.",
    "alone_kept": "{count_text} of “{table}” found no partner; the rest is missing there.",
    "alone_left_out": "{count_text} of “{table}” found no partner and {be_count} left out.",
    "multiplied": "{count_text} of “{table}” met more than one partner, once in a row for each.",
    "repeated": "{count_text} of “{table}” {be_count} repeated, once for each partner.",
    "suffixed": "Columns of “{table}” whose names were taken got another: {columns}.",
    "stacked": "{count_text} with the same columns were put one below the other: {names_text}.",
    "only_in_one": "Only “{table}” has {columns}; missing in the rows of “{other}”.",
}
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_NOUNS = {
    "nul_removed": "invisible character",
    "preamble": "row",
    "blank_lines": "blank line",
    "short_rows": "row",
    "rejected": "line",
    "events_refused": "event",
    "merged_cells": "cell",
    "unsaved_formulas": "formula",
    "stray_quotes": "line",
    "escaped_quotes": "line",
    "glued_lines": "place",
    "footer": "row",
    "second_table": "row",
    "rows_cut": "row",
    "alone_kept": "row",
    "alone_left_out": "row",
    "multiplied": "row",
    "repeated": "row",
    "stacked": "table",
}


def sentence(notice: Notice) -> str:
    """Return *notice* as one plain sentence."""
    facts: dict[str, Any] = {"columns": _listed(notice.columns), **dict(notice.facts)}
    number = facts.get("count", 0)
    if notice.code in _NOUNS:
        facts["count_text"] = count(number, _NOUNS[notice.code])
    facts["be_count"] = "was" if number == 1 else "were"
    lines = facts.get("lines", ())
    facts["first"] = lines[0] if lines else ""
    facts["lines_text"] = count(number, "line")
    facts["be"] = "was" if number == 1 else "were"
    facts["separator_text"] = SEPARATORS.get(facts.get("separator", ""), "another character")
    facts["others_text"] = _listed(facts.get("others", ()))
    facts["names_text"] = _listed(facts.get("names", ()))
    tokens = facts.get("tokens", ())
    facts["tokens_text"] = ", ".join(f"“{token}” {n:,} times" for token, n in tokens)
    facts["signs"] = _signs(facts)
    facts["forms_text"] = ", ".join(facts.get("forms", ()))
    facts["words_text"] = ", ".join(f"“{word}”" for word, _true in facts.get("words", ()))
    return _(SENTENCES[notice.code]).format(**facts)


def _signs(facts: Mapping[str, Any]) -> str:
    marks = (("thousands", "“{}” between thousands"), ("decimal", "“{}” before decimals"))
    found = [text.format(facts[key]) for key, text in marks if facts.get(key)]
    return ", ".join([*found, "percent signs"] if facts.get("percent") else found)


def _listed(names: Sequence[str], most: int = 3) -> str:
    shown = ", ".join(f"“{name[:60]}”" for name in names[:most])
    rest = len(names) - most
    return f"{shown} and {rest:,} more" if rest > 0 else shown
