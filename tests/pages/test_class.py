"""A class of pupils on one server: V10, V19 and V20."""

from __future__ import annotations

import secrets
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import insert
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.testing.v1 import AppTest

from mlcore import settings as all_settings
from mlcore.jobs import queue
from mlcore.jobs.job import ACTIVE
from mlcore.store.store import Store
from mlcore.store.tables import jobs
from mlcore.workspace.workspace import Workspace, enter
from pages.ui.table import page
from tests.pages.conftest import APP, keep, words

PUPILS = 30


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a store in which each visitor has a workspace of their own."""
    monkeypatch.setenv("LOUPE_WORKSPACES", "many")
    return Store.open(all_settings.load())


def visit(workspace: str, name: str = "home") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    app.query_params["workspace"] = workspace
    app.run()
    if name != "home":
        app.switch_page(page(name).script).run()
    return app


def test_v10_a_workspace_that_never_was_says_nothing_of_those_that_are(many: Store) -> None:
    mine = enter(many, None)
    keep(mine, "penguins")
    assert len(mine.id) == 32  # 128 bits: the id is the key
    near = [mine.id[:-1] + ("0" if mine.id[-1] != "0" else "1"), mine.id.upper(), f"{mine.id} "]
    told = set()
    for strange in (secrets.token_hex(16), "default", *near):
        app = visit(strange)
        assert not app.exception
        said = words(app)
        assert "enguins" not in said
        told.add(said.split("request")[0])  # after it comes an id of its own
    assert len(told) == 1
    assert "enguins" in words(visit(mine.id))


def test_v10_jobs_and_models_of_others_are_unknown(many: Store) -> None:
    mine, other = enter(many, None), enter(many, None)
    job = queue.submit(many, "mlcore.jobs.rehearsal:count", {}, workspace=mine.id)
    codes = []
    for job_id in (job, secrets.token_hex(8)):
        with pytest.raises(Exception, match="no job") as caught:
            queue.get(many, job_id, other.id)
        codes.append(str(caught.value).replace(job_id, "ID"))
    assert codes[0] == codes[1]
    with pytest.raises(Exception, match="no model"):
        other.registry.resolve("Penguins")


def test_v19_the_oldest_idle_session_leaves_memory_and_its_work_stays(space: Workspace) -> None:
    app = visit("default", "learn")
    keep(space, "penguins")
    space.set_control("explore.part", "columns")
    cap = MemorySessionStorage()  # as the server has it
    sessions: list[Any] = [
        SimpleNamespace(session=SimpleNamespace(id=str(at))) for at in range(129)
    ]
    for one in sessions:
        cap.save(one)
    assert len(cap.list()) == 128
    assert cap.get("0") is None
    assert cap.get("128") is not None
    again = visit("default", "data")  # the browser comes back and finds a new session
    assert not again.exception
    assert "Penguins" in words(again)
    assert space.controls()["explore.part"] == "columns"
    assert app.session_state is not again.session_state


def test_v20_thirty_who_train_together_see_their_place_and_when(many: Store) -> None:
    with many.begin() as connection:
        row = {"workspace": "past", "call": "mlcore.jobs.rehearsal:count", "kind": "train"}
        times = {"created": 1.0, "queued": 1.0, "started": 1.0, "finished": 91.0}
        connection.execute(insert(jobs).values(id="x", state="done", spec={}, **row, **times))
    spaces = [enter(many, None) for _ in range(PUPILS)]
    for space in spaces:
        for _ in range(2):  # a double click is two jobs at worst, and holds up nobody
            queue.submit(many, "mlcore.jobs.rehearsal:count", {}, workspace=space.id)
    firsts = [min(_waiting(many, space), key=lambda one: one[0])[0] for space in spaces]
    assert firsts == list(range(1, PUPILS + 1))
    last = spaces[-1]
    place, job = min(_waiting(many, last), key=lambda one: one[0])
    app = AppTest.from_function(_panel, args=(last.id, job), default_timeout=30).run()
    assert not app.exception
    assert f"({place} in the queue, starts in about 44 min" in words(app)


def _waiting(store: Store, space: Workspace) -> list[tuple[int, str]]:
    mine = [job for job in queue.listing(store, space.id) if job.state in ACTIVE]
    return [(queue.position(store, job.id), job.id) for job in mine]


def _panel(workspace: str, job: str) -> None:
    from mlcore.workspace.workspace import enter
    from pages.ui import cache, jobs

    jobs.panel(enter(cache.store(), workspace), job)
