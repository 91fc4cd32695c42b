"""What is done with values a model has no experience with: a warning, or a refusal.

A policy belongs to a model's name and is kept with the workspace; every process of the service
reads it when the database has changed.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from sqlalchemy import select

from mlcore.errors import LoupeError, Where
from mlcore.prediction.hints import FAR, Remark
from mlcore.prediction.rows import Checked
from mlcore.registry.audit import Deed
from mlcore.registry.registry import Registry
from mlcore.serving import running_messages as messages
from mlcore.store.rows import upsert
from mlcore.store.store import Store
from mlcore.store.tables import memos

Choice = Literal["warn", "refuse"]
CHOICES = ("warn", "refuse")


@dataclass(frozen=True)
class Policy:
    """How one model takes odd values.

    Parameters
    ----------
    unknown : {"warn", "refuse"}
        A category that training never saw.
    range : {"warn", "refuse"}
        A number or date far beyond the training values: by more than half their width.
    """

    unknown: Choice = "warn"
    range: Choice = "warn"

    @property
    def said(self) -> str:
        """A few words for the log."""
        return f"unknown: {self.unknown}, range: {self.range}"

    def applied(self, checked: Checked) -> Checked:
        """Return *checked* with the remarks that are refused as problems."""
        refused = [remark for remark in checked.remarks if self._refuses(remark)]
        return replace(checked, problems=(*checked.problems, *refused)) if refused else checked

    def _refuses(self, remark: Remark) -> bool:
        if remark.code in ("unknown_category", "rare_category"):
            return self.unknown == "refuse" and remark.code == "unknown_category"
        return self.range == "refuse" and dict(remark.facts).get("far", 0.0) > FAR


PLAIN = Policy()


def load(store: Store, workspace: str, name: str) -> Policy:
    """Return the policy of the model *name*."""
    own = (memos.c.workspace == workspace, memos.c.key == _key(name))
    with store.read() as connection:
        found = connection.execute(select(memos.c.value).where(*own)).scalar_one_or_none()
    return Policy(**found) if found else PLAIN


def save(registry: Registry, name: str, wish: Any) -> Policy:
    """Keep the policy *wish*, a JSON object, for the model *name*, and return it.

    Raises
    ------
    LoupeError
        ``bad_policy`` for anything else than ``unknown`` and ``range``, each warn or refuse.
    """
    known = set(asdict(PLAIN))
    fits = isinstance(wish, dict) and set(wish) <= known
    if not fits or any(choice not in CHOICES for choice in wish.values()):
        raise LoupeError(messages.BAD_POLICY, Where(field="policy"))
    before = load(registry.store, registry.workspace, name)
    made = replace(before, **wish)
    row = {"workspace": registry.workspace, "key": _key(name), "value": asdict(made)}
    with registry.journal.writing() as change:
        upsert(change.connection, memos, **row, revision=1, changed=time.time())
        change.log(Deed("policy", name, before.said, made.said))
    return made


def _key(name: str) -> str:
    return f"policy:{name}"
