"""Form = REST = batch = command line = the model asked directly, to 1e-9, whatever the table."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from starlette.testclient import TestClient

from mlcore import settings
from mlcore.commands.line import main
from mlcore.data.read import read
from mlcore.errors import LoupeError
from mlcore.prediction import artifact
from mlcore.prediction.answer import Answer, answer
from mlcore.prediction.batch import batch
from mlcore.prediction.columns import as_json
from mlcore.prediction.model import Model, labels
from mlcore.registry.registry import Registry
from mlcore.serving import tokens
from mlcore.serving.app import create_app
from mlcore.store.objects import Objects
from mlcore.store.store import Store
from tests.prediction.making import CASES, csv, dataset, model

ASKED = 25
TOLERANCE = 1e-9


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store.open(settings.load())
    yield opened
    opened.close()


def raw_rows(case: str) -> pd.DataFrame:
    """Return rows of the table, some with a level never seen and a number out of range."""
    frame = dataset(case).frame().drop(columns=CASES[case][1]).head(ASKED).copy()
    kind = "名前" if case == "unicode" else "kind"
    frame.loc[[3, 7], kind] = "castle & <keep>"
    number = frame.columns[0]
    frame.loc[[5], number] = 1e4
    return frame


def json_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {name: as_json(frame[name].array[at]) for name in frame.columns} for at in range(len(frame))
    ]


def numbers(made: Answer) -> list[float]:
    if made.probabilities is not None:
        return list(made.probabilities.values())
    assert made.interval is not None
    return [made.value, *made.interval]  # type: ignore[list-item]


def by_form(asked: Model, rows: list[dict[str, Any]]) -> tuple[list[Any], np.ndarray]:
    made = [answer(asked, [row])[0] for row in rows]
    assert not any(one.error for one in made)
    return [one.value for one in made], np.array([numbers(one) for one in made])


def by_rest(store: Store, asked: Model, rows: list[dict[str, Any]]) -> tuple[list[Any], Any]:
    Registry(store).register(asked, "m")
    made = tokens.create(store, "default")
    client = TestClient(create_app(store, store.settings), base_url="http://localhost")
    client.headers["Authorization"] = f"Bearer {made.token}"
    reply = client.post("/v1/models/m/predict", json={"rows": rows})
    assert reply.status_code == 200, reply.text
    found = reply.json()["predictions"]
    if "probabilities" in found[0]:
        return [p["value"] for p in found], np.array(
            [list(p["probabilities"].values()) for p in found]
        )
    triples = [[p["value"], p["interval"]["low"], p["interval"]["high"]] for p in found]
    return [p["value"] for p in found], np.array(triples)


def by_batch(asked: Model, frame: pd.DataFrame, folder: Path) -> tuple[list[Any], np.ndarray]:
    path = folder / "ask.csv"
    path.write_bytes(csv(frame))
    done = batch(asked, read(path, Objects(folder / "objects")))
    assert not done.errors, [error.message for error in done.errors]
    columns = list(done.frame.columns[len(frame.columns) :])
    assert columns[0] == "prediction"
    wanted = columns if columns[1:] == ["low", "high"] else columns[1:]
    return done.frame["prediction"].tolist(), done.frame[wanted].to_numpy(dtype=float)


def by_command(store: Store, asked: Model, frame: pd.DataFrame, folder: Path) -> Any:
    """Ask the registered model on the command line; its answers come as a Parquet file."""
    path, out = folder / "command.csv", folder / "out.parquet"
    path.write_bytes(csv(frame))
    home = str(store.settings.home)
    assert main(["--home", home, "predict", "m", str(path), "-o", str(out), "--json"]) == 0
    done = pd.read_parquet(out)
    ours = list(done.columns[len(frame.columns) :])
    wanted = ours if ours[1:] == ["low", "high"] else ours[1:]
    return done["prediction"].tolist(), done[wanted].to_numpy(dtype=float)


def by_frame(asked: Model, frame: pd.DataFrame) -> tuple[list[Any], np.ndarray]:
    values = asked.predict(frame).tolist()
    if asked.signature.task == "regression":
        return values, np.column_stack([values, asked.interval(frame)])
    return values, asked.predict_proba(frame)


@pytest.mark.parametrize("case", list(CASES))
def test_every_mouth_gives_the_same_answers(case: str, store: Store, tmp_path: Path) -> None:
    asked, frame = model(case), raw_rows(case)
    rows = json.loads(json.dumps(json_rows(frame)))
    values, expected = by_frame(asked, frame)
    assert np.isfinite(expected).all()
    if asked.signature.task != "regression":
        assert np.allclose(expected.sum(axis=1), 1)
    for found, got in (
        by_form(asked, rows),
        by_rest(store, asked, rows),
        by_batch(asked, frame, tmp_path),
        by_command(store, asked, frame, tmp_path),
    ):
        same = [a == b if isinstance(a, str) else math.isclose(a, b, abs_tol=TOLERANCE)
                for a, b in zip(found, values, strict=True)]  # fmt: skip
        assert all(same)
        np.testing.assert_allclose(got, expected, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize("case", list(CASES))
def test_a_stored_model_gives_the_same_answers(case: str, tmp_path: Path) -> None:
    asked, frame = model(case), raw_rows(case)
    digest = artifact.save(asked, tmp_path / "v")
    again = artifact.load(tmp_path / "v", digest)
    assert again.signature == asked.signature
    assert again.meta == asked.meta
    assert again.golden == asked.golden
    np.testing.assert_allclose(by_frame(again, frame)[1], by_frame(asked, frame)[1], rtol=1e-12)
    assert len(again.golden.rows) == 10


@pytest.mark.parametrize("case", list(CASES))
def test_columns_are_found_by_name_not_by_place(case: str) -> None:
    asked, frame = model(case), raw_rows(case)
    turned = frame[frame.columns[::-1]].assign(extra=1)
    np.testing.assert_array_equal(by_frame(asked, turned)[1], by_frame(asked, frame)[1])


def test_answers_equal_the_fitted_pipeline_itself() -> None:
    """The check changes nothing about rows of the training table."""
    for case in CASES:
        asked = model(case)
        frame = dataset(case).frame().head(ASKED)
        raw = asked.fitted.predict_raw(frame.drop(columns=CASES[case][1]))
        got = by_frame(asked, frame)[1]
        np.testing.assert_allclose(got[:, 0] if raw.ndim == 1 else got, raw, rtol=1e-12)


def test_unseen_levels_and_ranges_are_said_in_every_answer() -> None:
    rows = json_rows(raw_rows("plain"))
    made = answer(model("plain"), rows)
    assert [w.code for w in made[3].warnings] == ["unknown_category"]
    assert [w.code for w in made[5].warnings] == ["above_range"]
    assert made[0].warnings == ()


@pytest.mark.parametrize("coverage", [0.8, 0.95])
@pytest.mark.parametrize("case", ["plain", "missing", "booleans", "classes"])
def test_every_mouth_means_the_same_by_a_level(
    case: str, coverage: float, store: Store, tmp_path: Path
) -> None:
    asked, frame = model(case), raw_rows(case)
    rows = json.loads(json.dumps(json_rows(frame)))
    Registry(store).register(asked, "m")
    client = TestClient(create_app(store, store.settings), "http://127.0.0.1")
    client.headers["Authorization"] = f"Bearer {tokens.create(store, 'default').token}"
    reply = client.post("/v1/models/m/predict", json={"rows": rows, "coverage": coverage}).json()
    path, out = tmp_path / "ask.csv", tmp_path / "out.parquet"
    path.write_bytes(csv(frame))
    told = ["predict", "m", str(path), "-o", str(out), "--coverage", str(coverage), "--json"]
    assert main(["--home", str(store.settings.home), *told]) == 0
    form = [answer(asked, [row], coverage)[0] for row in rows]
    files = [pd.read_parquet(out), batch(asked, frame, coverage).frame]
    if asked.signature.task == "regression":
        wanted = asked.interval(frame, coverage)
        rest = [[p["interval"][end] for end in ("low", "high")] for p in reply["predictions"]]
        for found in (rest, [one.interval for one in form], *(f[["low", "high"]] for f in files)):
            np.testing.assert_allclose(np.asarray(found, float), wanted, rtol=TOLERANCE)
        return
    sets = asked.prediction_sets(frame, coverage)
    if case == "missing":
        assert any(len(one) != 1 for one in sets), "else nothing would differ from the answer"
    assert [set(one.possible or ()) for one in form] == [set(one) for one in sets]
    assert all(p["set"]["coverage"] == coverage for p in reply["predictions"])
    assert [set(p["set"]["classes"]) for p in reply["predictions"]] == [set(one) for one in sets]
    names = dict(zip(labels(asked.signature), asked.signature.classes, strict=True))
    texts = [" | ".join(names[one] for one in row) for row in sets]
    for found in files:
        assert found["set"].fillna("").tolist() == texts


def test_a_level_that_means_nothing_is_refused() -> None:
    for level in (0.2, 1.0, float("nan"), "0.9", None, True):
        with pytest.raises(LoupeError) as caught:
            answer(model("plain"), json_rows(raw_rows("plain"))[:1], level)  # type: ignore[arg-type]
        assert caught.value.code == "bad_coverage"
        assert caught.value.where[0].field == "coverage"
