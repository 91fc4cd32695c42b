"""Whole tables asked of a model: at once or as a job, with the same answers."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from mlcore.data import versions
from mlcore.data.read import read_bytes
from mlcore.data.uploads import Uploads
from mlcore.jobs import queue
from mlcore.jobs.inline import run_inline
from mlcore.prediction.table import Answered
from mlcore.settings import load
from mlcore.store.store import Store
from mlcore.workspace import asking, moving
from mlcore.workspace.workspace import Workspace, enter
from tests.prediction.making import CASES, csv, dataset, model


@pytest.fixture
def space(home: Path) -> Workspace:
    made = enter(Store.open(load()), None)
    made.registry.register(model("plain"), "houses")
    return made


def table() -> bytes:
    return csv(dataset("plain").frame().drop(columns=CASES["plain"][1]).head(30))


def test_a_job_answers_what_is_answered_at_once(space: Workspace) -> None:
    upload = Uploads(space.store.settings).take(io.BytesIO(table()), "ask.csv")
    about = asking.about_upload(upload)
    job = run_inline(space.store, asking.ask(space, "houses:1", about, 0.9))
    assert (job.state, job.kind, job.done, job.total) == ("done", "answer", 30, 30)
    made = Answered.from_json(job.result)
    assert made == asking.answered(space, job.spec)
    answers = made.table(space.store.objects).frame()
    wanted = model("plain").predict(pd.read_csv(io.BytesIO(table())))
    assert answers["prediction"].to_numpy() == pytest.approx(wanted)


def test_a_kept_data_set_is_answered_too(space: Workspace) -> None:
    data = read_bytes(table(), "ask.csv", space.store.objects, settings=space.store.settings)
    versions.save(space.store, space.id, data)
    made = asking.answered(
        space, {**asking.about_dataset(data), "model": "houses:1", "coverage": 0.9}
    )
    assert made.answered == data.rows == 30


def test_one_click_is_one_job_and_it_takes_no_turn(space: Workspace) -> None:
    about = {"upload": "0" * 64, "name": "x.csv"}
    first = asking.ask(space, "houses:1", about, 0.9, "click")
    assert asking.ask(space, "houses:1", about, 0.9, "click") == first
    assert asking.ANSWER in queue.MOVING.names
    assert moving.listing(space) == (), "the Data page does not list it"


def test_a_file_that_is_gone_fails_the_job_with_a_sentence(space: Workspace) -> None:
    job = run_inline(
        space.store, asking.ask(space, "houses:1", {"upload": "0" * 64, "name": "x"}, 0.9)
    )
    assert job.state == "failed"
    assert job.error is not None
    assert job.error["code"] == "no_file"


def test_what_is_answered_at_once_is_small(space: Workspace) -> None:
    upload = Uploads(space.store.settings).take(io.BytesIO(table()), "ask.csv")
    assert asking.at_once(upload)
    assert asking.at_once(dataset("plain"))
    large = type(upload)(upload.sha, upload.name, asking.AT_ONCE_BYTES + 1)
    assert not asking.at_once(large)
