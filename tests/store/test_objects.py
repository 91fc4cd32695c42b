"""Objects come back as they were put, or not at all."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mlcore.errors import LoupeError
from mlcore.store import objects as module
from mlcore.store.objects import Objects

many = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
PUTTER = """
import sys
from pathlib import Path
from mlcore.store.objects import Objects
objects, number = Objects(Path(sys.argv[1])), 0
print("ready", flush=True)
while True:
    number += 1
    objects.put(str(number).encode() * 500_000)
"""


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return Objects(tmp_path / "objects")


def stored(objects: Objects) -> list[Path]:
    return [path for path in objects.root.rglob("*") if path.is_file()]


@many
@given(data=st.binary(max_size=2000))
def test_bytes_come_back(objects: Objects, data: bytes) -> None:
    sha = objects.put(data)
    assert sha == hashlib.sha256(data).hexdigest() == objects.put(data)
    assert objects.get(sha) == data == objects.path(sha).read_bytes()


@many
@given(value=json_values)
def test_json_comes_back(objects: Objects, value: Any) -> None:
    assert objects.json(objects.put_json(value)) == value


@many
@given(array=arrays.arrays(arrays.scalar_dtypes(), arrays.array_shapes(min_side=0, max_side=5)))
def test_arrays_come_back(objects: Objects, array: np.ndarray) -> None:
    back = objects.array(objects.put_array(array))
    assert back.dtype == array.dtype
    assert back.shape == array.shape
    assert back.tobytes() == array.tobytes()


def test_json_of_values_and_key_order(objects: Objects) -> None:
    @dataclass(frozen=True)
    class Point:
        x: int
        tags: tuple[str, ...]

    assert objects.json(objects.put_json(Point(1, ("a",)))) == {"x": 1, "tags": ["a"]}
    assert objects.put_json({"a": 1, "b": 2}) == objects.put_json({"b": 2, "a": 1})


def test_arrays_of_objects_are_refused(objects: Objects) -> None:
    with pytest.raises(ValueError, match="allow_pickle"):
        objects.put_array(np.array([{"a": 1}], dtype=object))
    assert stored(objects) == []


def test_files_are_copied_or_moved(objects: Objects, tmp_path: Path) -> None:
    kept, given_away = tmp_path / "kept", tmp_path / "given"
    kept.write_bytes(b"one")
    given_away.write_bytes(b"two")
    assert objects.get(objects.put_file(kept)) == b"one"
    assert objects.get(objects.put_file(given_away, move=True)) == b"two"
    assert kept.exists()
    assert not given_away.exists()
    assert len(stored(objects)) == 2


READS: list[Callable[[Objects, str], Any]] = [
    lambda objects, sha: objects.get(sha, "the table “sales”"),
    lambda objects, sha: objects.path(sha, "the table “sales”"),
    lambda objects, sha: objects.json(sha, "the table “sales”"),
    lambda objects, sha: objects.array(sha, "the table “sales”"),
]


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "remove"])
def test_harm_is_noticed_and_named(
    objects: Objects, read: Callable[[Objects, str], Any], harm: str
) -> None:
    sha = objects.put(b'{"a": 1234567890}')
    place = objects.path(sha)
    harmed = {"flip": b'{"a": 1234567891}', "cut": b'{"a": 12', "empty": b""}
    if harm == "remove":
        place.unlink()
    else:
        place.write_bytes(harmed[harm])
        os.utime(place, ns=(1, 1))
    with pytest.raises(LoupeError) as caught:
        read(objects, sha)
    said = str(caught.value.to_dict())
    assert caught.value.code == ("object_missing" if harm == "remove" else "object_damaged")
    assert "the table “sales”" in said
    assert str(objects.root) not in said
    assert sha[:8] not in said


def test_putting_again_heals(objects: Objects) -> None:
    sha = objects.put(b"content")
    objects.path(sha).write_bytes(b"damaged")
    os.utime(objects.root / sha[:2] / sha[2:], ns=(1, 1))
    assert objects.put(b"content") == sha
    assert objects.get(sha) == b"content"


def test_a_file_is_verified_once_while_it_stays(
    objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Path] = []
    digest = module._digest
    monkeypatch.setattr(module, "_digest", lambda path: seen.append(path) or digest(path))
    sha = objects.put(b"content")
    for _ in range(3):
        objects.path(sha)
    assert len(seen) == 1
    os.utime(objects.path(sha))
    objects.path(sha)
    assert len(seen) == 2


@pytest.mark.parametrize("sha", ["", "../../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_names_of_objects_are_looked_up(objects: Objects, sha: str) -> None:
    with pytest.raises(LoupeError) as caught:
        objects.get(sha)
    assert caught.value.code == "object_missing"


def test_killed_in_mid_put_leaves_nothing_visible(objects: Objects) -> None:
    chance = random.Random(3)
    for _ in range(5):
        command = [sys.executable, "-c", PUTTER, str(objects.root)]
        putter = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert putter.stdout is not None
        putter.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.1))
        putter.kill()
        putter.communicate()
    whole = [path for path in stored(objects) if path.suffix != ".tmp"]
    assert whole
    for path in whole:
        sha = path.parent.name + path.name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha


def test_sweep_removes_old_leftovers_only(objects: Objects) -> None:
    sha = objects.put(b"content")
    old, young = objects.root / ".aa.tmp", objects.root / sha[:2] / ".bb.tmp"
    old.touch()
    young.touch()
    os.utime(old, (1, 1))
    assert objects.sweep() == 1
    assert young.exists()
    assert not old.exists()
    assert objects.get(sha) == b"content"
