"""First rows of files, how two tables meet and how one falls apart, remembered."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from mlcore.data.combine.combine import matches as count_matches
from mlcore.data.combine.divide import Part
from mlcore.data.combine.divide import parts as count_parts
from mlcore.data.combine.keys import Pairs
from mlcore.data.combine.matches import Matches
from mlcore.data.dataset import Dataset
from mlcore.data.options import ReadOptions
from mlcore.data.read import Preview
from mlcore.data.read import preview as read_preview
from mlcore.settings import Settings
from pages.ui.cache import BY_DATA


@st.cache_data(max_entries=32, show_spinner=False)
def preview(_path: Path, sha: str, filename: str, options: ReadOptions) -> Preview:
    """Return how the file at *_path* would be read; *sha* names its bytes."""
    return read_preview(_path, options, filename)


@st.cache_resource(**BY_DATA)
def matches(first: Dataset, second: Dataset, on: Pairs, _settings: Settings) -> Matches:
    """Return how the rows of two tables meet."""
    return count_matches(first, second, on, _settings)


@st.cache_resource(**BY_DATA)
def parts(data: Dataset, column: str) -> tuple[Part, ...]:
    """Return the parts that the values of *column* divide *data* into."""
    return count_parts(data, column)
