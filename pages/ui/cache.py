"""The only place that caches: bounded, by fingerprint, in front of pure functions."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mlcore import settings as all_settings
from mlcore.data.dataset import Dataset
from mlcore.settings import Settings
from mlcore.store.store import Store


def store() -> Store:
    """Return the store of this process's settings."""
    return _store(all_settings.load())


@st.cache_resource(max_entries=2, hash_funcs={Settings: repr}, show_spinner=False)
def _store(settings: Settings) -> Store:
    return Store.open(settings)


def _fingerprint(data: Dataset) -> str:
    return data.fingerprint


@st.cache_data(max_entries=32, hash_funcs={Dataset: _fingerprint}, show_spinner=False)
def head(data: Dataset, rows: int = 100) -> Any:
    """Return the first rows of *data*: all that a page ever shows of it."""
    return data.head(rows)
