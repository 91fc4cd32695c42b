"""The Data page follows a stream: form, live view, a data set of it, stop and go on."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
import redis
from streamlit.testing.v1 import AppTest

from mlcore.data.streams import shelf
from mlcore.data.streams.follow import Follower
from mlcore.data.streams.server import Server
from mlcore.jobs import queue
from mlcore.jobs.claims import claim
from mlcore.jobs.owner import new_owner
from mlcore.workspace.workspace import Workspace
from pages.ui import status
from tests.pages.conftest import run, words
from tests.prediction import making


def source() -> AppTest:
    app = run("data")
    app.segmented_control(key="data.source").set_value("stream").run()
    assert not app.exception
    return app


def add(client: redis.Redis, *records: Any) -> None:
    for record in records:
        client.xadd("s", {"json": record if isinstance(record, str) else json.dumps(record)})


def follow(app: AppTest) -> AppTest:
    app.selectbox(key="data.stream.key.desk").set_value("s").run()
    app.button(key="data.stream.follow").click().run()
    assert not app.exception
    return app


def take(space: Workspace, client: redis.Redis) -> None:
    """Do what the job does: its process is tested elsewhere."""
    stream = shelf.listing(space.store, space.id)[0]
    follower = Follower(space.store, stream, Server(os.environ["LOUPE_STREAM_DESK"], "s"))
    while follower.stream.state.received < client.xlen("s"):
        follower.step(0.001)
    assert stream.job is not None
    claim(space.store, stream.job, new_owner())


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_without_a_server_it_says_how_one_is_set_up(space: Workspace) -> None:
    assert "No stream server is set up yet." in words(source())


def test_the_newest_events_are_shown_before_it_is_followed(
    space: Workspace, client: redis.Redis
) -> None:
    add(client, {"id": 1, "t": "![x](http://a)"}, "{")
    add(client, {"id": 2, "t": None})
    app = source()
    app.selectbox(key="data.stream.key.desk").set_value("s").run()
    assert app.selectbox(key="data.stream.payload.s").value == "json"
    assert app.dataframe[0].value["id"].tolist() == ["1", "2"]
    assert "cannot be read: not proper JSON" in words(app)
    assert os.environ["LOUPE_STREAM_DESK"] not in words(app)


def test_followed_seen_kept_stopped_and_put_away(space: Workspace, client: redis.Redis) -> None:
    add(client, {"id": 1}, {"id": 2}, "{", {"id": "three"})
    app = follow(source())
    take(space, client)
    app.run()
    assert "is followed" in words(app)
    assert status.active_jobs(space) == ()  # no other page waits for it
    found = metrics(app)
    assert (found["Rows held"], found["Set aside"], found["Dropped"]) == ("3", "1", "0")
    assert found["Events per second"] != "–"
    assert "was number and became text" in words(app)
    app.button(key="data.live.keep").click().run()
    assert not app.exception
    opened = space.needs_dataset()
    assert (opened.name, opened.data.rows, len(opened.data.rejects)) == ("s", 3, 1)
    job = shelf.listing(space.store, space.id)[0].job
    assert job is not None
    app.button(key="data.live.turn").click().run()
    assert queue.get(space.store, job).state in ("stopping", "stopped")
    shelf.note(space.store, shelf.listing(space.store, space.id)[0].id, job=None)
    app.run()
    assert "Go on continues where it was" in words(app)
    app.button(key="data.live.away").click().run()
    assert not app.exception
    assert shelf.listing(space.store, space.id) == ()


def test_a_stream_feeds_the_watch_of_the_model_that_is_chosen(
    space: Workspace, client: redis.Redis
) -> None:
    add(client, {"id": 1})
    app = source()
    app.selectbox(key="data.stream.key.desk").set_value("s").run()
    assert not [box for box in app.selectbox if box.key == "data.stream.model.s"]  # no model yet
    space.registry.register(making.model("plain"), "houses")
    app = source()
    app.selectbox(key="data.stream.key.desk").set_value("s").run()
    box = app.selectbox(key="data.stream.model.s")
    assert (box.value, box.options) == ("", ["No model", "houses"])
    box.select("houses").run()
    app = follow(app)
    assert shelf.listing(space.store, space.id)[0].spec.model == "houses"
    assert "watched as requests to houses" in "\n".join(c.value for c in app.caption)


# T07
def test_silence_and_trouble_are_said_and_never_shown_as_zero(
    space: Workspace, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(client, {"id": 1})
    app = follow(source())
    take(space, client)
    monkeypatch.setattr("pages.ui.data_live.SILENT", 0.0)
    app.run()
    assert "no data for" in words(app)
    assert metrics(app)["Events per second"] == "–"
    shelf.note(space.store, shelf.listing(space.store, space.id)[0].id, trouble="Gone.")
    app.run()
    assert "Gone\\. It is tried again." in words(app)


def test_a_name_that_is_no_stream_is_refused(space: Workspace, client: redis.Redis) -> None:
    client.set("text", "1")
    space.set_control("data.stream.key.desk", "text")  # as typed: it is not among the offered
    app = source()
    assert "is not a stream on that server" in words(app)
    assert shelf.listing(space.store, space.id) == ()
