"""How long a training will take: promised on its button, told by model beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from mlcore.catalog.entry import ModelEntry
from mlcore.catalog.models import chosen
from mlcore.numbers import remaining, significant
from mlcore.training import pace
from mlcore.training.memory import free, needed
from mlcore.types import Plan
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui.words import _

HELD = 0.2
"""Share set aside when the plan leaves it open."""


@dataclass(frozen=True)
class Expected:
    """What a plan asks for, and what earlier runs took.

    Parameters
    ----------
    models : sequence of ModelEntry
        What is trained.
    cells : int
        Rows of one fit times columns.
    fits : int
        Fits per model.
    limit : float or None
        Seconds after which no fit starts.
    paces : sequence of Pace
        Times of this machine.
    endless : bool
        A search that goes on until the time is over.
    memory : int
        Bytes it will take at most.
    """

    models: Sequence[ModelEntry]
    cells: int
    fits: int
    limit: float | None
    paces: Sequence[pace.Pace]
    endless: bool = False
    memory: int = 0

    @property
    def seconds(self) -> float:
        """How long the whole will take."""
        whole = pace.duration(self.models, self.cells, self.fits, self.paces)
        if self.endless and self.limit:
            return self.limit
        return min(whole, self.limit or whole)


def known(space: Workspace, opened: Opened, plan: Plan) -> Expected:
    """Return what is known about how long *plan* takes on the open data set."""
    held = HELD if plan.holdout is None else plan.holdout
    rows = pace.fold_rows(plan, round(opened.data.rows * (1 - held)))
    threads = space.store.settings.threads
    return Expected(
        models=chosen(plan.models, plan.aim),
        cells=max(1, rows * len(opened.data.columns)),
        fits=pace.fits(plan),
        limit=plan.seconds,
        paces=pace.paces(space.store),
        endless=plan.tune and not plan.trials,
        memory=needed(opened.data.columns, opened.data.rows, plan, threads).total,
    )


def each(found: Expected) -> None:
    """Draw how long each model is expected to take."""
    with st.popover(_("Expected"), icon=":material/schedule:", type="tertiary"):
        st.table(
            {
                model.title: remaining(found.fits * pace.expected(model, found.cells, found.paces))
                for model in found.models
            },
            border="horizontal",
            alt=_("Expected time of each model"),
        )
        room = f"{_('of')} {significant(free() / 1e9, 2)} GB {_('that are free')}"
        st.caption(f"{_('Memory')}: {_('at most')} {significant(found.memory / 1e9, 2)} GB {room}.")
        own = _("From what earlier runs took on this machine.")
        first = _("Nothing ran here yet: a guess, which the first run mends.")
        st.caption(own if found.paces else first)
