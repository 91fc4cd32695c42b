"""R20: with the database lost, the registry comes back from the folders and the lines beside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlcore import settings
from mlcore.prediction.model import Model
from mlcore.registry import book
from mlcore.registry.chain import check
from mlcore.registry.rebuild import Rebuilt, rebuild
from mlcore.registry.registry import Registry
from mlcore.registry.removal import drop_alias, remove
from mlcore.store import repair
from mlcore.store.store import Store
from tests.prediction import making


@pytest.fixture
def before(home: Path, model: Model) -> Iterator[Registry]:
    """Return a registry with three versions of one model, one of another, one of them deleted."""
    store = Store.open(settings.load())
    registry = Registry(store)
    for name in ("houses", "houses", "flats", "houses"):
        registry.register(model, name)
    registry.promote("houses", 3)
    registry.promote("houses", 1, "tried")
    registry.promote("houses", 3, "old")
    drop_alias(registry, "houses", "old")
    remove(registry, "houses", 2)
    yield registry
    store.close()


def broken(registry: Registry) -> None:
    """Write nonsense over the database."""
    registry.store.close()
    path = repair.path_of(registry.store.settings)
    path.write_bytes(b"not a database at all" + os.urandom(5_000))
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def anew(registry: Registry) -> tuple[Registry, Rebuilt]:
    repair.put_aside(registry.store.settings)
    made = Registry(Store.open(registry.store.settings))
    return made, rebuild(made.store)


def described(registry: Registry) -> list[tuple[object, ...]]:
    return [
        (v.name, v.version, v.aliases, v.meta, v.digest, v.folder, v.parent, v.run)
        for name in ("flats", "houses")
        for v in registry.versions(name)
    ]


def test_r20_names_numbers_and_aliases_come_back(before: Registry) -> None:
    expected = described(before)
    broken(before)
    after, found = anew(before)
    assert found == Rebuilt(("flats:1", "houses:1", "houses:3"))
    assert described(after) == expected
    assert after.load("houses").predict is not None
    assert check(after.journal).breaches == ()
    assert {r.action for r in after.journal.records()} >= {"recover"}
    assert rebuild(after.store) == Rebuilt()  # once is enough
    after.store.close()


def test_r20_the_next_version_goes_on_counting(before: Registry, model: Model) -> None:
    broken(before)
    after, _ = anew(before)
    assert after.register(model, "houses") == 4
    after.store.close()


def test_r20_a_version_that_shares_a_fit_keeps_what_it_says(home: Path) -> None:
    store = Store.open(settings.load())
    registry = Registry(store)
    registry.register(making.model("booleans"), "yes or no")
    classes = registry.load("yes or no").signature.classes
    registry.with_threshold("yes or no", 1, classes[1], 0.25)
    broken(registry)
    after, found = anew(registry)
    assert found.versions == ("yes or no:1", "yes or no:2")
    assert after.load("yes or no:2").meta.threshold == (classes[1], 0.25)
    assert after.version("yes or no", 2).parent == 1
    after.store.close()


def test_r20_a_version_that_shares_the_folder_of_one_the_backup_has_is_named_too(
    home: Path,
) -> None:
    registry = Registry(Store.open(settings.load()))
    registry.register(making.model("booleans"), "m")
    registry.store.close()
    path = repair.path_of(registry.store.settings)
    copy = path.read_bytes()
    classes = registry.load("m").signature.classes
    registry.with_threshold("m", 1, classes[1], 0.25)
    restored(registry, copy)
    after, found = anew(registry)
    assert found.versions == ("m:2",)
    after.store.close()


def restored(registry: Registry, copy: bytes) -> None:
    """Put an older copy of the database in its place."""
    registry.store.close()
    path = repair.path_of(registry.store.settings)
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    path.write_bytes(copy)


def test_r20_files_that_are_gone_or_damaged_are_told(before: Registry) -> None:
    shutil.rmtree(before.near(before.version("flats", 1).folder))
    file = before.near(before.version("houses", 1).folder) / "meta.json"
    file.write_bytes(file.read_bytes()[:-1])
    broken(before)
    after, found = anew(before)
    assert found == Rebuilt(("houses:3",), (), ("flats:1", "houses:1"))
    assert after.current("houses") == 3
    after.store.close()


def test_r20_without_the_lines_folders_are_called_after_their_table(before: Registry) -> None:
    (before.store.settings.home / book.FILE).unlink()
    (before.folder / "half").mkdir()
    broken(before)
    after, found = anew(before)
    assert len(found.versions) == 3
    assert found.unknown == found.versions
    name = found.versions[0].rpartition(":")[0]
    assert name.startswith("Found")
    assert [v.version for v in after.versions(name)] == [3, 2, 1]
    assert after.load(f"{name}:1") is not None
    after.store.close()


def test_r20_an_older_backup_is_brought_up_to_date(before: Registry, model: Model) -> None:
    path = repair.path_of(before.store.settings)
    before.store.close()
    copy = path.read_bytes()
    before.register(model, "houses")
    before.promote("houses", 4)
    restored(before, copy)
    after, found = anew(before)
    assert found == Rebuilt(("houses:4",))
    assert after.current("houses") == 4
    after.store.close()


def test_a_torn_line_is_left_out_and_a_full_disk_fails_nothing(
    before: Registry, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = before.store.settings.home / book.FILE
    whole = list(book.lines(before.store))
    with path.open("ab") as file:
        file.write(b'{"kind": "version", "wor')
    assert list(book.lines(before.store)) == whole
    path.unlink()
    path.mkdir()  # nothing can be written there
    assert before.register(model, "houses") == 4


def test_r20_folders_found_later_go_on_counting(home: Path) -> None:
    registry = Registry(Store.open(settings.load()))
    registry.register(making.model("plain"), "a")
    broken(registry)
    (home / book.FILE).unlink()
    after, first = anew(registry)
    after.store.close()
    copy = repair.path_of(after.store.settings).read_bytes()
    after.register(making.model("plain"), "b")
    restored(after, copy)
    (home / book.FILE).unlink()
    last, second = anew(after)
    (one,), (two,) = first.unknown, second.unknown
    assert (one.rpartition(":")[0], one[-2:]) == (two.rpartition(":")[0], ":1")
    assert two[-2:] == ":2"
    assert [v.version for v in last.versions(one.rpartition(":")[0])] == [2, 1]
    last.store.close()
