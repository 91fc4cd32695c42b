"""Which model? Each model of the task, worth trying or not, with one sentence why."""

from __future__ import annotations

import streamlit as st

from mlcore.catalog.advice import Table, Wish, advise
from mlcore.language import count
from mlcore.types import Task
from mlcore.workspace.workspace import Opened
from pages.ui import controls
from pages.ui.words import _

WISHES: dict[Wish, str] = {
    "best": _("The best score"),
    "readable": _("Answers I can follow"),
    "quick": _("Speed"),
}
NUMBERS = ("integer", "number", "date")


def card(opened: Opened, task: Task, target: str) -> None:
    """Draw the advice about models in a compact expander."""
    again = st.expander(
        _("Which model?"), type="compact", icon=":material/help:", key="train.advice",
        on_change="rerun",
    )  # fmt: skip
    if not again.open:
        return
    with again:
        wish: Wish = controls.segments(
            _("What matters most"), list(WISHES), key="train.wish", default="best",
            words=WISHES.__getitem__,
        )  # fmt: skip
        columns = [column for column in opened.data.columns if column.name != target]
        numbers = sum(column.kind in NUMBERS for column in columns)
        found = advise(Table(task, opened.data.rows, len(columns), numbers), wish)
        st.caption(f"{count(sum(one.chosen for one in found), 'model')} {_('worth trying')}")
        st.table(
            {f"{'✓' if one.chosen else '–'} {_(one.model.title)}": _(one.reason) for one in found},
            border="horizontal",
            alt=_("Which models are worth trying, and why"),
        )
