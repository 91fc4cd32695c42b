"""What several pages show of a table, remembered; each station's own stands in ``cache_*.py``.

Only these modules cache: bounded, by fingerprint, in front of pure functions.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from mlcore import settings as all_settings
from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.profiling.measured import MeasuredTable, measure_table
from mlcore.profiling.profile import Profile
from mlcore.profiling.profile import profile as measure_profile
from mlcore.profiling.profile import summary as measure_summary
from mlcore.settings import Settings
from mlcore.store.store import Store


def store() -> Store:
    """Return the store of this process's settings."""
    return _store(all_settings.load())


@st.cache_resource(max_entries=2, hash_funcs={Settings: repr}, show_spinner=False)
def _store(settings: Settings) -> Store:
    return Store.open(settings)


def by_fingerprint(data: Dataset) -> str:
    """Return what *data* is remembered by."""
    return data.fingerprint


@st.cache_data(max_entries=32, hash_funcs={Dataset: by_fingerprint}, show_spinner=False)
def head(data: Dataset, rows: int = 100, columns: int = 200) -> Any:
    """Return the first rows and columns of *data*: all that a page ever shows of it."""
    return data.frame(data.names[:columns], slice(0, rows))


# Frozen values are handed out as they are (cache_resource); frames are copied (cache_data).
BY_DATA: dict[str, Any] = {
    "max_entries": 32,
    "hash_funcs": {Dataset: by_fingerprint, Recipe: repr},
    "show_spinner": False,
}


@st.cache_resource(**BY_DATA)
def summary(data: Dataset) -> Profile:
    """Return what can be said of *data* at once."""
    return measure_summary(data)


@st.cache_resource(**BY_DATA)
def profile(data: Dataset, target: str | None = None) -> Profile:
    """Return the statistics of every column of *data* and the findings about it."""
    return measure_profile(data, target, measured=measured(data))


@st.cache_resource(**{**BY_DATA, "max_entries": 8})
def measured(data: Dataset) -> MeasuredTable:
    """Return the numbers of every column of *data*, which no target changes."""
    found = measure_table(data)
    _known().add(data.fingerprint)
    return found


def is_measured(data: Dataset) -> bool:
    """Return True when the numbers of *data* are there: the profile will be quick."""
    return data.fingerprint in _known()


@st.cache_resource(max_entries=1, show_spinner=False)
def _known() -> set[str]:
    return set()
