"""How the text file of a table is written, as its reading found it: for a script that reads it."""

from __future__ import annotations

from typing import Any

from mlcore.data.dataset import Dataset
from mlcore.data.options import MISSING_TOKENS

_LOST = {"mixed_encoding", "unpacked", "read_by_content"}
"""Readings that a script does not repeat."""
_CARE = {
    "preamble", "units_row", "footer", "second_table", "two_headers", "no_header", "rejected",
    "short_rows", "unnamed_column", "stray_quotes", "glued_lines", "escaped_quotes",
    "duplicate_names", "blank_names", "nul_removed",
}  # fmt: skip
"""Readings that need more than a line with names and rows of one width."""
Form = dict[str, Any]


def repeatable(data: Dataset) -> bool:
    """Tell whether a script can read the file of *data* as it was read; else it wants Parquet."""
    told = {notice.code: dict(notice.facts) for notice in data.warnings}
    whole = told.get("rejected", {}).get("count", 0) <= len(data.rejects)
    return whole and not _LOST & told.keys()


def text_form(data: Dataset | None) -> Form:
    """Return how a CSV is written: what pandas reads it by, or what :func:`read_rows` needs.

    Beside that, under ``"columns"``, how the values of columns are written.
    """
    if data is None:
        return {"na_values": ["", *MISSING_TOKENS]}
    options = {**dict(data.lineage.found), **dict(data.lineage.options)}
    tokens = ["", *(options.get("missing") or MISSING_TOKENS)]
    told = {notice.code: dict(notice.facts) for notice in data.warnings}
    form: Form = {"na_values": tokens}
    kept = _kept(data, tokens)
    if kept or _CARE & told.keys() or _odd(options):
        form |= _by_rows(data, options, told, kept)
    else:
        form |= {
            name: options[option]
            for option, name in (("separator", "sep"), ("encoding", "encoding"))
            if option in options
        }
    columns = _columns(data, options)
    return form | ({"columns": columns} if columns else {})


def _odd(options: dict[str, Any]) -> bool:
    """Tell whether the separator or quote is none that pandas knows, or a cell was left out."""
    odd = len(options.get("separator", ",")) > 1 or options.get("quote", '"') != '"'
    return odd or options.get("header") is False or bool(options.get("skip"))


def _by_rows(
    data: Dataset, options: dict[str, Any], told: dict[str, Any], kept: dict[str, list[str]]
) -> Form:
    header = 0 if options.get("header") is False else 2 if "two_headers" in told else 1
    back = {new: old for old, new in data.lineage.renamed}
    by_place = header != 1 or told.keys() & {"unnamed_column", "blank_names"}
    labels = [] if by_place else [back.get(name, name).strip() for name in data.names]
    return {
        "encoding": options.get("encoding", "utf-8"), "sep": options.get("separator", ","),
        "quote": options.get("quote", '"'), "nul": "nul_removed" in told, "header": header,
        "labels": labels, "without": sorted({reject.line for reject in data.rejects}),
        "kept": kept,
    }  # fmt: skip


def _kept(data: Dataset, tokens: list[str]) -> dict[str, list[str]]:
    """Return which tokens are values in which columns: ``NA`` among the codes of countries."""
    texts = [column.name for column in data.columns if column.dtype == "str"]
    if not texts:
        return {}
    frame = data.frame(texts)
    found = {
        name: sorted(set(frame[name].dropna().str.strip()) & set(tokens) - {""}) for name in texts
    }
    return {name: values for name, values in found.items() if values}


def _columns(data: Dataset, options: dict[str, Any]) -> dict[str, Form]:
    """Return how the values of columns are written, where that is not as Python writes them."""
    found: dict[str, Form] = {}
    for notice in data.warnings:
        facts = dict(notice.facts)
        for name in notice.columns:
            found.setdefault(name, {}).update(_HOW.get(notice.code, _plainly)(facts))
    if options.get("decimal") == ",":
        numbers = [c.name for c in data.columns if c.dtype.lower().startswith("float")]
        found |= {name: {"decimal": ",", **found.get(name, {})} for name in numbers}
    return {name: how for name, how in found.items() if how}


def _plainly(facts: Form) -> Form:
    return {}


_HOW = {
    "decimal_comma": lambda facts: {"decimal": ","},
    "numbers_in_writing": lambda facts: {
        "decimal": facts["decimal"], "thousands": facts["thousands"],
    },
    "date_order": lambda facts: {"order": facts["order"]},
    "booleans_in_writing": lambda facts: {"words": dict(facts["words"])},
}  # fmt: skip
