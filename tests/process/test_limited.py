"""A child that may not cost more than allowed, knows no secret, and cannot harm its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mlcore.errors import LoupeError
from mlcore.process import limited
from mlcore.process.groups import alive, start_time
from mlcore.process.limited import Limits, Runner, Stopped
from tests.process.rehearsal import TORN

WIDE = Limits(1_000, 120.0)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    patch = pytest.MonkeyPatch()
    patch.setenv("LOUPE_CONNECTION_SHOP", "postgresql://me:hunter2@shop/db")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    patch.setenv("PYTHONPATH", str(ROOT))
    made = Runner(preload=("polars",))
    made.warm()
    patch.undo()
    yield made
    made.close()


def ask(runner: Runner, place: Path, name: str, limits: Limits = WIDE, **request: Any) -> Any:
    call = f"tests.process.rehearsal:{name}"
    with limited.folder(place) as folder:
        return runner.run(call, request, limits, folder, {TORN.code: TORN})


def test_an_answer_comes_back_and_the_request_was_removed(runner: Runner, tmp_path: Path) -> None:
    text = "ü \ud800 \x00 ' \n"
    text = text.replace("\ud800", "")
    answer = ask(runner, tmp_path, "echo", text=text)
    assert answer == {"text": text, "left": ["log", "made.txt"]}
    assert list(tmp_path.iterdir()) == []


def test_a_child_knows_no_secret_and_leads_its_own_group(runner: Runner, tmp_path: Path) -> None:
    told = ask(runner, tmp_path, "environment")
    assert "hunter2" not in str(told)
    allowed = {*limited.ENVIRONMENT, *limited.KEPT, "LC_CTYPE"}
    known = {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"}
    known |= {"JE_ARROW_MALLOC_CONF", "_RJEM_MALLOC_CONF"}
    assert set(told["mine"]) <= allowed | known
    assert str(told["cwd"]).startswith(str(tmp_path))
    assert told["pid"] != os.getpid()


def test_what_a_child_refuses_arrives_as_the_same_error(runner: Runner, tmp_path: Path) -> None:
    with pytest.raises(LoupeError) as caught:
        ask(runner, tmp_path, "refuse")
    assert caught.value.message is TORN
    assert caught.value.to_dict()["where"] == [{"file": "a.csv", "row": 7}]


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_crash_is_told(runner: Runner, tmp_path: Path, number: int) -> None:
    with pytest.raises(Stopped) as caught:
        ask(runner, tmp_path, "crash", signal=int(number))
    assert caught.value.reason == "crash"
    assert ask(runner, tmp_path, "echo", text="still here")["text"] == "still here"


def test_any_other_failure_is_a_crash_without_its_words(runner: Runner, tmp_path: Path) -> None:
    with pytest.raises(Stopped) as caught:
        ask(runner, tmp_path, "fail")
    assert caught.value.reason == "crash"
    assert "hunter2" not in repr(caught.value)


def test_too_much_memory_ends_it(runner: Runner, tmp_path: Path) -> None:
    with pytest.raises(Stopped) as caught:
        ask(runner, tmp_path, "hog", Limits(400, 120.0))
    assert caught.value.reason == "memory"


def test_a_sudden_claim_beyond_the_address_space_is_refused(runner: Runner, tmp_path: Path) -> None:
    with pytest.raises(Stopped) as caught:
        ask(runner, tmp_path, "burst", Limits(400, 120.0), size=20_000_000_000)
    assert caught.value.reason == "memory"


@pytest.mark.parametrize("name", ["sleep", "spin"])
def test_too_much_time_ends_it(runner: Runner, tmp_path: Path, name: str) -> None:
    with pytest.raises(Stopped) as caught:
        ask(runner, tmp_path, name, Limits(1_000, 1.0))
    assert caught.value.reason == "time"


def test_one_stopped_does_not_stop_another(runner: Runner, tmp_path: Path) -> None:
    first, second = (tmp_path / name for name in "ab")
    for place in (first, second):
        place.mkdir()
    call = "tests.process.rehearsal:sleep"
    one = runner.start(call, {}, WIDE, first)
    two = runner.start(call, {}, WIDE, second)
    while not ((first / "pid").exists() and (second / "pid").exists()):
        time.sleep(0.01)
    one.stop()
    with pytest.raises(Stopped) as caught:
        one.answer({})
    assert caught.value.reason == "stopped"
    pid = int((second / "pid").read_text())
    assert alive(pid, start_time(pid))
    two.stop()
    with pytest.raises(Stopped):
        two.answer({})


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"refused": {"code": "no such", "where": [], "facts": {}}}', '{"stopped": 1}'],
)
def test_a_forged_answer_is_a_crash(runner: Runner, tmp_path: Path, text: str) -> None:
    with pytest.raises(Stopped) as caught:
        ask(runner, tmp_path, "forge", text=text)
    assert caught.value.reason == "crash"


def test_polars_works_in_a_fork_of_a_process_that_imported_it(
    runner: Runner, tmp_path: Path
) -> None:
    assert ask(runner, tmp_path, "polars") == sum(range(100_000))


def test_many_threads_share_one_server(runner: Runner, tmp_path: Path) -> None:
    found: list[str] = []

    def work(i: int) -> None:
        found.append(ask(runner, tmp_path, "echo", text=str(i))["text"])

    threads = [threading.Thread(target=work, args=(i,)) for i in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found, key=int) == [str(i) for i in range(12)]


def test_a_killed_server_is_replaced(tmp_path: Path) -> None:
    made = Runner(preload=())
    try:
        pid = made.warm().pid
        os.kill(pid, signal.SIGKILL)
        made.warm().process.wait()
        assert ask(made, tmp_path, "echo", text="again")["text"] == "again"
        assert made.warm().pid != pid
    finally:
        made.close()


ORPHAN = """
import sys
from pathlib import Path
from mlcore.process.limited import Limits, Runner
runner = Runner(preload=())
runner.start("tests.process.rehearsal:sleep", {}, Limits(1000, 600.0), Path(sys.argv[1]))
input()
"""


def test_a_child_dies_when_the_parent_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ORPHAN, str(tmp_path)]
    parent = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, env={
        **os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        time.sleep(0.01)
    pid = int((tmp_path / "pid").read_text())
    started = start_time(pid)
    parent.kill()
    parent.wait()
    while alive(pid, started):
        time.sleep(0.01)


def test_old_folders_are_swept(tmp_path: Path) -> None:
    old, new = tmp_path / "child-old", tmp_path / "child-new"
    old.mkdir()
    new.mkdir()
    os.utime(old, (0, 0))
    limited.sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [new]


def test_what_children_need_is_imported_once_for_all(tmp_path: Path) -> None:
    made = Runner(preload=())
    try:
        assert not ask(made, tmp_path, "knows", module="wave")
        made.learn(("wave", "no_such_module"))
        made.learn(("wave",))
        assert ask(made, tmp_path, "knows", module="wave")
        made.close()
        assert not ask(made, tmp_path, "knows", module="wave")  # another server
        made.learn(("wave",))
        assert ask(made, tmp_path, "knows", module="wave")
    finally:
        made.close()
