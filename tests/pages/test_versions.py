"""The versions on the Data page: told, opened, compared, taken along, deleted, combined."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from mlcore.data import lineage, table, versions
from mlcore.data.dataset import Dataset
from mlcore.data.export import FORMATS
from mlcore.data.read import read_bytes
from mlcore.jobs import queue
from mlcore.jobs.inline import run_inline
from mlcore.types import ColumnSpec, Plan
from mlcore.workspace import deletion, moving
from mlcore.workspace.workspace import Workspace, enter
from pages.ui.data_export import _content
from pages.ui.data_versions import COMPARE
from tests.pages.conftest import keep, run, words

SALES = "order,customer,amount\n1,1,5\n2,2,6\n3,2,7\n4,9,8\n"
PEOPLE = "customer,town,amount\n1,Ulm,1\n2,Bonn,2\n2,Bonn,3\n5,Köln,4\n"


def put(space: Workspace, name: str, text: str) -> None:
    data = read_bytes(text.encode(), f"{name}.csv", space.store.objects, name=name)
    space.keep_dataset(data)


@pytest.fixture
def shop(space: Workspace) -> Workspace:
    """Return a workspace with two tables that have a key in common; sales is open."""
    put(space, "people", PEOPLE)
    put(space, "sales", SALES)
    return space


def opened(space: Workspace) -> tuple[str, int, int]:
    now = space.open_dataset()
    assert now is not None
    return now.name, now.version, now.data.rows


def test_v16_the_same_file_twice_is_told_to_be_the_same(space: Workspace) -> None:
    for times in (1, 2):
        app = run("data")
        app.file_uploader[0].upload("sales.csv", SALES.encode()).run()
        app.button(key="upload.load").click().run()
        assert not app.exception
        assert ("the same table as sales v1" in words(app)) == (times == 2)
    assert "no version was added" in words(app)
    assert opened(space) == ("sales", 1, 4)
    app.run()
    assert "the same table" not in words(app)


def test_the_same_table_after_another_is_named_with_both(space: Workspace) -> None:
    put(space, "sales", SALES)
    put(space, "sales", PEOPLE)
    app = run("data")
    app.file_uploader[0].upload("sales.csv", SALES.encode()).run()
    app.button(key="upload.load").click().run()
    assert "the same table as sales v1" in words(app)
    assert "kept as sales v3" in words(app)


def test_the_chosen_version_says_where_it_came_from(shop: Workspace) -> None:
    app = run("data")
    assert not app.exception
    assert "sales v1** · Read from sales\\.csv" in words(app)


def test_an_older_version_is_opened_and_all_pages_follow(shop: Workspace) -> None:
    put(shop, "sales", PEOPLE)
    assert opened(shop)[:2] == ("sales", 2)
    shop.choose_dataset("sales", 1)
    app = run("explore")
    assert not app.exception
    assert "4 rows × 3 columns" in words(app)
    assert [v.version for v in versions.listing(shop.store, shop.id)] == [2, 1, 1]


@pytest.mark.parametrize("suffix", list(FORMATS))
def test_v15_a_download_is_the_version_that_was_listed(shop: Workspace, suffix: str) -> None:
    app = run("data")
    app.segmented_control(key="data.format").set_value(suffix).run()
    assert app.get("download_button")[-1].proto.label == "Download v1"
    put(shop, "sales", PEOPLE)  # the table changes meanwhile
    content = export_of(shop, suffix)
    readers = {
        ".csv": pd.read_csv,
        ".parquet": pd.read_parquet,
        ".xlsx": lambda file: pd.read_excel(file, engine="openpyxl"),
    }
    assert readers[suffix](io.BytesIO(content))["order"].tolist() == [1, 2, 3, 4]


def export_of(space: Workspace, suffix: str) -> bytes:
    """Return what the button of version 1 makes when it is pressed now."""
    item = next(v for v in versions.listing(space.store, space.id) if "order" in cells(space, v))
    return _content(space, item, suffix)


def cells(space: Workspace, item: versions.Version) -> tuple[str, ...]:
    return versions.load(space.store, space.id, item.name, item.version).names


def test_what_excel_cannot_hold_is_said_and_not_offered(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlcore.data.export.EXCEL_ROWS", 4)
    app = run("data")
    app.segmented_control(key="data.format").set_value(".xlsx").run()
    assert "a sheet of Excel holds at most 3 rows" in words(app)
    assert app.get("download_button")[-1].proto.disabled


def test_a_version_is_deleted_after_a_question(shop: Workspace) -> None:
    put(shop, "sales", PEOPLE)
    app = run("data")
    app.button(key="data.delete").click().run()
    assert not app.exception
    assert "sales v2" in words(app)
    app.button(key="delete.yes").click().run()
    assert not app.exception
    assert opened(shop)[:2] == ("sales", 1)


def test_all_versions_go_together(shop: Workspace) -> None:
    put(shop, "sales", PEOPLE)
    app = run("data")
    app.button(key="data.delete").click().run()
    assert "Its recipe goes too" in words(app)
    app.button(key="delete.all").click().run()
    assert not app.exception
    assert opened(shop)[0] == "people"


def test_what_hangs_on_a_table_is_said_and_a_job_forbids(trained: Workspace) -> None:
    app = run("data")
    app.button(key="data.delete").click().run()
    assert "Run 2 learnt from it and goes too" in words(app)
    assert "Models stay and go on answering" in words(app)
    assert not app.button(key="delete.yes").disabled
    job = trained.train(Plan("species", models=("dummy",), folds=2), None)
    app = run("data")
    app.button(key="data.delete").click().run()
    assert "1 job works with it now" in words(app)
    assert app.button(key="delete.yes").disabled
    queue.stop(trained.store, job, trained.id)


@pytest.mark.parametrize("name", ["home", "train", "understand", "models"])
def test_pages_open_and_models_stay_when_their_tables_are_gone(
    trained: Workspace, name: str
) -> None:
    for table_name in ("Penguins", "Restaurant tips"):
        deletion.delete_dataset(trained, table_name)
    app = run(name)
    assert not app.exception
    assert "did not foresee" not in words(app)
    assert "no such table in this workspace" not in words(app)
    assert {model.name for model in trained.registry.models()} == {"Penguins", "Restaurant tips"}


def test_a_run_is_deleted_from_train(trained: Workspace) -> None:
    app = run("train")
    app.button(key="train.delete").click().run()
    assert "Penguins" in words(app)
    app.button(key="delete.yes").click().run()
    assert not app.exception
    assert "train.delete" not in [button.key for button in app.button]


def test_a_workspace_is_deleted_when_its_name_is_typed(trained: Workspace) -> None:
    app = run("data")
    app.button(key="frame.switch").click().run()
    app.button(key="frame.delete").click().run()
    assert not app.exception
    assert "2 models" in words(app)
    assert app.button(key="delete.yes").disabled
    app.text_input(key="delete.name").set_value("My work").run()
    app.button(key="delete.yes").click().run()
    assert not app.exception
    again = enter(trained.store, None)
    assert again.open_dataset() is None
    assert again.registry.models() == ()


def test_two_tables_are_joined_by_key(shop: Workspace) -> None:
    app = run(
        "data",
    )
    app.session_state["data.combine"] = True
    app.run()
    assert not app.exception
    assert "3 of 4 rows meet a partner, 1 none, 2 more than one" in words(app)
    assert app.button(key="data.combine.join").label == "Join: 6 rows"
    assert "2 rows more than the open table" in words(app)
    app.segmented_control(key="data.combine.how").set_value("inner").run()
    app.button(key="data.combine.join").click().run()
    assert not app.exception
    assert opened(shop) == ("sales + people", 1, 5)
    now = shop.open_dataset()
    assert now is not None
    assert now.data.names == ("order", "customer", "amount", "town", "amount_right")
    assert "sales v1 and people v1 joined on “customer”, matching rows" in words(app)


def test_one_table_is_appended_to_another(shop: Workspace) -> None:
    app = run("data")
    app.session_state["data.combine"] = True
    app.run()
    app.segmented_control(key="data.combine.way").set_value("append").run()
    assert "Columns go by name" in words(app)
    app.button(key="data.combine.append").click().run()
    assert not app.exception
    assert opened(shop) == ("sales + people", 1, 8)


def test_a_table_is_split_by_the_values_of_a_column(space: Workspace) -> None:
    keep(space, "penguins")
    app = run("data")
    app.session_state["data.divide"] = True
    app.run()
    app.selectbox(key="data.divide.by.Penguins").select("island").run()
    app.button(key="data.divide.go").click().run()
    assert not app.exception
    assert "3 tables made" in words(app)
    known = versions.listing(space.store, space.id)
    assert {v.name: v.rows for v in known} == {
        "Penguins": 344, "Penguins: Biscoe": 168, "Penguins: Dream": 124, "Penguins: Torgersen": 52,
    }  # fmt: skip
    assert opened(space) == ("Penguins", 1, 344)
    biscoe = next(version for version in known if version.name.endswith("Biscoe"))
    made = "Penguins v1, the rows where “island” is Biscoe."
    assert lineage.sentence(biscoe, known) == made


def test_a_version_is_written_to_a_database(
    shop: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "house.db"
    monkeypatch.setenv("LOUPE_TARGET_HOUSE", f"sqlite:///{path}")
    app = run("data")
    app.session_state["data.target"] = True
    app.run()
    app.text_input(key="data.target.table").set_value("sales").run()
    write(app, shop)
    assert "4 rows are in sales of house" in words(app)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM sales").fetchone() == (4,)
    connection.close()
    write(app, shop)
    assert "There is a table called “sales”" in words(app)


def write(app: AppTest, space: Workspace) -> None:
    """Press the button, and do what the server does then."""
    app.button(key="data.target.write").click().run()
    assert not app.exception
    assert "Writing waits for its turn" in words(app)
    run_inline(space.store, moving.listing(space)[0].id)
    app.run()


def test_no_database_is_offered_that_is_only_for_reading(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOUPE_CONNECTION_HOUSE", "sqlite:///x.db")
    app = run("data")
    assert not [e for e in app.expander if "database" in e.label]


def test_ten_thousand_columns_are_shown_in_part_and_said(space: Workspace) -> None:
    frame = pd.DataFrame([range(10_000)], columns=[f"c{i}" for i in range(10_000)])
    objects = space.store.objects
    stored = objects.put(table.to_parquet(table.to_arrow(frame)))
    schema = tuple(ColumnSpec(name, "integer", "int64", 0, 1) for name in frame.columns)
    space.keep_dataset(Dataset("wide", "f", 1, schema, stored, objects))
    app = run("data")
    app.session_state["data.combine"] = True
    app.run()
    assert not app.exception
    assert app.dataframe[0].value.shape == (1, 200)
    assert "The first 200 of 10,000 columns." in words(app)
    assert len(app.dataframe[1].value) == 10_000


def test_comparing_leads_to_explore(shop: Workspace) -> None:
    keep(shop, "tips")
    shop.choose_dataset("sales", 1)
    assert COMPARE == ("explore.view", "explore.compare.with")
    shop.set_control("explore.view", "compare")
    shop.set_control("explore.compare.with", "people:1")
    app = run("explore")
    assert not app.exception
    assert "since people v1" in str([box.options for box in app.selectbox])
