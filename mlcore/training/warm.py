"""Going on from an earlier run: its whole trials are taken over as they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, insert, select

from mlcore.errors import LoupeError, Where
from mlcore.store import tables
from mlcore.store.store import Store
from mlcore.training import messages
from mlcore.training.ledger import MARK
from mlcore.types import Plan, to_json

SAME = ("target", "task", "metric", "seed", "weight", "balance", "quantile")
"""What a fit of one fold depends on besides rows, recipe and parameters."""


def earlier(store: Store, workspace: str, wanted: str) -> Row[Any]:
    """Return the run called *wanted* (its id, or its number).

    Raises
    ------
    LoupeError
        ``warm_unfit`` when there is none.
    """
    runs = tables.runs
    number = int(wanted) if wanted.isdecimal() else -1
    mine = (runs.c.workspace == workspace) & ((runs.c.id == wanted) | (runs.c.number == number))
    with store.read() as connection:
        found = connection.execute(select(runs).where(mine)).first()
    if found is None:
        raise _unfit(wanted, "there is no such run here")
    return found


def check_fit(before: Row[Any], plan: Plan, facts: dict[str, Any], recipe: Any) -> None:
    """Refuse an earlier run whose fits would be other ones.

    Raises
    ------
    LoupeError
        ``warm_unfit`` with what differs.
    """
    other = [name for name in SAME if before.plan.get(name) != to_json(plan)[name]]
    if facts["dataset"] != before.dataset:
        other.insert(0, "data")
    if recipe != before.recipe:
        other.append("recipe")
    if facts["splits_fingerprint"] != before.facts["splits_fingerprint"]:
        other.append("folds")
    if other:
        raise _unfit(str(before.number), f"it differs in {', '.join(other)}")


def take_over(store: Store, before: Row[Any], run_id: str, plan: Plan) -> int:
    """Copy the whole trials of an earlier run into a new one and return how many there are."""
    units = tables.units
    query = select(units).where(units.c.run == before.id).order_by(units.c.finished)
    with store.begin() as connection:
        rows = [row._asdict() for row in connection.execute(query)]
        new = list(_whole(rows, plan, len({row["fold"] for row in rows})))
        for row in new:
            connection.execute(insert(units).values(**{**row, "run": run_id}))
    return len({row["trial"] for row in new})


def _whole(rows: list[dict[str, Any]], plan: Plan, folds: int) -> Iterator[dict[str, Any]]:
    trials: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if MARK not in row["trial"] and row["model"] in plan.models and row["score"] is not None:
            trials[row["trial"]].append(row)
    number: dict[str, int] = defaultdict(int)
    for trial, done in trials.items():
        if len(done) < folds:
            continue
        model = done[0]["model"]
        number[model] += trial != model
        name = trial if trial == model else f"{model}-w{number[model]}"
        yield from ({**row, "trial": name} for row in done)


def _unfit(run: str, reason: str) -> LoupeError:
    return LoupeError(messages.WARM_UNFIT, Where(field="warm"), run=run, reason=reason)
