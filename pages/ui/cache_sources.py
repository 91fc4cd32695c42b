"""First rows of files, databases and web addresses, and how two tables meet, remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from mlcore.data.combine.combine import matches as count_matches
from mlcore.data.combine.keys import Pairs
from mlcore.data.combine.matches import Matches
from mlcore.data.dataset import Dataset
from mlcore.data.options import ReadOptions
from mlcore.data.read import Preview, preview_address
from mlcore.data.read import preview as read_preview
from mlcore.data.sources import http, sql
from mlcore.settings import Settings
from pages.ui.cache import BY_DATA

_BRIEFLY: dict[str, Any] = {
    "max_entries": 16,
    "ttl": 600,
    "hash_funcs": {Settings: repr, sql.Query: repr, http.Request: repr},
    "show_spinner": False,
}


@st.cache_data(max_entries=32, show_spinner=False)
def preview(_path: Path, sha: str, filename: str, options: ReadOptions) -> Preview:
    """Return how the file at *_path* would be read; *sha* names its bytes."""
    return read_preview(_path, options, filename)


@st.cache_data(**_BRIEFLY)
def tables(connection: str, settings: Settings) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the tables behind a connection with their columns."""
    return sql.tables(connection, settings)


@st.cache_data(**_BRIEFLY)
def query(asked: sql.Query, settings: Settings) -> Preview:
    """Return the first rows of the answer of a database."""
    return sql.preview(asked, settings)


def forget_query(asked: sql.Query, settings: Settings) -> None:
    """Have the next preview of *asked* ask the database again."""
    query.clear(asked, settings)


@st.cache_data(**_BRIEFLY)
def address(request: http.Request, settings: Settings) -> tuple[Preview, str]:
    """Return the first rows of what a web address gives, and its SHA-256."""
    return preview_address(request, ReadOptions(), settings)


def forget_address(request: http.Request, settings: Settings) -> None:
    """Have the next preview of *request* ask the address again."""
    address.clear(request, settings)


@st.cache_resource(**BY_DATA)
def matches(first: Dataset, second: Dataset, on: Pairs, _settings: Settings) -> Matches:
    """Return how the rows of two tables meet."""
    return count_matches(first, second, on, _settings)
