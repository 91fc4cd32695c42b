"""Carrying a recipe out on all rows of a table: the limited child's side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mlcore.cleaning.fit import fit
from mlcore.cleaning.recipe import Recipe
from mlcore.data import table
from mlcore.data.kinds import specs
from mlcore.data.made import FILE, Made
from mlcore.types import ColumnSpec


def all_rows(request: dict[str, Any], place: Path) -> Any:
    """Write the cleaned rows of a Parquet file to *place*."""
    columns = tuple(ColumnSpec(**column) for column in request["columns"])
    frame = table.frame(Path(request["file"]), columns, range(len(columns)))
    made = fit(Recipe.from_json(request["recipe"]), frame).frame
    (place / FILE).write_bytes(table.to_parquet(table.to_arrow(made)))
    return Made(specs(made), len(made), "recipe").to_json()
