"""Stored models: nothing runs when they are loaded, and nothing changed goes unnoticed."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skops.io
from sklearn.feature_selection import SelectKBest

from mlcore.errors import LoupeError
from mlcore.prediction import archive, artifact
from mlcore.prediction.allowed import allowed
from mlcore.prediction.manifest import read_folder, write_folder
from mlcore.prediction.model import Golden, Model
from tests.prediction.making import model

Edit = Callable[[dict[str, bytes]], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    artifact.save(model("plain"), tmp_path / "v")
    return tmp_path / "v"


def rewritten(folder: Path, edit: Edit) -> Path:
    """Return a folder with other files and an honest manifest: only the loader can refuse it."""
    files = read_folder(folder)
    edit(files)
    write_folder(folder.parent / "other", files)
    return folder.parent / "other"


def refusal(folder: Path) -> LoupeError:
    with pytest.raises(LoupeError) as caught:
        artifact.load(folder)
    return caught.value


def packed(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive_file:
        for name, data in entries.items():
            archive_file.writestr(name.replace("__", "."), data)
    return buffer.getvalue()


def schema(node: dict[str, Any]) -> bytes:
    return json.dumps({**node, "protocol": 2, "_skops_version": "0.16"}).encode()


def test_a_type_that_is_not_listed_is_refused_by_name(folder: Path) -> None:
    data = skops.io.dumps({"estimator": SelectKBest(), "x": np.arange(3)})
    error = refusal(rewritten(folder, lambda files: files.update({"model.skops": data})))
    assert error.code == "unknown_type"
    assert "SelectKBest" in error.what


@pytest.mark.parametrize(
    ("module", "name", "loader"),
    [
        ("os", "system", "FunctionNode"),
        ("builtins", "eval", "FunctionNode"),
        ("builtins", "eval", "TypeNode"),
        ("posix", "system", "OperatorFuncNode"),
        ("operator", "attrgetter", "OperatorFuncNode"),
        ("sklearn.linear_model._ridge", "Ridge", "MethodNode"),
        ("mlcore.training.pipeline", "fit_pipeline", "FunctionNode"),
        ("mlcore.training.pipeline", "fit_pipeline", "ObjectNode"),
        ("mlcore.training.pipeline", "build", "TypeNode"),
        ("mlcore.training.pipeline", "pd.DataFrame", "ObjectNode"),
        ("mlcore.store.store", "Store", "ObjectNode"),
        ("subprocess", "Popen", "ConstructorFromReduceNode"),
        ("functools", "partial", "PartialNode"),
        ("builtins", "dict", "MadeUpNode"),
    ],
)
def test_no_call_can_be_smuggled_in(module: str, name: str, loader: str) -> None:
    node = {"__class__": name, "__module__": module, "__loader__": loader, "content": {}}
    with pytest.raises(LoupeError) as caught:
        archive.inspect(packed(schema__json=schema(node)), "model.skops")
    assert caught.value.code == "unknown_type"
    assert name in caught.value.what


def test_our_list_allows_what_the_catalogue_makes() -> None:
    assert allowed("sklearn.tree._tree", "Tree", "TreeNode")
    assert allowed("mlcore.training.pipeline", "FittedModel", "ObjectNode")
    assert not allowed("mlcore.training.pipeline", "FittedModel", "ConstructorFromReduceNode")


@pytest.mark.parametrize(
    "entries",
    [
        {"../evil__npy": b"x"},
        {"/abs__npy": b"x"},
        {"run__py": b"x"},
        {"a__npy": b"not an array"},
        {"big__npy": b"\x93NUMPY\x01\x00\x76\x00" + b"{'descr':'<f8','fortran_order':False,"
         b"'shape':(999999999999,)}".ljust(117) + b"\n"},
    ],
)  # fmt: skip
def test_odd_entries_are_refused(entries: dict[str, bytes]) -> None:
    data = packed(schema__json=b"{}", **entries)
    with pytest.raises(LoupeError) as caught:
        archive.inspect(data, "model.skops")
    assert caught.value.code == "damaged_model"


def test_a_link_an_entry_twice_and_a_bomb_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        link = zipfile.ZipInfo("1.npy")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("schema.json", b"{}")
    bomb = packed(schema__json=b"{" + b" " * 9_000_000 + b"}")
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as made:
        made.writestr("schema.json", b"{}")
        made.writestr("Schema.json", b"[]")
    twice.seek(0)
    for data in (buffer.getvalue(), bomb, twice.getvalue(), b"", b"PK", b"\x80\x04K\x01."):
        with pytest.raises(LoupeError) as caught:
            archive.inspect(data, "model.skops")
        assert caught.value.code == "damaged_model"


def test_deep_and_senseless_descriptions_are_one_kind_of_error() -> None:
    deep = b'{"a":' * 500 + b"1" + b"}" * 500
    deeper = b"[" * 200_000
    for data in (deep, deeper, b"nonsense"):
        with pytest.raises(LoupeError) as caught:
            archive.inspect(packed(schema__json=data), "model.skops")
        assert caught.value.code == "damaged_model"
    for node in ({}, {"__loader__": "ListNode", "__class__": "list", "__module__": "builtins"}):
        with pytest.raises(LoupeError) as caught:
            archive.unpacked(packed(schema__json=schema(node)), "model.skops")
        assert caught.value.code == "damaged_model"


def test_other_answers_than_the_stored_ones_are_refused(folder: Path) -> None:
    def edit(files: dict[str, bytes]) -> None:
        golden = json.loads(files["golden.json"])
        golden["answers"][4][0] += 1e-3
        files["golden.json"] = json.dumps(golden).encode()

    error = refusal(rewritten(folder, edit))
    assert error.code == "golden_rows_differ"
    assert error.where[0].row == 5


def test_other_libraries_are_noted_while_the_answers_match(folder: Path) -> None:
    def edit(files: dict[str, bytes]) -> None:
        meta = json.loads(files["meta.json"])
        meta["libraries"][0] = ["scikit-learn", "1.2.0"]
        files["meta.json"] = json.dumps(meta).encode()

    loaded = artifact.load(rewritten(folder, edit))
    assert "scikit-learn" in loaded.meta.notes[0]


def test_a_newer_form_and_missing_parts_are_refused(folder: Path) -> None:
    def newer(files: dict[str, bytes]) -> None:
        files["meta.json"] = files["meta.json"].replace(b'"format": 1', b'"format": 2')

    assert refusal(rewritten(folder, newer)).code == "newer_format"


@pytest.mark.parametrize("name", ["model.skops", "meta.json", "signature.json", "golden.json"])
def test_each_part_is_needed_and_readable(folder: Path, name: str) -> None:
    other = rewritten(folder, lambda files: files.update({name: b"\x00["}))
    assert refusal(other).code == "damaged_model"
    assert refusal(other).where[0].file == name


def test_what_could_not_be_loaded_is_not_saved(tmp_path: Path) -> None:
    class Stranger:
        def predict_raw(self, frame: Any) -> np.ndarray:
            return np.zeros(len(frame))

    with pytest.raises(LoupeError) as caught:
        artifact.save(replace(model("plain"), fitted=Stranger()), tmp_path / "v")
    assert caught.value.code == "cannot_keep"
    assert list(tmp_path.iterdir()) == []


def test_distances_find_the_row_that_moved() -> None:
    asked = model("plain")
    answers = [list(numbers) for numbers in asked.golden.answers]
    answers[2][0] *= 2
    moved = replace(asked, golden=Golden(asked.golden.rows, tuple(map(tuple, answers))))
    assert [gap > 1e-9 for gap in artifact.distances(moved)].index(True) == 2
    assert max(artifact.distances(asked)) == 0
    assert artifact.distances(Model(asked.signature, asked.fitted)) == []
