"""Days are shown as days, moments as moments."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from mlcore.workspace.workspace import Workspace
from pages.ui.dates import day_columns
from tests.pages.conftest import run


def test_only_columns_without_times_of_day_are_days() -> None:
    days = pd.to_datetime(["2020-01-01", None, "2020-02-01"])
    moments = pd.to_datetime(["2020-01-01", None, "2020-02-01 13:00"], format="ISO8601")
    frame = pd.DataFrame({"d": days, "m": moments, "none": pd.to_datetime([None] * 3), "n": 1})
    assert list(day_columns(frame)) == ["d"]


@pytest.mark.parametrize(("text", "kind"), [("2020-01-02", "date"), ("2020-01-02 13:30", None)])
def test_the_preview_shows_a_day_without_midnight(space: Workspace, text: str, kind: str) -> None:
    app = run("data")
    app.file_uploader[0].upload("d.csv", f"when,n\n{text},1\n{text},2\n".encode()).run()
    app.button(key="upload.load").click().run()
    config = json.loads(app.dataframe[0].proto.columns)
    assert config.get("when", {}).get("type_config", {}).get("type") == kind
