"""One step that may take long, tried on a sample in a limited child: nobody else waits for it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mlcore.cleaning.catalogue import step
from mlcore.cleaning.fit import fit_step, keep_rows
from mlcore.cleaning.messages import MESSAGES, TRYING_ENDS
from mlcore.cleaning.recipe import Recipe
from mlcore.data.children import Task, done
from mlcore.data.made import FILE, Made
from mlcore.errors import LoupeError, Where
from mlcore.process.limited import Runner
from mlcore.settings import load
from mlcore.types import StepSpec

FEW_ROWS = 1_000
"""So many are sooner done here, whatever the step."""
RUNNER = Runner(
    ("numpy", "pandas", "pyarrow.parquet", "sklearn.cluster", "sklearn.ensemble", "sklearn.impute",
     "sklearn.experimental.enable_iterative_imputer", "mlcore.cleaning.tried")
)  # fmt: skip
"""Its server starts with the first such step, and knows what they import."""
_CHILD = "mlcore.cleaning.tried:"


def apart(spec: StepSpec, frame: pd.DataFrame) -> bool:
    """Tell whether the step is tried in a child: it may take long, and there are many rows."""
    return step(spec.name).heavy and len(frame) > FEW_ROWS


def made_by(spec: StepSpec, frame: pd.DataFrame) -> pd.DataFrame:
    """Return *frame* after a cell step.

    Parameters
    ----------
    spec : StepSpec
        The step.
    frame : DataFrame
        The sampled rows; not changed.

    Raises
    ------
    LoupeError
        What the step refuses; ``try_memory``, ``try_time`` or ``try_crashed``.
    """
    if not apart(spec, frame):
        return fit_step(spec, frame)[1]
    with _done("cells", spec, frame) as (_, place):
        made = _read(place / FILE)
    made.index = frame.index
    return made


def kept_by(spec: StepSpec, frame: pd.DataFrame) -> np.ndarray:
    """Return the positions of the rows that a row step keeps; as :func:`made_by`."""
    if not apart(spec, frame):
        return keep_rows(spec, frame)
    with _done("rows", spec, frame) as (made, _):
        return np.asarray(dict(made.facts)["kept"], dtype=np.int64)


@contextmanager
def _done(call: str, spec: StepSpec, frame: pd.DataFrame) -> Iterator[tuple[Made, Path]]:
    """Have a child try the step; yield what it says and the folder with what it wrote."""
    settings = load()
    task = Task(
        _CHILD + call, {"recipe": Recipe((spec,)).to_json()}, step(spec.name).title, TRYING_ENDS,
        settings.try_seconds, _written(frame), messages=MESSAGES, runner=RUNNER,
    )  # fmt: skip
    try:
        with done(task, settings) as found:
            yield found
    except LoupeError as error:
        if error.message not in TRYING_ENDS.values():
            raise
        raise LoupeError(error.message, Where(step=spec.name), **error.facts) from error


# ------------------------------------------------------------------ inside the child


def cells(request: dict[str, Any], place: Path) -> Any:
    """Write the frame after a cell step to *place*."""
    spec, frame = _asked(request)
    made = fit_step(spec, frame)[1]
    (place / FILE).write_bytes(_written(made))
    return Made((), len(made), "step").to_json()


def rows(request: dict[str, Any], place: Path) -> Any:
    """Return the positions of the rows that a row step keeps."""
    spec, frame = _asked(request)
    kept = keep_rows(spec, frame)
    return Made((), len(kept), "step", facts=(("kept", kept.tolist()),)).to_json()


def _asked(request: dict[str, Any]) -> tuple[StepSpec, pd.DataFrame]:
    return Recipe.from_json(request["recipe"]).steps[0], _read(Path(request["path"]))


def _written(frame: pd.DataFrame) -> bytes:
    """Return *frame* as Parquet; its types come back as they were, its index does not."""
    buffer = io.BytesIO()
    table = pa.Table.from_pandas(frame.reset_index(drop=True), preserve_index=False)
    pq.write_table(table, buffer, compression="lz4")
    return buffer.getvalue()


def _read(path: Path) -> pd.DataFrame:
    found: pd.DataFrame = pq.read_table(path).to_pandas()
    return found
