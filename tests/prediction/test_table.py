"""A table of any length through a model: the same answers as in memory, part by part."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.data.dataset import Dataset
from mlcore.data.read import read
from mlcore.errors import LoupeError
from mlcore.events import Event, Progress
from mlcore.prediction import table
from mlcore.prediction.batch import batch
from mlcore.prediction.table import Answered, answer_table, part_rows
from mlcore.store.objects import Objects
from mlcore.types import to_json
from tests.prediction.making import CASES, csv, dataset, model


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "part_rows", lambda columns: 40)


def asked(case: str, folder: Path, spoil: bool = False) -> Dataset:
    frame = dataset(case).frame().drop(columns=CASES[case][1])
    if spoil:
        frame["size"] = frame["size"].astype("str").astype(object)
        frame.loc[[3, 101], "size"] = ["twelve", "much"]
        frame.loc[[5, 150, 151], "kind"] = "castle"
    (folder / "ask.csv").write_bytes(csv(frame))
    return read(folder / "ask.csv", Objects(folder / "objects"))


@pytest.mark.parametrize("case", ["plain", "booleans", "dates", "missing", "classes"])
def test_parts_give_what_the_whole_gives(case: str, tmp_path: Path) -> None:
    data = asked(case, tmp_path)
    made = answer_table(model(case), data, 0.8)
    whole = batch(model(case), data, 0.8)
    assert (made.rows, made.answered, made.refused) == (data.rows, whole.answered, 0)
    assert made.own == len(data.columns)
    pd.testing.assert_frame_equal(made.table(data.objects).frame(), whole.frame)


def test_every_row_is_answered_or_refused_with_its_reason(tmp_path: Path) -> None:
    data = asked("plain", tmp_path, spoil=True)
    made = answer_table(model("plain"), data)
    assert (made.rows, made.answered, made.refused) == (260, 258, 2)
    why = made.why(data.objects, 10)
    assert why is not None
    assert why["row"].tolist() == [4, 102]
    assert why["column"].tolist() == ["size", "size"]
    assert "needs a number" in why["why"][0]
    answers = made.table(data.objects).frame()["prediction"]
    assert np.flatnonzero(answers.isna()).tolist() == [3, 101]


def test_warnings_are_summed_up_by_column_and_kind(tmp_path: Path) -> None:
    made = answer_table(model("plain"), asked("plain", tmp_path, spoil=True))
    told = next(tally for tally in made.warnings if tally.code == "unknown_category")
    assert (told.column, told.count, told.rows) == ("kind", 3, (6, 151, 152))
    assert "castle" in told.example


def test_progress_is_told_row_by_row(tmp_path: Path) -> None:
    told: list[Event] = []
    answer_table(model("plain"), asked("plain", tmp_path), emit=told.append)
    steps = [event for event in told if isinstance(event, Progress)]
    assert [step.done for step in steps] == [0, 40, 80, 120, 160, 200, 240, 260]
    assert {step.total for step in steps} == {260}


def test_what_came_out_survives_as_json(tmp_path: Path) -> None:
    made = answer_table(model("plain"), asked("plain", tmp_path, spoil=True))
    assert Answered.from_json(json.loads(json.dumps(to_json(made)))) == made


def test_nothing_is_left_when_the_table_does_not_fit(tmp_path: Path) -> None:
    data = asked("plain", tmp_path).only(["size"])
    before = sorted((tmp_path / "objects").rglob("*"))
    with pytest.raises(LoupeError) as caught:
        answer_table(model("plain"), data)
    assert caught.value.code == "missing_columns"
    assert sorted((tmp_path / "objects").rglob("*")) == before


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_text("size,rooms,kind\n")
    with pytest.raises(LoupeError) as caught:
        answer_table(model("plain"), read(tmp_path / "none.csv", Objects(tmp_path / "objects")))
    assert caught.value.code == "no_rows"


def test_parts_are_bounded_in_cells() -> None:
    assert part_rows(1) == table.MOST_ROWS
    assert part_rows(100) * 100 == table.PART_CELLS
    assert part_rows(10**6) == table.LEAST_ROWS


def test_lines_that_are_no_rows_are_told_with_the_answers(tmp_path: Path) -> None:
    text = "size,rooms,kind\n50.5,3,flat\n60.5,4,house,9,9\n40.5,2,barn\n"
    (tmp_path / "ask.csv").write_text(text)
    data = read(tmp_path / "ask.csv", Objects(tmp_path / "objects"))
    made = answer_table(model("plain"), data)
    assert (made.rows, made.answered, made.aside) == (2, 2, 1)
    assert [line.line for line in made.lines] == [3]
    assert any("1 line did not fit" in note for note in made.notes)
    assert Answered.from_json(json.loads(json.dumps(to_json(made)))) == made
