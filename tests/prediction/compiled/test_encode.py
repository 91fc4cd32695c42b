"""A row encoded by dictionaries has the numbers that the preparation gives to a frame."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlcore.prediction.compiled.encode import row_encoder
from mlcore.training.preparation.kinds import PREPARATIONS, make
from mlcore.types import Kind

KINDS: dict[str, Kind] = {
    "size": "number",
    "rooms": "integer",
    "garden": "boolean",
    "kind": "category",
    "grade": "category",
    "built": "date",
    "seen": "date",
    "advert": "text",
    "nothing": "number",
}
ROWS = 300


def frame(gaps: bool, seed: int = 0) -> pd.DataFrame:
    """Return columns of every kind; with *gaps* each lacks values."""
    rng = np.random.default_rng(seed)
    made = pd.DataFrame(
        {
            "size": rng.normal(50, 20, ROWS) * 10.0 ** rng.integers(-3, 4, ROWS),
            "rooms": pd.array(rng.integers(-5, 9, ROWS), dtype="Int64"),
            "garden": pd.array(rng.random(ROWS) < 0.5, dtype="boolean"),
            "kind": rng.choice([f"level {at}" for at in range(130)], ROWS),
            "grade": pd.array(rng.integers(1, 5, ROWS), dtype="Int64"),
            "built": pd.Timestamp("1990-02-01") + pd.to_timedelta(rng.integers(0, 9999, ROWS), "D"),
            "seen": pd.Timestamp("2020-02-01") + pd.to_timedelta(rng.integers(0, 10**9, ROWS), "s"),
            "advert": [
                " ".join(rng.choice(["Old", "new", "Ünder", "far"], 5)) for _ in range(ROWS)
            ],
            "nothing": np.full(ROWS, np.nan),
        }
    ).astype({"kind": "str", "advert": "str"})
    if gaps:
        made = made.mask(rng.random(made.shape) < 0.2)
    return made


def rows_of(table: pd.DataFrame) -> list[tuple[object, ...]]:
    objects = table.astype(object).where(table.notna(), None)
    return [
        tuple(v.to_pydatetime() if isinstance(v, pd.Timestamp) else v for v in row)
        for row in objects.itertuples(index=False, name=None)
    ]


@pytest.mark.parametrize("trained_with_gaps", [True, False])
@pytest.mark.parametrize("kind", list(PREPARATIONS))
def test_a_row_has_the_numbers_of_the_frame(kind: str, trained_with_gaps: bool) -> None:
    preparation = make(kind, KINDS).fit(frame(trained_with_gaps))
    asked = frame(gaps=True, seed=1)
    asked.loc[[2, 5], "kind"] = "never seen"
    asked.loc[[3], "size"] = 1e300
    asked.loc[[4], "size"] = -np.inf
    encoder = row_encoder(preparation, list(asked.columns))
    assert encoder is not None
    columns = list(zip(*rows_of(asked), strict=True))
    for found in (encoder.by_row(rows_of(asked)), encoder.by_column(columns, {}, len(asked))):
        np.testing.assert_allclose(found, preparation.encode(asked), rtol=1e-14, atol=0)


def test_values_are_found_by_their_place_in_the_signature() -> None:
    preparation = make("tree", {"b": "number", "a": "number"}).fit(
        pd.DataFrame({"a": [1.0, 2], "b": [3.0, 4]})
    )
    encoder = row_encoder(preparation, ["a", "unused", "b"])
    assert encoder is not None
    assert encoder.encode([(7, "x", 9)]).tolist() == [[9, 7]]
    assert encoder.encode([(7, "x", 9)] * 20).tolist() == [[9, 7]] * 20


def test_a_column_that_only_a_recipe_makes_is_left_to_the_frame() -> None:
    preparation = make("tree", {"made": "number"}).fit(pd.DataFrame({"made": [1.0]}))
    assert row_encoder(preparation, ["raw"]) is None


def test_without_columns_there_is_one_of_zeros() -> None:
    encoder = row_encoder(make("tree", {}).fit(pd.DataFrame(index=[0])), [])
    assert encoder is not None
    assert encoder.encode([()]).tolist() == [[0.0]]
    assert encoder.encode([()] * 20).tolist() == [[0.0]] * 20
