"""Reading a table in a script: functions whose source the exported script carries along."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mlcore.data.amounts import GROUPS, SIGNS

ISO_FORMS = ("%Y-%m-%d", "%Y/%m/%d")
DAY_ORDERS = {"day": "%d/%m/%Y", "month": "%m/%d/%Y"}


def read_table(
    path: str, types: dict[str, str], form: dict[str, Any], names: dict[str, str], gaps: list[str]
) -> pd.DataFrame:
    """Return the table in the CSV or Parquet file *path*: the columns of *types*, so typed.

    *form* says how a CSV is written, *names* what became of its columns' names; *gaps* are the
    cells that mean a missing number or date. Without *types*, the table is read as it stands.
    """
    how = form.get("columns", {})
    if path.endswith((".parquet", ".pq")):
        frame = pd.read_parquet(path, dtype_backend="numpy_nullable")
    elif "without" in form:
        frame = read_rows(path, list(types), form)
    else:
        options = {key: value for key, value in form.items() if key != "columns"}
        kind = "str" if types else None
        frame = pd.read_csv(path, dtype=kind, keep_default_na=False, **options)
        frame = frame.rename(columns=names)
    if not types:
        return frame
    absent = [name for name in types if name not in frame.columns]
    if absent:
        raise SystemExit(f"{path} has no column {absent[0]!r}: give the file of this table.")
    made = {i: typed(frame[n], types[n], gaps, how.get(n, {})) for i, n in enumerate(types)}
    frame = pd.DataFrame(made, index=frame.index)
    frame.columns = pd.Index(list(types), dtype="str")
    return frame


def typed(series: pd.Series, wanted: Any, gaps: list[str], how: dict[str, Any]) -> pd.Series:
    """Return the texts *series* as the type *wanted*; *how* says how values are written.

    Each cell is read by itself, so nothing is rounded.
    """
    if wanted == "str" or not pd.api.types.is_string_dtype(series.dtype):
        return series.astype(wanted)
    text = series.where(~series.str.strip().isin(gaps)).str.strip()
    if wanted.startswith("datetime64"):
        return read_moments(text, how.get("order", "")).astype(wanted)
    if wanted.lower().startswith("bool"):
        truths = text.str.lower().map(how.get("words", {"true": True, "false": False}))
        return truths.astype("boolean").astype(wanted)
    whole = wanted.lower().startswith("int")
    if "decimal" in how:
        text = text.map(lambda cell: plain_number(cell, **how), na_action="ignore")
    numbers = [None if pd.isna(cell) else (int if whole else float)(cell) for cell in text]
    return pd.Series(numbers, series.index, dtype="Int64" if whole else "float64").astype(wanted)


def plain_number(cell: str, decimal: str, thousands: str = "") -> str:
    """Return the number that *cell* writes with signs and groups, as Python writes it."""
    bare = re.sub(rf"{SIGNS}|[%‰]", "", cell).strip()
    bare = re.sub(r"^([-+])\s+", r"\1", re.sub(r"^\((.*)\)$", r"-\1", bare))
    if thousands:
        bare = re.sub(GROUPS[thousands], "", bare)
    return bare.replace(decimal, ".").removeprefix("+")


def read_moments(text: pd.Series, order: str) -> pd.Series:
    """Return the dates in *text*; *order* says whether the day or the month comes first."""
    bare = text.str.replace(r"([T ]\d\d:\d\d.*?)(Z|[-+]\d\d:?\d\d)$", r"\1", regex=True)
    bare = bare.str.replace("T", " ")
    forms: tuple[str, ...] = ISO_FORMS
    if order:
        bare, forms = bare.str.replace(r"[-.]", "/", regex=True), (DAY_ORDERS[order],)
    found = pd.Series(pd.NaT, text.index, dtype="datetime64[us]")
    for form in forms:
        for time in ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f"):
            read = pd.to_datetime(bare, format=form + time, errors="coerce")
            found = found.fillna(read.astype("datetime64[us]"))
    return found


def read_rows(path: str, columns: list[str], form: dict[str, Any]) -> pd.DataFrame:
    """Return the rows of a text that needs care, as texts: names go by place."""
    text = Path(path).read_bytes().decode(form["encoding"]).removeprefix("\ufeff")
    text = text.replace("\0", "") if form["nul"] else text
    found = cut_rows(text, form["sep"], form["quote"])
    rows = [(line, cells) for line, cells in found if line not in form["without"]]
    head = [[cell.strip() for cell in cells] for _, cells in rows[: form["header"]]]
    if form["labels"] and head and head[0] != form["labels"]:
        raise SystemExit(
            f"{path} has no column {form['labels'][0]!r}: give the file of this table."
        )
    width = len(columns)
    wide = [line for line, cells in rows[form["header"] :] if len(cells) > width]
    if wide:
        raise SystemExit(
            f"{path}, line {wide[0]}, has too many cells: give the file of this table."
        )
    body = [cells + [""] * (width - len(cells)) for _, cells in rows[form["header"] :]]
    made: dict[str, Any] = {}
    for place, name in enumerate(columns):
        tokens = set(form["na_values"]) - set(form["kept"].get(name, ()))
        cells = [None if row[place].strip() in tokens else row[place] for row in body]
        made[name] = pd.Series(cells, dtype="str")
    return pd.DataFrame(made)


def cut_rows(text: str, sep: str, quote: str) -> list[tuple[int, list[str]]]:
    """Return the rows of *text* with the lines they begin at; blank lines are left out.

    What a wrong quote costs is one line at most. *sep* may be several characters, ``"blanks"``
    or ``"none"``.
    """
    mark = {"blanks": "\x1e", "none": "\x1f"}.get(sep, "\x1e" if len(sep) > 1 else sep)
    if sep == "blanks":
        runs = re.compile(r"(?<=\S)[ \t]+(?=\S)")
        text = "\n".join(runs.sub(mark, line).strip(" \t") for line in text.split("\n"))
    elif len(sep) > 1 and sep != "none":
        text = text.replace(sep, mark)
    lines = list(io.StringIO(text, newline=""))
    width = usual_cells(lines[:500], mark, quote)
    found, at = [], 0
    while at < len(lines):
        cells, span = row_at(lines, at, mark, quote, width)
        if cells is not None:
            back = sep if mark == "\x1e" and sep != "blanks" else mark
            found.append((at + 1, [cell.replace(mark, back) for cell in cells]))
        at += span
    return found


def row_at(
    lines: Sequence[str], at: int, mark: str, quote: str, width: int
) -> tuple[list[str] | None, int]:
    """Return the cells of the row at line *at*, None where there is none, and its lines."""
    line = lines[at]
    if not (line.strip() if mark == " " else line.strip(" \r\n")):
        return None, 1
    if not quote or quote not in line:
        return line.rstrip("\r\n").split(mark), 1
    cells = strict_cells(lines[at : at + 1], mark, quote)
    if cells is not None:
        return cells, 1
    loose = loose_cells(line, mark, quote)
    if len(loose) == width and f"\\{quote}" in line:
        return loose, 1
    span = open_lines(lines, at, mark, quote)
    cells = strict_cells(lines[at : at + span], mark, quote) if span else None
    if cells is not None and (len(cells) == width or len(loose) != width):
        return cells, span
    for end in range(at + 1, min(at + 10, len(lines)) + 1):
        loose = loose_cells("".join(lines[at:end]), mark, quote)
        opens = loose[-1].startswith(quote) and loose[-1].count(quote) % 2 == 1
        if len(loose) == width and width > 1 and not opens:
            return loose, end - at
    return None, 1


def open_lines(lines: Sequence[str], at: int, mark: str, quote: str) -> int:
    """Return over how many lines the row at *at* runs, 0 when its quotes never fit."""
    for end in range(at + 1, min(at + 1000, len(lines))):
        if quote not in lines[end]:
            continue
        if strict_cells(lines[at : end + 1], mark, quote) is not None:
            return end + 1 - at
        if strict_cells([*lines[at : end + 1], quote], mark, quote) is None:
            return 0
    return 0


def strict_cells(lines: Sequence[str], mark: str, quote: str) -> list[str] | None:
    """Return the cells of the one row on *lines*, None when its quotes are wrong or open."""
    try:
        found = list(csv.reader(lines, delimiter=mark, quotechar=quote, strict=True))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None


def loose_cells(line: str, mark: str, quote: str) -> list[str]:
    """Return the cells of *line*; those whose quotes stand wrong are taken as they are."""
    q, s, text = re.escape(quote), re.escape(mark), line.rstrip("\r\n")
    inside = rf"(?:[^{q}\\]|\\{q}|\\(?!{q})|{q}{q})*+"
    cell = re.compile(rf"(?:{q}(?P<quoted>{inside}){q}(?={s}|$)|(?P<plain>[^{s}\r\n]*))")
    found, at = [], 0
    while at <= len(text):
        match = cell.match(text, at)
        assert match is not None
        quoted = match["quoted"]
        bare = match["plain"] if quoted is None else quoted.replace(f"\\{quote}", quote)
        found.append(bare if quoted is None else bare.replace(quote * 2, quote))
        at = match.end() + 1
    return found


def usual_cells(lines: Sequence[str], mark: str, quote: str) -> int:
    """Return how many cells a row has: in order if all is in order, else by single lines."""
    widths: list[int] = []
    try:
        for row in csv.reader(lines, delimiter=mark, quotechar=quote or '"', strict=True):
            widths += [len(row)] if row else []
    except csv.Error:
        widths = widths if len(widths) > 1 else []
    single = (strict_cells([line], mark, quote or '"') for line in lines if line.strip())
    counts = Counter(widths or [len(cells) for cells in single if cells])
    return max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))[0]
