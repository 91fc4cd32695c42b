"""Rows for two versions to answer side by side: logged requests, the hold-out, or golden rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from mlcore.errors import LoupeError
from mlcore.prediction.columns import as_json
from mlcore.prediction.model import Golden
from mlcore.registry.entries import VersionEntry
from mlcore.store.store import Store
from mlcore.training import runs
from mlcore.training.run import Run
from mlcore.types import Scalar

Source = Literal["requests", "hold-out", "golden rows"]


@dataclass(frozen=True, eq=False)
class Asked:
    """Rows as JSON values, and what is known of them.

    Parameters
    ----------
    rows : tuple of dict
        Column name to value.
    source : {"requests", "hold-out", "golden rows"}
        Where they come from.
    truths : tuple of scalar or None
        What was true of each row, None where it is not known; empty: of none.
    unseen : bool
        Neither version was fitted on them, so that a score on them is honest.
    """

    rows: tuple[dict[str, Any], ...]
    source: Source
    truths: tuple[Scalar, ...] = ()
    unseen: bool = False


def held_out(
    store: Store, workspace: str, versions: tuple[VersionEntry, VersionEntry], most: int
) -> Asked | None:
    """Return rows that were set aside when the first of two versions was trained.

    Parameters
    ----------
    store, workspace
        Where the run is.
    versions : (VersionEntry, VersionEntry)
        The candidate, whose run it is, and the champion.
    most : int
        At most so many rows, spread over the hold-out.

    Returns
    -------
    Asked or None
        None when the run or its table is gone, or no row was set aside.
    """
    candidate = versions[0]
    if candidate.run is None:
        return None
    try:
        run = runs.load(store, workspace, candidate.run)
        rows = run.splits.holdout_rows
        if not len(rows):
            return None
        return _asked(run, rows[np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int)],
                      _unseen(versions))  # fmt: skip
    except LoupeError:
        return None


def golden(kept: Golden) -> Asked:
    """Return the rows that a version keeps to prove itself; it was fitted on them."""
    return Asked(kept.rows, "golden rows")


def _asked(run: Run, rows: np.ndarray, unseen: bool) -> Asked:
    names = list(run.problem.inputs)
    frame = run.data.frame(columns=names).iloc[rows]
    cells = (map(as_json, frame[name].array) for name in names)
    y = run.problem.y[rows].tolist()
    classes = run.problem.classes
    return Asked(
        tuple(dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)),
        "hold-out",
        tuple(classes[int(code)] for code in y) if classes else tuple(y),
        unseen,
    )


def _unseen(versions: tuple[VersionEntry, VersionEntry]) -> bool:
    """Tell whether both versions left the same rows out: neither was fitted again on all."""
    told = [dict(version.meta.fingerprints) for version in versions]
    same = all(told[0].get(name) == told[1].get(name) for name in ("dataset", "splits"))
    return same and all(version.meta.plan.get("refit") == "none" for version in versions)
