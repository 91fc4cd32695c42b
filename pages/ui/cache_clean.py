"""What Clean shows of a recipe, remembered."""

from __future__ import annotations

import streamlit as st

from mlcore.cleaning.inputs import possible_targets as find_targets
from mlcore.cleaning.preview import Walk, walk
from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from pages.ui.cache import BY_DATA

KEPT = 3
"""Walks that are kept of a table: the recipe, one that was tried, one before."""


def walked(recipe: Recipe, data: Dataset, target: str | None) -> Walk:
    """Return *recipe* carried out on a sample of *data*; only what is new in it is done."""
    kept = _walks(data, target)
    known = next((one for one in kept if one.steps == recipe.steps), None)
    if known is None:
        known = walk(recipe, data, target, tuple(kept))
        kept[:] = [known, *kept][:KEPT]
    return known


@st.cache_resource(**{**BY_DATA, "max_entries": 2, "ttl": 1800})
def _walks(data: Dataset, target: str | None) -> list[Walk]:
    return []


@st.cache_resource(**BY_DATA)
def possible_targets(recipe: Recipe, data: Dataset) -> tuple[str, ...]:
    """Return the columns that can be predicted after *recipe*."""
    return find_targets(recipe, data.names)
