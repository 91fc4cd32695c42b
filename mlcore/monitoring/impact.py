"""What drift does to the answers: each column is set back to its training distribution.

A number becomes the training value of the same rank, a level gives up only what it has too many
of, and gaps are filled or made until their share is that of training. Where nothing moved the
answers hardly change; where something did, they change by what the drift does to them. The other
columns stay as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlcore.monitoring.moved import ColumnDrift
from mlcore.monitoring.window import Window, sound
from mlcore.prediction.answer import raw_answers
from mlcore.prediction.columns import from_cells, plain, stored
from mlcore.prediction.model import Model

MOST_ROWS, MOST_COLUMNS = 400, 12


@dataclass(frozen=True)
class Impact:
    """By how much the drift of a column changes the answers.

    Parameters
    ----------
    size : float
        Mean change of a row's answer, without sign: in the target's unit, or probability moved
        from one class to another.
    moved : float or None
        Mean change with its sign; of the second of two classes. None for more classes.
    """

    size: float
    moved: float | None


def impacts(
    model: Model, window: Window, columns: Sequence[ColumnDrift], seed: int = 0
) -> dict[str, Impact]:
    """Return what each of *columns* does to the answers, by name.

    Parameters
    ----------
    model : Model
        Asked again; one without kept training rows gives nothing.
    window : Window
        Rows of now; some hundreds of them are asked.
    columns : sequence of ColumnDrift
        Those that drift; the first twelve are looked at.
    seed : int
        Chooses rows.
    """
    if model.known is None or not window.rows:
        return {}
    random = np.random.default_rng(seed)
    size = min(MOST_ROWS, window.rows)
    frame = window.frame.iloc[np.sort(random.choice(window.rows, size, replace=False))]
    frame = frame.reset_index(drop=True)
    now, found = raw_answers(model, frame), {}
    names = model.signature.names
    for column in columns[:MOST_COLUMNS]:
        place = names.index(column.name)
        field = model.signature.fields[place]
        before = [row[place] for row in model.known.cases.rows]
        back = set_back(list(map(plain, frame[column.name].array)), before, random)
        values = from_cells(field, back, lambda cell: cell).values
        asked = frame.assign(**{column.name: stored(field, values)})
        found[column.name] = _impact(raw_answers(model, asked), now)
    return found


def _impact(before: np.ndarray, now: np.ndarray) -> Impact:
    gap = (now - before)[sound(before + now)]
    if not len(gap):
        return Impact(0.0, None)
    if gap.ndim == 1:
        return Impact(float(np.abs(gap).mean()), float(gap.mean()))
    moved = float(gap[:, 1].mean()) if gap.shape[1] == 2 else None
    return Impact(float(np.abs(gap).sum(axis=1).mean() / 2), moved)


def set_back(now: list[Any], before: list[Any], random: np.random.Generator) -> list[Any]:
    """Return the values *now*, changed as little as it takes to be spread like *before*."""
    done = _gaps(list(now), before, random)
    known = [at for at, value in enumerate(done) if value is not None]
    had = [value for value in before if value is not None]
    if not known or not had:
        return done
    ordered = not isinstance(had[0], (str, bool))
    values = [done[at] for at in known]
    changed = _ranked(values, had) if ordered else _levels(values, had, random)
    for at, value in zip(known, changed, strict=True):
        done[at] = value
    return done


def _gaps(now: list[Any], before: list[Any], random: np.random.Generator) -> list[Any]:
    empty = [at for at, value in enumerate(now) if value is None]
    full = [at for at, value in enumerate(now) if value is not None]
    had = [value for value in before if value is not None]
    wanted = round(len(now) * (len(before) - len(had)) / max(1, len(before)))
    for at in random.permutation(empty)[: max(0, len(empty) - wanted)] if had else ():
        now[at] = had[int(random.integers(len(had)))]
    for at in random.permutation(full)[: max(0, wanted - len(empty))]:
        now[at] = None
    return now


def _ranked(values: list[Any], had: list[Any]) -> list[Any]:
    """Give each value the one of *had* with the same rank."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ordered, out = sorted(had), list(values)
    for rank, at in enumerate(order):
        out[at] = ordered[int((rank + 0.5) / len(values) * len(ordered))]
    return out


def _levels(values: list[Any], had: list[Any], random: np.random.Generator) -> list[Any]:
    """Move the rows that a level has too many of to those that have too few."""
    shares = Counter(had)
    wanted = {name: len(values) * rows / len(had) for name, rows in shares.items()}
    counts = Counter(values)
    lacking = [
        name for name, goal in wanted.items() for _ in range(round(goal - counts.get(name, 0)))
    ]
    out, lacking = list(values), [lacking[i] for i in random.permutation(len(lacking))]
    for at in random.permutation(len(values)).tolist():
        name = out[at]
        if lacking and counts[name] > wanted.get(name, 0.0) + 0.5:
            counts[name] -= 1
            out[at] = lacking.pop()
    return out
