"""What a model has experience with: a sample of its training rows, and how far is too far.

A row is judged by two scores: the largest share of a column's training width by which a value lies
outside the training values, and the mean distance to the nearest training rows in the space of all
columns. The limit of each is a quantile of the same score of training rows against the others,
fold by fold, so a row like the training rows is rarely called unusual however many columns there
are (conformal anomaly detection; Laxhammar and Falkman 2010).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from mlcore.prediction.cases import Cases
from mlcore.prediction.cells import form, json_reader
from mlcore.prediction.columns import as_json
from mlcore.prediction.compiled.encode import RowEncoder, row_encoder
from mlcore.prediction.hints import texts
from mlcore.training.preparation.base import Preparation
from mlcore.training.preparation.kinds import make
from mlcore.types import Field, Scalar, Signature

MOST_ROWS, LEAST_ROWS, MOST_CELLS = 2_000, 200, 200_000
FOLDS = 5
NEAREST = 5
ALLOWED = 0.02
"""Share of rows like the training rows that each of the two scores may call unusual."""
HALF = 0.5
"""Beyond the training values by half their width is unusual whatever the quantile says."""
OPEN = 0.01
"""A column with more unseen levels than this from fold to fold always has new ones."""


@dataclass(frozen=True)
class Experience:
    """Training rows kept with a model.

    Parameters
    ----------
    rows : tuple of tuple
        JSON values in signature order.
    outcomes : tuple of scalar
        What was true of each.
    beyond : float
        Limit of the share of a column's width outside its training values.
    apart : float
        Limit of the mean distance to the nearest rows.
    open : tuple of str
        Columns in which new levels are usual.
    of : int
        Training rows the sample was drawn from.
    """

    rows: tuple[tuple[Any, ...], ...]
    outcomes: tuple[Scalar, ...]
    beyond: float
    apart: float
    open: tuple[str, ...] = ()
    of: int = 0

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Experience:
        """Rebuild from JSON values."""
        rows = tuple(map(tuple, value["rows"]))
        facts = (float(value["beyond"]), float(value["apart"]), tuple(value["open"]))
        return cls(rows, tuple(value["outcomes"]), *facts, int(value["of"]))


@dataclass(frozen=True, eq=False)
class Near:
    """The training rows nearest to a row, nearest first.

    Parameters
    ----------
    places : tuple of int
        In the sample.
    distance : float
        Mean over them.
    columns : tuple of str
        Where the row differs most from them.
    """

    places: tuple[int, ...]
    distance: float
    columns: tuple[str, ...]


class Space:
    """All columns side by side: numbers in standard deviations, two categories 1 apart.

    Parameters
    ----------
    fields : tuple of Field
        The columns.
    cases : Cases
        The rows that distances are measured to.
    """

    def __init__(self, fields: tuple[Field, ...], cases: Cases) -> None:
        self.preparation: Preparation = make("distance", {f.name: f.kind for f in fields})
        self.preparation.fit(cases.frame())
        encoder = row_encoder(self.preparation, [field.name for field in fields])
        assert encoder is not None
        self.encoder: RowEncoder = encoder
        self.points = encoder.encode(cases.rows)
        self._squares = (self.points**2).sum(axis=1)

    def distances(self, rows: tuple[tuple[Any, ...], ...]) -> np.ndarray:
        """Return an array of *rows* × sample rows."""
        asked = self.encoder.encode(rows)
        squares = (asked**2).sum(axis=1)[:, None] + self._squares - 2 * asked @ self.points.T
        return np.sqrt(np.maximum(squares, 0.0))

    def near(self, row: tuple[Any, ...], most: int = NEAREST) -> Near:
        """Return what lies nearest to *row*."""
        distances = self.distances((row,))[0]
        places = np.argsort(distances, kind="stable")[:most]
        gaps = (self.encoder.encode((row,)) - self.points[places]).__pow__(2).mean(axis=0)
        shares: dict[str, float] = {}
        for source, gap in zip(self.preparation.sources, gaps.tolist(), strict=False):
            shares[source] = shares.get(source, 0.0) + gap
        ranked = sorted((name for name in shares if shares[name] > 0), key=lambda n: -shares[n])
        return Near(tuple(places.tolist()), float(distances[places].mean()), tuple(ranked[:2]))


@dataclass(frozen=True, eq=False)
class Known:
    """An experience ready to be asked; made once per model.

    Parameters
    ----------
    signature : Signature
        The inputs.
    experience : Experience
        What is kept.
    """

    signature: Signature
    experience: Experience

    @cached_property
    def cases(self) -> Cases:
        """The kept rows as plain values."""
        readers = [json_reader(field) for field in self.signature.fields]
        rows = tuple(
            tuple(
                None if cell is None else read(cell)
                for read, cell in zip(readers, row, strict=True)
            )
            for row in self.experience.rows
        )
        return Cases(self.signature.fields, rows)

    @cached_property
    def space(self) -> Space:
        """The space of the kept rows."""
        return Space(self.signature.fields, self.cases)


def learn_experience(
    signature: Signature, used: pd.DataFrame, outcomes: list[Scalar], seed: int = 0
) -> Experience:
    """Return a sample of the training rows with the limits it suggests.

    Parameters
    ----------
    signature : Signature
        The inputs.
    used : pandas.DataFrame
        The rows the model was fitted on.
    outcomes : list
        What was true of each.
    seed : int
        Draws the sample and the folds.
    """
    rng = np.random.default_rng(seed)
    columns = max(1, len(signature.fields))
    most = max(LEAST_ROWS, min(MOST_ROWS, MOST_CELLS // columns))
    places = rng.permutation(len(used))[:most]
    sample = used.iloc[places].reset_index(drop=True)
    cases = Cases.of(signature.fields, sample)
    parts = list(_folds(len(sample)))
    beyond = _limit(np.concatenate([_beyond(signature, sample, *part) for part in parts]))
    apart = _limit(np.concatenate([_apart(signature, cases, *part) for part in parts]))
    return Experience(
        tuple(tuple(map(as_json, row)) for row in cases.rows),
        tuple(outcomes[place] for place in places.tolist()),
        min(HALF * 0.98, beyond),
        apart,
        tuple(f.name for f in signature.fields if _is_open(f, sample, parts)),
        len(used),
    )


def _folds(rows: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the rows kept and the rows asked about, fold by fold; the order is random already."""
    for fold in range(min(FOLDS, rows)):
        asked = np.arange(rows) % FOLDS == fold
        if not asked.all():
            yield np.flatnonzero(~asked), np.flatnonzero(asked)


def _limit(scores: np.ndarray) -> float:
    """Return the quantile that a share of at most ``ALLOWED`` of such rows exceeds."""
    ordered = np.sort(scores)
    rank = min(len(ordered), math.ceil((len(ordered) + 1) * (1 - ALLOWED)))
    return float(ordered[rank - 1])


def _beyond(
    signature: Signature, sample: pd.DataFrame, kept: np.ndarray, asked: np.ndarray
) -> np.ndarray:
    """Return by how much of a column's width each asked row leaves the kept ones, at worst."""
    worst = np.zeros(len(asked))
    for field in signature.fields:
        if field.kind not in ("integer", "number", "date"):
            continue
        values = _numbers(sample[field.name])
        known = values[kept][np.isfinite(values[kept])]
        if not len(known) or not known.max() > known.min():
            continue
        low, high = known.min(), known.max()
        found = np.nan_to_num(values[asked], nan=low)
        worst = np.maximum(worst, np.maximum(low - found, found - high) / (high - low))
    return worst


def _numbers(series: pd.Series[Any]) -> np.ndarray:
    if pd.api.types.is_datetime64_any_dtype(series):
        ticks = series.astype("datetime64[us]").astype("int64").to_numpy(dtype="float64")
        return np.where(series.isna().to_numpy(), np.nan, ticks)
    return series.to_numpy(dtype="float64", na_value=np.nan)


def _apart(signature: Signature, cases: Cases, kept: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Return each asked row's mean distance to the nearest kept ones."""
    rows = cases.rows
    space = Space(signature.fields, Cases(cases.fields, tuple(rows[at] for at in kept)))
    distances = space.distances(tuple(rows[at] for at in asked))
    nearest = min(NEAREST, distances.shape[1])
    found: np.ndarray = np.partition(distances, nearest - 1, axis=1)[:, :nearest].mean(axis=1)
    return found


def _is_open(
    field: Field, sample: pd.DataFrame, parts: list[tuple[np.ndarray, np.ndarray]]
) -> bool:
    if field.kind != "category" or form(field) == "date":
        return False
    values = texts(sample[field.name]).to_numpy(dtype=object)
    missing = sample[field.name].isna().to_numpy()
    new = 0
    for kept, asked in parts:
        known = set(values[kept])
        new += sum(values[at] not in known for at in asked[~missing[asked]])
    return new > OPEN * len(sample)
