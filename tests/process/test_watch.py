"""Whoever waits for a child hears how far it is, and can end it from any thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlcore.process import limited
from mlcore.process.limited import Limits, Runner, Stopped
from mlcore.process.watch import UNWATCHED, Mark, Watch, note
from tests.process.test_limited import ROOT

WIDE = Limits(1_000, 120.0)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    patch = pytest.MonkeyPatch()
    patch.setenv("PYTHONPATH", str(ROOT))
    made = Runner(preload=())
    made.warm()
    patch.undo()
    yield made
    made.close()


def run(runner: Runner, within: Path, watch: Watch, until: Path) -> dict[str, int]:
    with limited.folder(within) as place:
        request = {"until": str(until), "total": 900}
        said: dict[str, int] = runner.run(
            "tests.process.rehearsal:step", request, WIDE, place, {}, watch
        )
        return said


def test_marks_are_heard_in_order_and_the_answer_comes(runner: Runner, tmp_path: Path) -> None:
    heard: list[Mark] = []
    until = tmp_path / "enough"

    def hear(mark: Mark) -> None:
        heard.append(mark)
        if len(heard) == 2:
            until.touch()

    made = run(runner, tmp_path / "scratch", Watch(hear), until)
    assert [mark.total for mark in heard] == [900] * len(heard)
    done = [mark.done for mark in heard]
    assert done == sorted(set(done))
    assert made["done"] == done[-1] > 1
    assert heard[0].unit == "bytes"


def test_a_child_is_ended_from_another_thread_and_so_are_its_followers(
    runner: Runner, tmp_path: Path
) -> None:
    heard = threading.Event()
    watch = Watch(lambda _: heard.set())

    def end() -> None:
        heard.wait(30)
        watch.halt()

    ending = threading.Thread(target=end)
    ending.start()
    never = tmp_path / "never"
    for _ in range(2):  # the second is ended before it has done anything
        with pytest.raises(Stopped) as caught:
            run(runner, tmp_path / "scratch", watch, never)
        assert caught.value.reason == "stopped"
    ending.join()
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_torn_mark_is_no_mark(tmp_path: Path) -> None:
    heard: list[Mark] = []
    watch = Watch(heard.append)
    with watch.of(tmp_path, None):  # type: ignore[arg-type]
        assert not watch.look()
        note(tmp_path, Mark(3))
        assert not watch.look()
        (tmp_path / "progress.json").write_text("[4, ")
        watch.look()
    assert heard == [Mark(3, 0, "rows")]


def test_what_nobody_watches_is_shared_and_keeps_nothing(tmp_path: Path) -> None:
    with UNWATCHED.of(tmp_path, None):  # type: ignore[arg-type]
        note(tmp_path, Mark(1))
        assert not UNWATCHED.look()
    assert vars(UNWATCHED) == vars(Watch())
