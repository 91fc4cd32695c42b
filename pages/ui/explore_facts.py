"""The facts of a table in one row, and what a view of Explore is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import streamlit as st

from mlcore.data.dataset import Dataset
from mlcore.numbers import percent, whole
from mlcore.profiling.profile import Profile
from mlcore.profiling.subset import Subset
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import cache, cache_explore
from pages.ui.words import _


@dataclass(frozen=True)
class View:
    """What every view of the page looks at.

    Parameters
    ----------
    space : Workspace
        Whose work it is.
    table : Opened
        The open data set.
    target : str or None
        The column to predict.
    part : Subset or None
        Those of its rows that are shown; None: all.
    positions : array or None
        Where these stand in the open data set; None: as they come.
    """

    space: Workspace
    table: Opened
    target: str | None
    part: Subset | None = None
    positions: np.ndarray | None = None

    @cached_property
    def opened(self) -> Opened:
        """The shown rows as a table: written when a view first asks, not where none does."""
        return self.table if self.part is None else replace(self.table, data=self.part.data)

    @cached_property
    def profile(self) -> Profile:
        """The numbers of these rows; as :attr:`opened`."""
        return cache.profile(self.opened.data, self.target)


def facts(profile: Profile) -> None:
    """Draw rows, columns, missing cells, copied rows and findings, as far as they are known."""
    kinds: dict[str, int] = {}
    for column in profile.columns:
        kinds[column.kind] = kinds.get(column.kind, 0) + 1
    cells = profile.rows * len(profile.columns)
    with st.container(border=True, horizontal=True, horizontal_alignment="distribute"):
        st.metric(_("Rows"), whole(profile.rows), width="content")
        st.metric(
            _("Columns"), whole(len(profile.columns)), width="content",
            help=", ".join(f"{number} {_(kind)}" for kind, number in kinds.items()),
        )  # fmt: skip
        missing = percent(profile.missing_cells / cells) if cells else "–"
        st.metric(
            _("Missing cells"), missing, width="content",
            help=f"{whole(profile.missing_cells)} {_('of')} {whole(cells)} {_('cells')}",
        )  # fmt: skip
        st.metric(
            _("Copied rows"), _later(profile, profile.duplicate_rows), width="content",
            help=_("Rows that repeat an earlier row in every column."),
        )  # fmt: skip
        st.metric(
            _("Findings"), _later(profile, len(profile.findings)), width="content",
            help=_("One for each kind of problem, however many columns have it."),
        )  # fmt: skip
    if profile.sampled is not None:
        st.caption(
            f"{_('Means, ranges and shapes come from a *sample* of')} {whole(profile.sampled)} "
            f"{_('rows; counts of missing and different values from all')} {whole(profile.rows)}. "
            f"{_('Shares are within')} ±{100 * profile.margin:.1g} "
            f"{_('percentage points (19 times in 20).')}"
        )


def _later(profile: Profile, number: int | None) -> str:
    return whole(number) if profile.complete else "…"


def applying(views: Iterable[str], data: Dataset) -> list[str]:
    """Return those of *views* that have something to show of *data*."""
    applies = {
        "time": any(column.kind == "date" for column in data.columns),
        "map": cache_explore.names_places(data),
    }
    return [view for view in views if applies.get(view, True)]
