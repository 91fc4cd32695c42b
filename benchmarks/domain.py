"""Can I trust it here? How often rows unlike the training rows are flagged, and rows like them not.

``python benchmarks/domain.py [SEEDS]``: made tables of 5, 50 and 200 columns and 15 real ones. Of
each, some rows are learnt from; others are asked about as they are, and with one number pushed
beyond the training minimum and maximum by half that range. Promised: at least 95 % of the pushed
rows are flagged, at most 5 % of the others.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import math
import sys
import warnings
from collections.abc import Iterator

import _project  # noqa: F401  (the project's packages are found)
import numpy as np
import pandas as pd
from coverage_levels import TABLES, table

from mlcore.data.kinds import specs
from mlcore.prediction.cases import Cases
from mlcore.prediction.domain import trust
from mlcore.prediction.experience import learn_experience
from mlcore.prediction.learn import learn
from mlcore.prediction.model import Model
from mlcore.prediction.rows import check_frame
from mlcore.types import ColumnSpec, Signature

SEEDS, ROWS, ASKED = 20, 3_000, 300
FOUND, FALSE = 0.95, 0.05


def made(columns: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return related numbers of several shapes; every fifth column is a category."""
    hidden = rng.normal(size=(ROWS, 3))
    mixed = hidden @ rng.normal(size=(3, columns)) + rng.normal(size=(ROWS, columns))
    found: dict[str, np.ndarray] = {}
    for at in range(columns):
        shapes = (mixed[:, at], np.exp(mixed[:, at] / 4), rng.uniform(size=ROWS))
        found[f"c{at}"] = rng.choice(["a", "b", "c"], ROWS) if at % 5 == 4 else shapes[at % 3]
    return pd.DataFrame(found)


def learnt(frame: pd.DataFrame, columns: tuple[ColumnSpec, ...]) -> Model:
    """Return a model that knows the rows of *frame*; how it answers does not matter here."""
    fields = tuple(learn(spec, frame[spec.name], 1 / len(columns)) for spec in columns)
    signature = Signature(fields, "y", "regression")
    known = learn_experience(signature, frame, [0.0] * len(frame))
    return Model(signature, None, experience=known)  # type: ignore[arg-type]


def flagged(model: Model, frame: pd.DataFrame) -> float:
    """Return the share of rows that are not within experience."""
    checked = check_frame(model.signature, frame)
    cases = Cases.of(model.signature.fields, checked.frame).rows
    kept = checked.kept.tolist()
    states = [
        trust(model, row, checked.warnings(place + 1)).state
        for place, row in zip(kept, cases, strict=True)
    ]
    return float(np.mean([state != "inside" for state in states])) if states else math.nan


def pushed(model: Model, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the rows, one number of each beyond its training values by half their range."""
    numbers = [
        field for field in model.signature.fields
        if field.kind in ("integer", "number") and field.low is not None and field.high is not None
        and field.high > field.low
    ]  # fmt: skip
    frame = frame.astype({field.name: "Float64" for field in numbers})
    for place in range(len(frame)):
        field = numbers[int(rng.integers(len(numbers)))]
        low, high = field.low or 0.0, field.high or 0.0
        up = bool(rng.random() < 0.5)
        edge = high + (high - low) / 2 if up else low - (high - low) / 2
        edge = edge if field.kind == "number" else math.ceil(edge) if up else math.floor(edge)
        frame.loc[place, field.name] = edge
    return frame


def once(
    frame: pd.DataFrame, columns: tuple[ColumnSpec, ...], rng: np.random.Generator
) -> tuple[float, float]:
    """Return the share of rows flagged, as they are and pushed."""
    order = rng.permutation(len(frame))
    third = min(ASKED, len(frame) // 3)
    train = frame.iloc[order[third:]].reset_index(drop=True)
    held = frame.iloc[order[:third]].reset_index(drop=True)
    model = learnt(train, columns)
    return flagged(model, held), flagged(model, pushed(model, held, rng))


def tables() -> Iterator[tuple[str, pd.DataFrame | int]]:
    """Yield names and tables; a number stands for made ones of so many columns."""
    for columns in (5, 50, 200):
        yield f"made, {columns} columns", columns
    for name, asked in TABLES.items():
        yield name, table(asked).frame().drop(columns=asked.target)


def main(seeds: int = SEEDS) -> None:
    """Print the table."""
    warnings.simplefilter("ignore")
    print(f"| table | rows | columns | flagged as they are (≤ {FALSE:.0%}) | "
          f"pushed (≥ {FOUND:.0%}) | |\n|---|---:|---:|---:|---:|---|")  # fmt: skip
    missed = 0
    for name, given in tables():
        shares = []
        for seed in range(seeds):
            rng = np.random.default_rng(seed)
            frame = made(given, rng) if isinstance(given, int) else given
            shares.append(once(frame, specs(frame), rng))
        false, found = np.mean(shares, axis=0)
        kept = false <= FALSE and found >= FOUND
        missed += not kept
        print(f"| {name} | {len(frame):,} | {len(frame.columns)} | {false:.1%} | {found:.1%} | "
              f"{'kept' if kept else '**missed**'} |", flush=True)  # fmt: skip
    print(f"\n{missed} missed; means over {seeds} draws")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
