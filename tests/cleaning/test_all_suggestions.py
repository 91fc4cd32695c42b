"""Whatever is wrong with columns together, all suggested steps can be taken at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlcore.cleaning.fit import fit
from mlcore.cleaning.recipe import Recipe
from mlcore.cleaning.suggest import suggest
from mlcore.data.read import read_bytes
from mlcore.profiling.profile import profile
from mlcore.store.objects import Objects

ROWS = 400
Make = Callable[[np.random.Generator], list[object]]
PRICES = [f"$1,{i}.00" for i in range(100, 100 + ROWS)]
DIRTY: dict[str, Make] = {
    "gaps": lambda r: [x if x > 0.2 else None for x in r.random(ROWS)],
    "mostly gaps": lambda r: [x if x > 0.8 else None for x in r.random(ROWS)],
    "numbers and words": lambda r: [*map(str, r.integers(0, 9, ROWS - 9)), *["n.s."] * 9],
    "numbers and a word": lambda r: [*map(str, r.integers(0, 900, ROWS - 1)), "k.A."],
    "dates, one broken": lambda r: [
        *(f"{1 + i % 28:02}.{1 + i % 12:02}.2025" for i in range(ROWS - 1)), "05,08.2025",
    ],
    "dates with gaps": lambda r: [None, *pd.date_range("2024-01-01", periods=ROWS - 1)],
    "percent": lambda r: [f"{x:.1f} %" for x in r.uniform(0, 99, ROWS)],
    "money with gaps": lambda r: ["", *PRICES[1:]],
    "spellings": lambda r: r.choice(["ICU", "icu ", "ward", "Ward"], ROWS).tolist(),
    "misspelt": lambda r: ["Berlin"] * 200 + ["Brelin"] + ["Paris"] * 199,
    "marks": lambda r: [("x" if x < 0.3 else None) for x in r.random(ROWS)],
    "words for nothing": lambda r: r.choice(["a", "b", "c", "Unknown"], ROWS).tolist(),
    "one value": lambda r: [7] * ROWS,
    "nearly one value": lambda r: ["a"] * (ROWS - 1) + ["b"],
    "numbers of rows": lambda r: r.permutation(ROWS).tolist(),
    "endless": lambda r: [*r.random(ROWS - 2), np.inf, -np.inf],
    "tail": lambda r: np.exp(2 * r.normal(size=ROWS)).tolist(),
    "stand-ins": lambda r: [*r.integers(18, 90, ROWS - 5).tolist(), *[-999] * 5],
    "yes or no with gaps": lambda r: [*r.choice(["true", "false"], ROWS - 9), *[None] * 9],
    "levels": lambda r: [f"v{i % 70}" for i in range(ROWS)],
    "nothing": lambda r: [None] * ROWS,
    "codes": lambda r: [f"{i:05}" for i in r.integers(0, 40, ROWS)],
}  # fmt: skip


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Objects:
    return Objects(tmp_path_factory.mktemp("objects"))


@settings(max_examples=12)
@example(["dates, one broken", "gaps"], False)
@given(st.lists(st.sampled_from(sorted(DIRTY)), min_size=2, max_size=7), st.booleans())
def test_all_suggested_steps_can_be_taken_at_once(
    objects: Objects, kinds: list[str], with_target: bool
) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"{kind} {i}": DIRTY[kind](rng) for i, kind in enumerate(kinds)})
    frame["y"] = rng.random(ROWS)
    target = "y" if with_target else None
    data = read_bytes(frame.to_csv(index=False).encode(), "dirty.csv", objects)
    steps = suggest(profile(data, target).findings, target)
    done = fit(Recipe(steps), data.frame())
    assert len(done.frame) > 0
