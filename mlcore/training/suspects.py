"""Columns that should not be learnt from: they give the answer away, or only name the rows."""

from __future__ import annotations

from dataclasses import replace

from mlcore.data.dataset import Dataset
from mlcore.events import Note
from mlcore.numbers import listed, significant
from mlcore.profiling.checks.base import ProfileContext
from mlcore.profiling.checks.leak_suspect import find as tell_alone
from mlcore.profiling.column import ColumnProfile
from mlcore.profiling.measured import DETAILED
from mlcore.profiling.ranges import ranges
from mlcore.profiling.roles import FEWEST_ROWS, NEARLY, names_rows
from mlcore.training.messages import note
from mlcore.training.preparation.category import MOST_LEVELS
from mlcore.types import Finding


def suspects(data: Dataset, target: str, inputs: tuple[str, ...]) -> tuple[Finding, ...]:
    """Return the finding about raw columns, of *inputs*, that alone tell *target*.

    A column may tell by its values or by where they are missing; at most 20,000 rows are
    compared.
    """
    asked = {*inputs, target}
    columns = tuple(
        ColumnProfile(spec.name, spec.kind, spec.missing, spec.unique)
        for spec in data.columns
        if spec.name in asked
    )
    return tell_alone(ProfileContext(data, data.rows, columns, target=target))


def namers(data: Dataset, inputs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of *inputs* in which nearly every row has a value of its own."""
    many = {c.name for c in data.columns if c.unique >= NEARLY * data.rows}
    own = many.intersection(inputs)
    if not own or data.rows < FEWEST_ROWS:
        return ()
    own_ranges = (column for column in ranges(data, DETAILED) if column.name in own)
    return tuple(c.name for c in own_ranges if names_rows(_with_length(data, c), data.rows))


def _with_length(data: Dataset, column: ColumnProfile) -> ColumnProfile:
    """Return *column* with the length of its longest text."""
    if column.kind not in ("category", "text"):
        return column
    lengths = data.frame([column.name])[column.name].astype("str").str.len()
    return replace(column, longest=int(lengths.max()))


def warnings(data: Dataset, target: str, inputs: tuple[str, ...]) -> list[Note]:
    """Return what a person should know about the columns before the first fit."""
    told = []
    for found in suspects(data, target, inputs):
        facts = dict(found.facts)
        strength = f"{facts['measure']} {significant(facts['strength'])}"
        told.append(note("leak", names=listed(found.columns), strength=strength))
    named = namers(data, inputs)
    if named:
        told.append(note("names_rows", names=listed(named)))
    return [*told, *_encoded(data, inputs)]


def _encoded(data: Dataset, inputs: tuple[str, ...]) -> list[Note]:
    """Return what becomes of columns that no model takes as they are."""
    asked = set(inputs)
    told, used = [], [column for column in data.columns if column.name in asked]
    many = [c for c in used if c.kind == "category" and c.unique > MOST_LEVELS]
    dates = [c.name for c in used if c.kind == "date"]
    if many:
        facts = {"unique": f"{many[0].unique:,}", "most": MOST_LEVELS}
        told.append(note("many_categories", names=listed([c.name for c in many]), **facts))
    if dates:
        told.append(note("dates_expanded", names=listed(dates)))
    return told
