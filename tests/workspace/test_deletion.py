"""What is deleted is gone with what hung on it, what is used is refused, models go on answering."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from mlcore.data import versions
from mlcore.data.dataset import Dataset
from mlcore.data.read import read, read_bytes
from mlcore.errors import LoupeError
from mlcore.jobs import queue
from mlcore.jobs.inline import run_inline
from mlcore.registry.registry import Registry
from mlcore.settings import load
from mlcore.store import tables
from mlcore.store.store import Store
from mlcore.training import runs
from mlcore.types import Plan
from mlcore.workspace import deletion, memos
from mlcore.workspace.going import Going
from mlcore.workspace.workspace import Workspace, enter


@pytest.fixture
def space(home: Path, database_url: str) -> Workspace:
    return enter(Store.open(load(database=database_url)), None)


def made(space: Workspace, text: str, name: str = "sales") -> Dataset:
    return read_bytes(text.encode(), "x.csv", space.store.objects, name=name)


def kept(space: Workspace, *texts: str, name: str = "sales") -> None:
    for text in texts:
        space.keep_dataset(made(space, text, name))


def train(space: Workspace) -> tuple[str, str]:
    """Train a small model on tips and return job and run."""
    space.keep_dataset(read("sample:tips", space.store.objects, name="Tips"))
    job = space.train(Plan("tip", models=("ridge",), folds=2), "Tips")
    assert run_inline(space.store, job).state == "done"
    run = runs.for_job(space.store, space.id, job)
    assert run is not None
    return job, run


def age(space: Workspace) -> None:
    """Make everything stored old enough to be swept."""
    then = time.time() - 86_400
    for sha in space.store.objects.names():
        os.utime(space.store.objects.path(sha), (then, then))


def stored(space: Workspace) -> set[str]:
    return set(space.store.objects.names())


def rows(space: Workspace) -> dict[str, int]:
    with space.store.read() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables.metadata.sorted_tables
        }


def test_one_version_goes_and_its_object_with_it(space: Workspace) -> None:
    kept(space, "a\n1\n", "a\n2\n", "a\n1\n", "a\n3\n")
    age(space)
    before = stored(space)
    gone = versions.load(space.store, space.id, "sales", 2).object
    assert deletion.of_dataset(space, "sales", 2) == Going((("sales", 2),))
    deletion.delete_dataset(space, "sales", 2)
    assert [v.version for v in versions.listing(space.store, space.id)] == [4, 3, 1]
    assert stored(space) == before - {gone}
    deletion.delete_dataset(space, "sales", 1)  # version 3 is the same table
    assert stored(space) == before - {gone}
    opened = space.open_dataset()
    assert opened is not None
    assert opened.version == 4


def test_no_number_of_a_version_comes_twice(space: Workspace) -> None:
    kept(space, "a\n1\n", "a\n2\n")
    deletion.delete_dataset(space, "sales", 2)
    kept(space, "a\n3\n")
    assert [v.version for v in versions.listing(space.store, space.id)] == [3, 1]
    deletion.delete_dataset(space, "sales")
    kept(space, "a\n4\n")
    kept(space, "b\n1\n", name="other")
    found = {(v.name, v.version) for v in versions.listing(space.store, space.id)}
    assert found == {("sales", 4), ("other", 1)}


def test_the_newest_left_is_opened(space: Workspace) -> None:
    kept(space, "a\n1\n", "a\n2\n")
    kept(space, "b\n1\n", name="other")
    space.choose_dataset("sales", 2)
    deletion.delete_dataset(space, "sales", 2)
    opened = space.open_dataset()
    assert opened is not None
    assert (opened.name, opened.version) == ("sales", 1)
    deletion.delete_dataset(space, "sales")
    opened = space.open_dataset()
    assert opened is not None
    assert opened.name == "other"
    deletion.delete_dataset(space, "other")
    assert space.open_dataset() is None
    with pytest.raises(LoupeError) as caught:
        deletion.delete_dataset(space, "other")
    assert caught.value.code == "nothing_to_delete"


def test_the_recipe_goes_with_the_last_version(space: Workspace) -> None:
    kept(space, "a\n1\n", "a\n2\n")
    memos.write(space.store, space.id, "recipe:sales", {"steps": []})
    assert not deletion.delete_dataset(space, "sales", 1).recipe
    assert memos.read(space.store, space.id, "recipe:sales").revision == 1
    assert deletion.delete_dataset(space, "sales", 2).recipe
    assert memos.read(space.store, space.id, "recipe:sales").revision == 0


def test_runs_go_with_their_table_and_models_answer_on(space: Workspace) -> None:
    _job, _run = train(space)
    frame = versions.load(space.store, space.id, "Tips").frame()
    before = Registry(space.store, space.id).load("Tips").predict(frame).tolist()
    going = deletion.of_dataset(space, "Tips")
    assert (going.runs, going.models, going.jobs) == ((1,), ("Tips",), ())
    age(space)
    deletion.delete_dataset(space, "Tips")
    assert stored(space) == set()
    assert runs.listing(space.store, space.id) == ()
    assert rows(space)["units"] == rows(space)["events"] == rows(space)["jobs"] == 0
    assert Registry(space.store, space.id).load("Tips").predict(frame).tolist() == before


def test_a_run_stays_while_a_version_has_its_table(space: Workspace) -> None:
    train(space)
    kept(space, "a\n1\n", name="Tips")
    space.keep_dataset(read("sample:tips", space.store.objects, name="Tips"))
    assert deletion.delete_dataset(space, "Tips", 1).runs == ()
    assert len(runs.listing(space.store, space.id)) == 1


def test_a_run_goes_alone(space: Workspace) -> None:
    _job, run = train(space)
    age(space)
    assert deletion.of_run(space, run) == Going(runs=(1,), models=("Tips",))
    deletion.delete_run(space, run)
    assert stored(space) == {versions.load(space.store, space.id, "Tips").object}
    assert queue.listing(space.store, space.id) == ()
    with pytest.raises(LoupeError) as caught:
        deletion.delete_run(space, run)
    assert caught.value.code == "nothing_to_delete"


def test_what_a_job_uses_is_refused(space: Workspace) -> None:
    _, run = train(space)
    again = space.train(Plan("tip", models=("ridge",), folds=3), None)
    packaging = space.package(run, "ridge", "Tips")
    before = rows(space)
    for refused in (
        lambda: deletion.delete_dataset(space, "Tips", 1),
        lambda: deletion.delete_run(space, run),
        lambda: deletion.delete_workspace(space),
    ):
        with pytest.raises(LoupeError) as caught:
            refused()
        assert caught.value.code == "in_use"
    assert rows(space) == before
    for job in (again, packaging):
        queue.stop(space.store, job, space.id)
    deletion.delete_dataset(space, "Tips", 1)


def test_a_workspace_goes_whole_and_the_other_stays(space: Workspace) -> None:
    train(space)
    now = time.time()
    with space.store.begin() as connection:
        values = {"id": "other", "name": "o", "created": now, "changed": now}
        connection.execute(insert(tables.workspaces).values(**values))
    other = Workspace(space.store, "other")
    kept(other, "a\n1\n")
    folders = list(space.registry.folder.iterdir())
    age(space)
    assert deletion.of_workspace(space).models == ("Tips",)
    deletion.delete_workspace(space)
    counted = {name: n for name, n in rows(space).items() if n}
    assert counted == {"workspaces": 1, "datasets": 1, "memos": 1, "identity": 1}
    assert folders
    assert not any(folder.exists() for folder in folders)
    assert stored(space) == {versions.load(space.store, "other", "sales").object}
    assert enter(space.store, None).open_dataset() is None  # it begins anew
