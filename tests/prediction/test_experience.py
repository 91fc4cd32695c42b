"""What is unlike the training rows is flagged, and what is like them is not; by simulation."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from mlcore.prediction.cases import Cases
from mlcore.prediction.domain import trust
from mlcore.prediction.experience import Experience, Space, learn_experience
from mlcore.prediction.learn import learn
from mlcore.prediction.model import Model
from mlcore.types import ColumnSpec, Signature, to_json
from tests.prediction.making import CASES, dataset, model
from tests.prediction.test_parity import json_rows, raw_rows


def table(columns: int, rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return related numbers of several shapes; every fifth column is a category."""
    hidden = rng.normal(size=(rows, 3))
    mixed = hidden @ rng.normal(size=(3, columns)) + rng.normal(size=(rows, columns))
    made = {}
    for at in range(columns):
        values = (mixed[:, at], np.exp(mixed[:, at] / 4), rng.uniform(size=rows))[at % 3]
        kinds = rng.choice(["a", "b", "c"], rows)
        made[f"c{at}"] = kinds if at % 5 == 4 else values
    return pd.DataFrame(made)


def lived(frame: pd.DataFrame) -> Model:
    fields = []
    for name in frame:
        number = pd.api.types.is_numeric_dtype(frame[name])
        spec = ColumnSpec(str(name), "number" if number else "category", str(frame[name].dtype))
        fields.append(learn(spec, frame[name], 1 / len(frame.columns)))
    signature = Signature(tuple(fields), "y", "regression")
    known = learn_experience(signature, frame, [0.0] * len(frame))
    return Model(signature, None, experience=known)  # type: ignore[arg-type]


def flagged(made: Model, frame: pd.DataFrame) -> np.ndarray:
    rows = json_rows(frame)
    checked = made.check(rows)
    assert not checked.problems
    cases = Cases.of(made.signature.fields, checked.frame).rows
    states = [trust(made, row, checked.warnings(at + 1)).state for at, row in enumerate(cases)]
    return np.array([state != "inside" for state in states])


@pytest.mark.parametrize("columns", [5, 50, pytest.param(200, marks=pytest.mark.slow)])
def test_pushed_rows_are_flagged_and_held_out_rows_are_not(columns: int) -> None:
    rng = np.random.default_rng(columns)
    frame = table(columns, 1_500, rng)
    train, held = frame.head(1_000), frame.tail(500).reset_index(drop=True)
    made = lived(train)
    assert flagged(made, held).mean() <= 0.05
    numbers = [name for name in frame if pd.api.types.is_numeric_dtype(frame[name])]
    pushed = held.head(200).copy()
    for row in range(len(pushed)):
        name = numbers[int(rng.integers(len(numbers)))]
        low, high = train[name].min(), train[name].max()
        edge = high + (high - low) / 2 if rng.random() < 0.5 else low - (high - low) / 2
        pushed.loc[row, name] = edge
    assert flagged(made, pushed).mean() >= 0.95


def test_values_usual_alone_but_not_together_are_flagged_with_their_names() -> None:
    rng = np.random.default_rng(0)
    size = rng.normal(size=1_000)
    frame = pd.DataFrame({"size": size, "weight": size + rng.normal(size=1_000) / 20,
                          "other": rng.normal(size=1_000) / 50})  # fmt: skip
    made = lived(frame)
    odd = {"size": 2.0, "weight": -2.0, "other": 0.0}
    checked = made.check([odd])
    found = trust(made, (2.0, -2.0, 0.0), checked.warnings(1))
    assert checked.remarks == ()
    assert found.state != "inside"
    assert "not together" in found.reasons[0]
    assert "“size”" in found.reasons[0]
    assert "“weight”" in found.reasons[0]


def test_the_nearest_rows_are_those_of_a_brute_force() -> None:
    made = model("plain")
    assert made.known is not None
    space, cases = made.known.space, made.known.cases
    row = cases.rows[17]
    near = space.near(row)
    points = space.preparation.encode(cases.frame())
    distances = np.linalg.norm(points - points[17], axis=1)
    assert near.places[0] == 17
    np.testing.assert_allclose(
        np.sort(distances)[:5], distances[list(near.places)], rtol=1e-6, atol=1e-6
    )
    found = trust(made, row, ())
    assert found.neighbours[0].values["size"] == row[0]
    frame = dataset("plain").frame()
    twin = frame[(frame["size"] == row[0]) & (frame["rooms"] == row[1])]
    assert found.neighbours[0].outcome in twin["price"].tolist()
    assert found.kept == 260


@pytest.mark.parametrize("case", list(CASES))
def test_training_rows_are_rarely_odd_and_experience_survives_json(case: str) -> None:
    made = model(case)
    assert made.experience is not None
    again = Experience.from_json(json.loads(json.dumps(to_json(made.experience))))
    assert again == made.experience
    assert len(again.rows) == min(2_000, again.of)
    odd = flagged(made, dataset(case).frame()[list(made.signature.names)])
    assert odd.mean() < 0.05


def test_reasons_name_the_value_and_the_limit() -> None:
    made = model("plain")
    rows = json_rows(raw_rows("plain"))
    checked = made.check(rows)
    assert checked.cases is not None
    far = trust(made, checked.cases.rows[5], checked.warnings(6))
    assert far.state == "outside"
    assert "“size” 10,000 is above every training value" in far.reasons[0]
    unseen = trust(made, checked.cases.rows[3], checked.warnings(4))
    assert unseen.state == "care"
    assert "was not seen in training" in unseen.reasons[0]


def test_new_levels_are_usual_where_training_always_had_new_ones() -> None:
    made = model("rare")
    assert made.experience is not None
    assert made.experience.open == ("street",)
    row = {**json_rows(dataset("rare").frame().head(1))[0], "street": "street 99999"}
    checked = made.check([{name: row[name] for name in made.signature.names}])
    assert checked.cases is not None
    assert {remark.column for remark in checked.remarks} == {"street"}
    assert trust(made, checked.cases.rows[0], checked.warnings(1)).state == "inside"


def test_a_model_without_kept_rows_still_judges_by_its_ranges() -> None:
    kept = model("plain")
    bare = Model(kept.signature, kept.fitted, kept.meta, kept.golden)
    rows = json_rows(raw_rows("plain"))
    checked = bare.check(rows)
    assert checked.cases is not None
    states = [
        trust(bare, checked.cases.rows[at], checked.warnings(at + 1)).state for at in (0, 3, 5)
    ]
    assert states == ["inside", "care", "outside"]
    assert len(bare.sample.rows) == 10


def test_distance_to_a_row_with_other_categories_is_one() -> None:
    frame = pd.DataFrame({"kind": ["a", "b"] * 50})
    made = lived(frame)
    space = Space(made.signature.fields, Cases.of(made.signature.fields, frame))
    assert space.distances((("a",),))[0, :2].tolist() == pytest.approx([0, 1])
