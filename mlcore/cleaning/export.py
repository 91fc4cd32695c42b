"""A recipe → a script that imports only public libraries."""

from __future__ import annotations

import sys
from pathlib import PurePath
from typing import Any

from mlcore.cleaning.catalogue import step
from mlcore.cleaning.fit import fit_step, keep_rows, need_columns
from mlcore.cleaning.form import repeatable, text_form
from mlcore.cleaning.messages import NEEDS_TABLE
from mlcore.cleaning.reading import read_table
from mlcore.cleaning.recipe import Recipe
from mlcore.cleaning.source import carried
from mlcore.cleaning.steps.base import Python, expression
from mlcore.data.dataset import Dataset
from mlcore.data.options import WEAK_TOKENS
from mlcore.errors import LoupeError, Where
from mlcore.language import count
from mlcore.types import StepSpec

_READABLE = (".csv", ".tsv", ".txt", ".parquet")
_HEAD = '''"""{title}

Run it with ``python {file} [TABLE] [OUT]``; both are CSV or Parquet files.{learnt}
"""

from __future__ import annotations

{imports}

{constants}


{functions}


def clean(frame: pd.DataFrame) -> pd.DataFrame:
    """Return *frame* cleaned; the given one is not changed."""
    frame = frame.copy(deep=False)
{steps}
    return frame.reset_index(drop=True)


if __name__ == "__main__":
    source = sys.argv[1] if len(sys.argv) > 1 else SOURCE
    cleaned = clean(read_table(source, TYPES, CSV, NAMES, GAPS))
    if len(sys.argv) < 3:
        print(cleaned)
    elif sys.argv[2].endswith(".parquet"):
        cleaned.to_parquet(sys.argv[2], index=False)
    else:
        cleaned.to_csv(sys.argv[2], index=False)
'''
_LEARNT = """

What steps learnt, they learnt from all {rows} of “{name}”, and it stands here as numbers and
lists. To estimate how well a model does, learn it anew from the training rows of each fold."""


def script(recipe: Recipe, data: Dataset | None = None, file: str = "clean.py") -> str:
    """Return *recipe* as the text of a Python script.

    Parameters
    ----------
    recipe : Recipe
        Steps that are switched off are left out.
    data : Dataset or None
        The table that its steps learn from; None when none of them learns.
    file : str
        What the script will be called.

    Returns
    -------
    str
        A script that reads the table, does the same, and prints or writes the cleaned rows.

    Raises
    ------
    LoupeError
        ``needs_table`` when a step learns and there is no table; what a step refuses.
    """
    parts = _learnt(recipe, data) if data else _unlearnt(recipe)
    functions = [f for _, part in parts for f in part.functions]
    found = carried([read_table, *functions])
    imports = {"import sys", "import pandas as pd", *found.imports}
    imports |= {line for _, part in parts for line in part.imports}
    constants = [f"{name} = {expression(value)}" for name, value in table_constants(data).items()]
    return _HEAD.format(
        title=_title(recipe, data),
        file=plain_name(file),
        learnt=_said(recipe, data),
        imports=sorted_imports(imports),
        constants="\n".join([*constants, *found.constants.values()]),
        functions="\n\n".join(found.functions.values()).rstrip("\n"),
        steps="\n".join(_statements(parts)),
    )


Parts = list[tuple[StepSpec, Python]]


def _unlearnt(recipe: Recipe) -> Parts:
    parts: Parts = []
    for number, spec in _on(recipe):
        if step(spec.name).fitted:
            raise LoupeError(NEEDS_TABLE, Where(step=spec.name), step=spec.name, number=number)
        parts.append((spec, step(spec.name).build(spec).python()))
    return parts


def _learnt(recipe: Recipe, data: Dataset) -> Parts:
    frame, parts = data.frame(), []
    for number, spec in _on(recipe):
        need_columns(spec, number, frame)
        if step(spec.name).scope == "rows":
            parts.append((spec, step(spec.name).build(spec).python()))
            frame = frame.iloc[keep_rows(spec, frame)]
        else:
            transformer, frame = fit_step(spec, frame)
            parts.append((spec, transformer.python()))
    return parts


def _on(recipe: Recipe) -> list[tuple[int, StepSpec]]:
    return [(i, spec) for i, spec in enumerate(recipe.steps, 1) if spec.enabled]


def _statements(parts: Parts) -> list[str]:
    lines = []
    for number, (spec, part) in enumerate(parts, 1):
        entry = step(spec.name)
        only = "; training rows only" if entry.scope == "rows" else ""
        lines += [f"    # {number}. {entry.title}{only}", *(f"    {line}" for line in part.lines)]
    return lines


def _title(recipe: Recipe, data: Dataset | None) -> str:
    of = f" “{plain_name(data.name)}”" if data else " a table"
    return f"Clean{of}: {count(len(_on(recipe)), 'step')} of a recipe, written by Loupe."


def _said(recipe: Recipe, data: Dataset | None) -> str:
    if data is None or not any(step(spec.name).fitted for _, spec in _on(recipe)):
        return ""
    return _LEARNT.format(rows=count(data.rows, "row"), name=plain_name(data.name))


def plain_name(name: str) -> str:
    """Return *name* for a docstring: nothing in it ends the text or begins an escape."""
    return "".join(c for c in name if c.isprintable() and c not in '"\\')[:80]


def table_constants(data: Dataset | None) -> dict[str, Any]:
    """Return what :func:`~mlcore.cleaning.reading.read_table` needs to know, by name."""
    types = {column.name: column.dtype for column in data.columns} if data else {}
    names = dict(data.lineage.renamed) if data else {}
    return {
        "SOURCE": _file(data), "TYPES": types, "CSV": text_form(data), "NAMES": names,
        "GAPS": list(WEAK_TOKENS),
    }  # fmt: skip


def _file(data: Dataset | None) -> str:
    """Return the file the table came from, or the one it can be saved as."""
    if data is None:
        return "table.parquet"
    name = PurePath(data.lineage.source).name
    if name.startswith("sample:"):
        name = f"{name.removeprefix('sample:')}.csv"
    if data.lineage.parent or not name.lower().endswith(_READABLE) or not repeatable(data):
        return f"{plain_name(data.name).replace('/', ' ')}.parquet"
    return name


def sorted_imports(imports: set[str]) -> str:
    """Return import statements in groups: of Python itself, of libraries."""
    groups: tuple[list[str], list[str]] = ([], [])
    for line in sorted(imports, key=lambda line: (line.startswith("from"), line)):
        groups[line.split()[1].split(".")[0] not in sys.stdlib_module_names].append(line)
    return "\n\n".join("\n".join(group) for group in groups)
