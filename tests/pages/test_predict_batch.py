"""A whole table on Predict: chosen among the data sets, answered at once or by a job."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from mlcore.data.read import read
from mlcore.jobs import queue
from mlcore.jobs.inline import run_inline
from mlcore.prediction.table import Answered
from mlcore.workspace import asking
from mlcore.workspace.workspace import Workspace
from pages.ui import predict_table
from tests.pages.conftest import run, words


def opened():
    """Return the page with the part for tables open, at the data sets."""
    app = run("predict")
    app.session_state["predict.batch"] = True
    app.run()
    app.button_group(key="predict.way").set_value("dataset").run()
    app.selectbox(key="predict.dataset").select("Penguins:1").run()
    assert not app.exception
    return app


def test_a_small_data_set_is_answered_at_once(trained: Workspace) -> None:
    app = opened()
    assert "344 of 344 rows answered" in words(app)
    shown = next(f.value for f in app.dataframe if f.value.columns[0] == "prediction")
    assert {"probability_Adelie", "set", "bill_length_mm"} <= set(shown)
    assert queue.listing(trained.store, trained.id)[0].kind != asking.ANSWER


def test_a_long_one_is_a_job_with_progress_and_stop(
    trained: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "AT_ONCE_ROWS", 100)
    app = opened()
    assert "answered as a job" in words(app)
    app.button(key="predict.ask").click().run()
    job = queue.listing(trained.store, trained.id)[0]
    assert (job.kind, job.state) == (asking.ANSWER, "queued")
    assert app.button(key=f"job.{job.id}.stop").label == "Stop"
    app.run()
    assert queue.listing(trained.store, trained.id)[0].id == job.id, "asked once"
    queue.stop(trained.store, job.id)
    app.run()
    assert "It was stopped." in words(app)
    app.button(key="predict.ask").click().run()
    second = run_inline(trained.store, queue.listing(trained.store, trained.id)[0].id)
    assert second.state == "done"
    app.run()
    assert "344 of 344 rows answered" in words(app)
    assert "344 of 344 rows answered" in words(opened()), "in a new tab, too"


def test_the_files_hold_every_row_and_no_formula(trained: Workspace) -> None:
    app = opened()
    assert app.button_group(key="predict.format").value == ".csv"
    data = asking.about_dataset(trained.open_dataset().data)  # type: ignore[union-attr]
    made: Answered = asking.answered(trained, {**data, "model": "Penguins:1", "coverage": 0.9})
    text = predict_table.content(trained, made, ".csv")
    assert len(pd.read_csv(io.BytesIO(text))) == 344
    parquet = pd.read_parquet(io.BytesIO(predict_table.content(trained, made, ".parquet")))
    assert parquet["prediction"].tolist() == pd.read_csv(io.BytesIO(text))["prediction"].tolist()


def test_lines_set_aside_stand_above_the_answers(trained: Workspace) -> None:
    data = trained.open_dataset().data  # type: ignore[union-attr]
    names = [column.name for column in data.columns]
    first = data.frame(rows=slice(0, 2)).to_csv(index=False)
    path = trained.store.settings.home / "ragged.csv"
    path.write_text(f"{first}{','.join('x' * (len(names) + 3))}\n")
    trained.keep_dataset(read(path, trained.store.objects, settings=trained.store.settings))
    app = opened()
    app.selectbox(key="predict.dataset").select("ragged:1").run()
    assert "2 of 2 rows answered" in words(app)
    assert "1 line of the file could not be read as a row, and so has no answer." in words(app)
