"""A run → ``train.py``: public libraries, the few functions of ours as source, the same numbers."""

from __future__ import annotations

import ast
import base64
import sys
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from mlcore.catalog.models import entry
from mlcore.cleaning.catalogue import step
from mlcore.cleaning.export import plain_name, sorted_imports, table_constants
from mlcore.cleaning.reading import read_table
from mlcore.cleaning.steps.base import expression
from mlcore.evaluation.metrics import MADE
from mlcore.training.ensembles.crossfit import possible
from mlcore.training.export import joint, runner
from mlcore.training.export.link import Linker
from mlcore.training.export.lock import locked
from mlcore.training.export.modules import read_module
from mlcore.training.preparation.kinds import PREPARATIONS
from mlcore.training.run import Run
from mlcore.training.target import target_steps
from mlcore.types import StepSpec, Trial

METRICS = "mlcore.evaluation.metrics"
TABLE = "table.parquet"
STANDS_FOR = {
    "mlcore.errors": "mlcore.training.export.refusals",
    "mlcore.catalog.models": "mlcore.training.export.plain",
    "mlcore.training.failures": "mlcore.training.export.plain",
    "mlcore.training.messages": "mlcore.training.export.plain",
}
"""What knows of catalogues and surfaces has a stand-in that does not."""
NEAR = {"tree": 1e-12, "native": 1e-12, "linear": 1e-9, "distance": 1e-9}
"""How near a score is reproduced, by kind of preparation: trees exactly, weights nearly."""
PINS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_HEAD = '''# /// script
# requires-python = ">={python}"
# dependencies = [
{lock}
# ]
# ///
"""{title}

Reproduces every number of the leaderboard without Loupe: ``python train.py [TABLE]``. TABLE is the
Parquet file that came with this script, or the CSV file it was read from. ``uv run train.py``
installs the very versions listed above first. It imports public libraries only: {libraries}.
Classes and functions of Loupe that it needs stand below as they are; none is imported.
{left_out}
Data: “{data}”, {rows} rows, fingerprint {fingerprint}.
"""

from __future__ import annotations

import os

os.environ.update(dict.fromkeys({pins}, "1"))  # before numpy: sums do not depend on threads

{imports}

warnings.simplefilter("ignore")

{parts}


def recipe() -> list[Any]:
    """Return the steps of the recipe, new: each fold learns them on its training rows."""
    return [{steps}]


def answer() -> list[Any]:
    """Return the steps of the recipe that touch the target."""
    return [{target}]


{constants}
METRIC = {metric}
TASK = Task(
    recipe, answer, {task},
    score=METRIC.score, plan=SimpleNamespace({plan}), weight={weight},
)
BOARD = [
{board}
]
JOINT = {joint}
ROWS = rows_of(
{rows_coded},
    {shape}, "{kind}",
)

if __name__ == "__main__":
    table = read_table(sys.argv[1] if len(sys.argv) > 1 else SOURCE, TYPES, CSV, NAMES, GAPS)
    main(table, DATA_SHA256, ROWS, BOARD, TASK, JOINT)
'''


def script(run: Run) -> str:
    """Return the text of a script that reproduces the leaderboard of *run*.

    Parameters
    ----------
    run : Run
        With at least one finished trial.

    Raises
    ------
    LoupeError
        ``no_model_finished`` or ``all_models_failed``.
    """
    _ = run.best  # refused without any
    linker = Linker(STANDS_FOR)
    for name in ("Task", "Entry", "rows_of", "main"):
        linker.take(runner.__name__, name)
    linker.take(read_table.__module__, read_table.__name__)
    trials, joints, left = _trials(run)
    behind = "\n".join(_line(linker, trial, run) for trial in _behind(run, trials, joints))
    board = "\n".join(_line(linker, trial, run) for trial in trials)
    raw, target = target_steps(run.data, run.recipe, run.plan.target)
    written = {
        "steps": _steps(linker, run.recipe.steps),
        "target": _steps(linker, target),
        "constants": _constants(run),
        "metric": linker.expression(METRICS, _metric(run.plan.metric or "")),
        "task": _task(linker, run, raw),
        "plan": _named(
            task=run.plan.task, balance=run.plan.balance, seed=run.plan.seed, split=run.plan.split
        ),
        "weight": expression(run.plan.weight),
        "board": board,
        "joint": _joint(linker, joints, behind),
        **_rows(run.splits.assignment),
    }
    imports = linker.imports | {
        "import sys", "import warnings", "from types import SimpleNamespace",
        "from typing import Any",
    }  # fmt: skip
    return _HEAD.format(
        **written,
        **_about(run, imports, left),
        parts="\n\n\n".join(linker.parts),
        imports=sorted_imports(imports),
        pins=PINS,
    )


def _about(run: Run, imports: Iterable[str], left: Sequence[str]) -> dict[str, str]:
    roots = {line.split()[1].split(".")[0] for line in imports} - sys.stdlib_module_names
    missing = f"Not among them: {', '.join(left)}.\n" if left else ""
    lock = (f'#   "{line}",' for line in locked(roots, also=("pyarrow",)))
    return {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "lock": "\n".join(lock),
        "libraries": ", ".join(sorted(roots)),
        "title": f"Train on “{plain_name(run.data.name)}”, written by Loupe.",
        "left_out": missing,
        "data": plain_name(run.data.name),
        "rows": f"{run.data.rows:,}",
        "fingerprint": run.data.fingerprint[:16],
    }


def _trials(run: Run) -> tuple[list[Trial], list[Trial], list[str]]:
    """Return the trials of the leaderboard, its ensembles, and what is left out and why."""
    lines = [run.trial(str(name)) for name in run.leaderboard["trial"]]
    left = [f"{line.id} ({line.failure or 'not finished'})" for line in lines if line.score is None]
    alone = [line for line in lines if line.score is not None and not line.members]
    joints = [line for line in lines if line.score is not None and line.members]
    return alone, joints, left


def _behind(run: Run, listed: Sequence[Trial], joints: Sequence[Trial]) -> list[Trial]:
    """Return trials of a search that are not on the leaderboard, but may be in an ensemble."""
    if not joints:
        return []
    members, known = possible(run.problem, run.ledger), {line.id for line in listed}
    return [trial for trial in run.finished if trial.id in members - known]


def _joint(linker: Linker, joints: Sequence[Trial], behind: str) -> str:
    """Return the ensembles, the function that lets their members answer together, and *behind*."""
    if not joints:
        return "None"
    made, way = linker.take(joint.__name__, "Joint"), linker.take(joint.__name__, "joined")
    lines = "".join(
        f"\n        {made}({expression(t.id)}, {expression(t.model)},"
        f"\n              {expression(t.fold_scores)}, {NEAR['linear']}),"
        for t in joints
    )
    return f"(\n    [{lines}\n    ],\n    {way},\n    [\n{behind}\n    ],\n)"


def _line(linker: Linker, trial: Trial, run: Run) -> str:
    model = entry(trial.model)
    made = model.made_for(run.plan.aim)
    assert made is not None
    values = dict(made.defaults) | dict(trial.params)
    if run.plan.quantile is not None:
        values["quantile"] = run.plan.quantile
    if made.seeded:
        values["random_state"] = run.plan.seed
    module, _, name = made.path.partition(":")
    built = f"{_class(linker, module, name)}({_named(**values)})"
    kind = PREPARATIONS[model.preparation]
    preparation = linker.take(kind.__module__, kind.__name__)
    native = model.preparation == "native"
    near = NEAR.get(model.preparation, 1e-9)
    return (
        f"    Entry({expression(trial.id)}, lambda: {built}, {preparation}, {native},\n"
        f"          {expression(trial.fold_scores)}, {near}),"
    )


def _class(linker: Linker, module: str, name: str) -> str:
    if module.split(".", maxsplit=1)[0] == "mlcore":
        return linker.take(module, name)
    linker.imports.add(f"from {module} import {name}")
    return name


def _steps(linker: Linker, specs: Iterable[StepSpec]) -> str:
    """Return the steps of a recipe that are on, each as a call of its class."""
    lines = []
    for spec in specs:
        if spec.enabled:
            made = step(spec.name).build(spec)
            name = linker.take(type(made).__module__, type(made).__name__)
            lines.append(f"{name}({expression(tuple(spec.columns))}, **{expression(made.params)})")
    return "".join(f"\n        {line}," for line in lines) + ("\n    " if lines else "")


def _constants(run: Run) -> str:
    values = table_constants(run.data) | {"SOURCE": TABLE}
    values["DATA_SHA256"] = runner.data_hash(run.data.frame())
    return "\n".join(f"{name} = {expression(value)}" for name, value in values.items())


def _task(linker: Linker, run: Run, raw: str) -> str:
    spec = linker.take("mlcore.types", "ColumnSpec")
    columns = "".join(
        f"\n        {spec}({', '.join(map(expression, (c.name, c.kind, c.dtype)))}),"
        for c in run.data.columns
    )
    named = (run.plan.target, raw, run.classes)
    inputs = expression(run.problem.inputs)
    return f"{', '.join(map(expression, named))}, (\n    {columns}\n    ), {inputs}"


def _metric(name: str) -> str:
    """Return the metric's line of the table, as it stands there."""
    for prefix, maker in MADE.items():
        if name.startswith(prefix):
            return f"{maker}({expression(name)})"
    source = read_module(METRICS)
    table = source.definitions["METRICS"]
    for node in ast.walk(table):
        first = node.args[0] if isinstance(node, ast.Call) and node.args else None
        if isinstance(first, ast.Constant) and first.value == name:
            return source.text.edited(source.text.span(node), [])
    raise ValueError(f"no metric {name}")


def _rows(where: np.ndarray) -> dict[str, str]:
    small = where.astype(np.int8) if np.abs(where).max() < 127 else where.astype(np.int32)
    coded = base64.b64encode(zlib.compress(small.tobytes(), 9)).decode()
    lines = [coded[at : at + 92] for at in range(0, len(coded), 92)]
    return {
        "rows_coded": "\n".join(f'    "{line}"' for line in lines),
        "shape": expression(tuple(int(size) for size in where.shape)),
        "kind": small.dtype.str,
    }


def _named(**values: Any) -> str:
    return ", ".join(f"{name}={expression(value)}" for name, value in values.items())
