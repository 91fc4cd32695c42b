"""A recipe on all rows: the frame that its steps make, or a refusal that costs nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.cleaning.apply import apply
from mlcore.cleaning.fit import fit
from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.settings import load
from mlcore.store.objects import Objects
from tests.cleaning.tables import mixed
from tests.cleaning.test_export import kept


def test_the_cleaned_rows_are_what_the_steps_make(objects: Objects) -> None:
    data = kept(mixed(), objects)
    recipe = Recipe().scale("number").drop_duplicates().step("formula", (), to="n", formula="1 + 2")
    made = apply(recipe, data, name="tidy")
    wanted = fit(recipe, data.frame()).frame.reset_index(drop=True)
    pd.testing.assert_frame_equal(made.frame(), wanted, check_dtype=False)
    assert (made.name, made.lineage.parent) == ("tidy", data.fingerprint)
    assert made.fingerprint == apply(recipe, data).fingerprint


def test_what_a_step_refuses_arrives_with_its_place(objects: Objects) -> None:
    with pytest.raises(LoupeError) as caught:
        apply(Recipe().scale("nowhere"), kept(mixed(), objects))
    assert (caught.value.code, caught.value.where[0].column) == ("column_missing", "nowhere")


def test_C18_a_step_that_wants_too_much_memory_ends_alone(objects: Objects) -> None:
    """Every product of two among 20 columns and 400,000 rows: 600 MB."""
    columns = {f"x{i}": np.arange(400_000) * 0.5 + i for i in range(20)}
    data = kept(pd.DataFrame(columns), objects)
    before = set(objects.names())
    recipe = Recipe().step("interactions", tuple(columns))
    with pytest.raises(LoupeError) as caught:
        apply(recipe, data, settings=load(parse_mb=500))
    assert caught.value.code == "clean_memory"
    assert "500 MB" in caught.value.what
    assert "unchanged" in caught.value.kept
    assert set(objects.names()) == before
    assert data.frame(rows=[1])["x3"].tolist() == [3.5]


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return Objects(tmp_path / "objects")
