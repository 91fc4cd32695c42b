"""What goes wrong with kept versions: told by name, never served, never a crash, never lost."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, literal, select, true, update

from mlcore import settings
from mlcore.errors import LoupeError
from mlcore.prediction import artifact, manifest
from mlcore.prediction.model import Model
from mlcore.registry import chain, faults, leftovers, listing, shelf
from mlcore.registry.evidence import earlier
from mlcore.registry.loaded import Loaded
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from mlcore.store.tables import models, versions
from tests.prediction import making

CALLS = ("open", "mkdir", "fsync", "rename", "fdopen")
"""What saving asks of the system, where it can fail or be killed."""


@pytest.fixture(autouse=True)
def _cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is in memory: every load reads the disk."""
    monkeypatch.setattr(shelf, "LOADED", Loaded(most=0))


@pytest.fixture
def two(registry: Registry, model: Model) -> Registry:
    for _ in range(2):
        registry.register(model, "m")
    return registry


def refusal(call: Callable[..., object], *args: object) -> LoupeError:
    with pytest.raises(LoupeError) as caught:
        call(*args)
    return caught.value


def file_of(registry: Registry, version: int, name: str = "model.skops") -> Path:
    return registry.folder / registry.version("m", version).folder / name


def test_r01_a_truncated_file_is_named_with_both_sizes(two: Registry) -> None:
    path = file_of(two, 2)
    whole = path.read_bytes()
    path.write_bytes(whole[:41])
    error = refusal(two.promote, "m", 2)
    assert error.code == "damaged_model"
    assert f"model.skops has 41 of {len(whole):,} bytes" in error.what
    assert (error.where[0].model, error.where[0].version) == ("m", 2)
    assert "backup" in error.fix
    assert "train" in error.fix
    assert two.load("m") is not None, "the version before goes on"


def test_r02_a_flipped_bit_is_found_written_down_and_taken_back(two: Registry) -> None:
    path = file_of(two, 2)
    whole = path.read_bytes()
    path.write_bytes(bytes([*whole[:99], whole[99] ^ 1, *whole[100:]]))
    for _ in range(3):
        assert refusal(two.load, "m:2").where[0].file == "model.skops"
    assert two.version("m", 2).fault == "damaged_model"
    told = [r for r in two.journal.records() if r.action == "quarantine"]
    assert [(r.object, r.result, r.note) for r in told] == [
        ("m:2", "damaged_model", "found in model.skops")
    ]
    assert two.load("m") is not None
    path.write_bytes(whole)  # restored from a backup
    two.promote("m", 2)
    assert two.version("m", 2).fault == ""
    actions = [record.action for record in two.journal.records(2)]
    assert actions == ["promote", "restore_version"]


def test_a_fault_of_the_disk_is_not_the_versions(two: Registry) -> None:
    error = LoupeError(artifact.messages.NEWER_FORMAT, found=9, known=1)
    faults.found(two.journal, "m", 2, error)
    assert two.version("m", 2).fault == ""


def test_r03_halves_are_listed_and_swept_and_crash_nothing(two: Registry, model: Model) -> None:
    file_of(two, 2, "meta.json").unlink()  # a manifest without its files
    (two.folder / "f00").mkdir()
    (two.folder / "f00" / "model.skops").write_bytes(b"x")  # files without a manifest or a row
    row = {"workspace": "default", "name": "m", "version": 3, "folder": "gone", "digest": "0" * 64}
    with two.store.begin() as connection:
        row |= {"meta": {"task": "regression"}, "created": time.time()}
        connection.execute(insert(versions).values(**row))  # a row without files
        connection.execute(update(models).values(newest=3))
    found = Registry(Store.open(two.store.settings)).versions("m")
    assert [two.complete(version) for version in found] == [False, False, True]
    assert refusal(two.load, "m:3").code == "damaged_model"
    assert two.register(model, "m") == 4
    assert leftovers.sweep(two.store, 0.0) == 1
    assert two.load("m") is not None


@contextmanager
def failing(at: int, fail: Callable[[], None]) -> Iterator[list[str]]:
    """Let the call number *at* of what saving asks of the system fail."""
    seen: list[str] = []

    def wrapped(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            seen.append(name)
            if len(seen) == at:
                fail()
            return real(*args, **options)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(manifest.os, name, wrapped(name, getattr(os, name)))
        yield seen


def count_calls(registry: Registry, model: Model) -> int:
    with failing(0, lambda: None) as seen:
        registry.register(model, "m")
    return len(seen)


def raising(number: int) -> Callable[[], None]:
    def fail() -> None:
        raise OSError(number, os.strerror(number))

    return fail


def sound(registry: Registry) -> None:
    """Every version that is named proves itself; no half is visible."""
    for entry in registry.versions("m"):
        assert registry.prove(registry.row(shelf.Reference("m", version=entry.version)))
    assert not [path for path in registry.folder.iterdir() if path.name.startswith(".")]


CODES = {28: ("", "no_room_for_model"), 5: ("", "models_unwritable")}
"""What is said of a full disk and of one that fails; "" where it did not matter."""


def outcome(registry: Registry, model: Model) -> str:
    try:
        registry.register(model, "m")
    except LoupeError as error:
        return error.code
    return ""


def some(total: int, step: int) -> range:
    return range(1, total + 1, step)


def crashes(registry: Registry, model: Model, step: int) -> int:
    """Fail at each *step*-th call with no room and with an error of the disk; return how often."""
    total, tried = count_calls(registry, model), 0
    for number in (28, 5):
        for at in some(total, step):
            with failing(at, raising(number)):
                assert outcome(registry, model) in CODES[number], at
            tried += 1
            sound(registry)
    numbers = [entry.version for entry in registry.versions("m")]
    assert numbers == list(range(len(numbers), 0, -1))
    return tried


def test_r05_no_room_and_r06_a_failing_disk_leave_all_as_it_was(home: Path, model: Model) -> None:
    registry = Registry(Store.open(settings.load()))
    assert crashes(registry, model, step=6) > 8


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_call_of_a_save_may_fail(home: Path, model: Model) -> None:
    registry = Registry(Store.open(settings.load()))
    assert crashes(registry, model, step=1) > 50


def test_r05_how_much_is_lacking_is_said(registry: Registry, model: Model) -> None:
    with failing(3, raising(28)):
        error = refusal(registry.register, model, "m")
    assert error.code == "no_room_for_model"
    assert "needs 0." in error.what
    assert "MB are free" in error.what
    assert "training is kept" in error.kept


def test_r06_a_missing_right_is_said_without_the_path(registry: Registry, model: Model) -> None:
    with failing(1, raising(13)):
        error = refusal(registry.register, model, "m")
    assert error.code == "models_unwritable"
    assert "permission denied" in error.what
    assert str(registry.folder) not in f"{error}"


def killed(home: Path, at: int) -> int:
    """Register in a process that is killed at call number *at*; return how it ended."""
    child = os.fork()
    if child == 0:
        try:
            store = Store.open(settings.load({"LOUPE_HOME": str(home)}))
            with failing(at, lambda: os.kill(os.getpid(), signal.SIGKILL)):
                Registry(store).register(making.model("plain"), "m")
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kills(home: Path, model: Model, step: int) -> None:
    store = Store.open(settings.load())
    registry = Registry(store)
    registry.register(model, "m")  # the first one makes folders, too: that would be counted
    total = count_calls(registry, model)
    store.close()
    for at in some(total, step):
        assert killed(home, at) == -signal.SIGKILL
    store = Store.open(settings.load())
    registry = Registry(store)
    made = len(registry.versions("m"))  # a kill after the commit takes nothing back
    assert [entry.version for entry in registry.versions("m")] == list(range(made, 0, -1))
    assert registry.register(model, "m") == made + 1
    for path in registry.folder.iterdir():
        os.utime(path, (1, 1))
    leftovers.sweep(store)
    sound(registry)
    assert len(list(registry.folder.iterdir())) == made + 1
    assert chain.check(registry.journal).breaches == ()


def test_r04_a_kill_anywhere_in_a_save_leaves_no_half(home: Path, model: Model) -> None:
    kills(home, model, step=7)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_kill_at_every_call_of_a_save_leaves_no_half(home: Path, model: Model) -> None:
    kills(home, model, step=1)


def test_r10_the_second_of_two_promotions_is_told_the_new_champion(
    two: Registry, model: Model
) -> None:
    two.register(model, "m")
    two.promote("m", 3, expected=1)
    with pytest.raises(LoupeError) as caught:
        two.promote("m", 2, expected=1)
    assert caught.value.code == "moved_meanwhile"
    assert "version 3" in caught.value.what
    assert two.journal.records(1)[0].result == "moved_meanwhile"


def test_r11_there_is_nothing_before_the_first_version(two: Registry) -> None:
    error = refusal(two.rollback, "m")
    assert error.code == "no_earlier_version"
    assert earlier(two, "m") is None
    assert two.current("m") == 1


def rewritten(registry: Registry, **facts: Any) -> Path:
    """Return a folder like version 1's, with an honest manifest and other facts."""
    files = artifact.read_folder(registry.folder / registry.version("m", 1).folder)
    meta = {**json.loads(files["meta.json"]), **facts}
    files["meta.json"] = json.dumps(meta).encode()
    manifest.write_folder(registry.folder / "other", files)
    return registry.folder / "other"


def test_r12_other_libraries_are_taken_only_with_the_same_answers(two: Registry) -> None:
    old = [["scikit-learn", "1.2.0"]]
    loaded = artifact.load(rewritten(two, libraries=old))
    assert "scikit-learn" in loaded.meta.notes[-1]
    files = artifact.read_folder(two.folder / "other")
    golden = json.loads(files["golden.json"])
    golden["answers"][0][0] += 1
    files["golden.json"] = json.dumps(golden).encode()
    manifest.write_folder(two.folder / "worse", files)
    error = refusal(artifact.load, two.folder / "worse")
    assert error.code == "golden_rows_differ"
    assert "scikit-learn 1.2.0" in error.fix


def test_r13_a_newer_form_is_never_read_in_part(two: Registry) -> None:
    assert refusal(artifact.load, rewritten(two, format=artifact.FORMAT + 1)).code == "newer_format"


def test_r14_an_older_description_is_read_and_left_as_it_is(two: Registry) -> None:
    files = artifact.read_folder(two.folder / two.version("m", 1).folder)
    meta = json.loads(files["meta.json"])
    for later in ("code", "recalibration", "quick", "covered", "threshold"):
        del meta[later]
    files["meta.json"] = json.dumps(meta).encode()
    del files["experience.json"]
    digest = manifest.write_folder(two.folder / "old", files)
    loaded = artifact.load(two.folder / "old", digest)
    assert (loaded.meta.code, loaded.meta.quick, loaded.experience) == ((), "", None)
    assert manifest.read_folder(two.folder / "old", digest) == files


def test_r20_a_damaged_database_is_said_and_nothing_is_written_over_it(
    home: Path, model: Model
) -> None:
    store = Store.open(settings.load())
    Registry(store).register(model, "m")
    store.close()
    path = home / "loupe.db"
    broken = b"not a database at all" + os.urandom(5000)
    path.write_bytes(broken)
    for extra in ("-wal", "-shm"):
        path.with_name(path.name + extra).unlink(missing_ok=True)
    error = refusal(Store.open, settings.load())
    assert error.code == "database_damaged"
    assert "backup" in error.fix
    assert path.read_bytes() == broken
    assert len(list((home / "models").iterdir())) == 1, "the models are still there"


def test_r22_names_differ_by_more_than_case_form_or_spaces(
    registry: Registry, model: Model
) -> None:
    registry.register(model, "Caf\u00e9 prices")
    assert registry.register(model, "  Cafe\u0301 prices ") == 2
    error = refusal(registry.register, model, "CAF\u00c9  Prices")
    assert error.code == "name_looks_taken"
    assert "Caf\u00e9 prices" in error.what
    for name in ("..", "a/b", "a\\b"):
        assert refusal(registry.register, model, name).code == "bad_model_name"
    assert registry.register(model, "CON") == 1
    assert [path.name.isalnum() for path in registry.folder.iterdir()] == [True] * 3


def test_r23_a_long_history_is_read_in_pages(registry: Registry, model: Model) -> None:
    registry.register(model, "m")
    with registry.store.begin() as connection:
        number = select(literal(2).label("n")).cte("numbers", recursive=True)
        number = number.union_all(select(number.c.n + 1).where(number.c.n < 10_000))
        copies = [number.c.n if c is versions.c.version else c for c in versions.c]
        copied = select(*copies).join_from(versions, number, true())
        connection.execute(insert(versions).from_select([*versions.c], copied))
        connection.execute(update(models).values(newest=10_000))
    page = registry.versions("m", limit=200)
    assert [page[0].version, page[-1].version, len(page)] == [10_000, 9_801, 200]
    assert registry.versions("m", limit=1, before=9_801)[0].version == 9_800
    (entry,) = registry.models()
    assert (entry.versions, entry.newest, entry.champion) == (10_000, 10_000, 1)
    assert registry.register(model, "m") == 10_001
    with registry.store.read() as connection:
        assert len(listing.numbers(connection, ("default", "m"))) == 10_001
