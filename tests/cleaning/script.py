"""Runs what a step says of itself in public libraries."""

from __future__ import annotations

import inspect
from typing import Any

import pandas as pd

from mlcore.cleaning.steps.base import Python


def run(python: Python, frame: pd.DataFrame) -> pd.DataFrame:
    """Return *frame* after the statements of *python*, run without anything of ours."""
    parts = ["from __future__ import annotations", "from typing import Any", *python.imports]
    parts += [inspect.getsource(function) for function in python.functions]
    parts += python.lines
    source = "\n".join(parts)
    assert "mlcore" not in source
    names: dict[str, Any] = {"frame": frame}
    exec(compile(source, "script.py", "exec"), names)
    made = names["frame"]
    assert isinstance(made, pd.DataFrame)
    return made
