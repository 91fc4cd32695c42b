"""A model from a file: proved before it is kept; what is hostile is refused by its name."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skops.io
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.feature_selection import SelectKBest

from mlcore.errors import LoupeError
from mlcore.prediction import artifact
from mlcore.prediction.manifest import MANIFEST
from mlcore.registry.importing import take_in
from mlcore.registry.registry import Registry
from mlcore.registry.vetting import FACTS
from mlcore.registry.zipped import zipped
from tests.prediction import making

Edit = Callable[[dict[str, bytes]], None]


@pytest.fixture(scope="module")
def exported() -> dict[str, bytes]:
    """Return the files of an exported model, its manifest among them."""
    return artifact.packed(making.model("booleans"))


def sealed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return *files* with an honest manifest: only what they hold can be refused."""
    entries = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in files.items()
    }
    return {**files, MANIFEST: json.dumps({"format": 1, "files": entries}).encode()}


def packed(files: dict[str, bytes], **names: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(names.get(name, name), data)
    return out.getvalue()


def refusal(registry: Registry, data: bytes, file: str = "given.zip") -> LoupeError:
    with pytest.raises(LoupeError) as caught:
        take_in(registry, data, "m", file)
    assert registry.models() == ()
    assert not registry.folder.exists() or list(registry.folder.iterdir()) == []
    assert registry.journal.records(1)[0].result == caught.value.code
    return caught.value


def test_what_was_exported_comes_in_and_answers_the_same(registry: Registry) -> None:
    model = making.model("booleans")
    registry.register(model, "here")
    registry.with_threshold("here", 1, "True", 0.25)
    version = take_in(registry, zipped(registry, "here:2"), "there")
    assert (version, registry.current("there")) == (1, 1)
    frame = making.dataset("booleans").frame()
    np.testing.assert_array_equal(
        registry.load("there").predict(frame), registry.load("here:2").predict(frame)
    )
    assert registry.meta("there", 1) == registry.meta("here", 2)
    told = registry.journal.records(1)[0]
    assert (told.action, told.note) == ("register", "imported from model.zip")


class Evil:
    """A pickle that would run something."""

    def __reduce__(self) -> tuple[Any, ...]:
        return print, ("run",)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pickle.dumps(Evil()), "pickle"),
        (pickle.dumps(Evil(), protocol=2), "pickle"),
        (b"x\x9c" + b"0" * 50, "joblib"),
        (b"\x89HDF\r\n\x1a\n" + b"0" * 50, "HDF5"),
        (packed({"archive/data.pkl": b"\x80\x02.", "archive/version": b"3"}), "PyTorch"),
        (packed({"model.pkl": b"\x80\x02."}), "pickle"),
        (packed({"MLmodel": b"flavors: {}"}), "MLflow"),
        (json.dumps({"cells": [], "nbformat": 4}).encode(), "notebook"),
    ],
    ids=["pickle", "pickle2", "joblib", "keras", "torch", "inside", "mlflow", "notebook"],
)
def test_r15_files_that_carry_code_are_refused_by_name(
    registry: Registry, data: bytes, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    error = refusal(registry, data)
    assert error.code == "code_inside"
    assert kind in error.what
    assert "never" in error.what
    assert "Train the model here" in error.fix
    assert capsys.readouterr().out == ""


def test_r16_an_unknown_type_is_named(registry: Registry, exported: dict[str, bytes]) -> None:
    data = skops.io.dumps({"estimator": SelectKBest(), "x": np.arange(3)})
    error = refusal(registry, packed(sealed({**exported, artifact.MODEL: data})))
    assert error.code == "unknown_type"
    assert "SelectKBest" in error.what


def test_r17_bombs_are_refused_before_they_unpack(
    registry: Registry, exported: dict[str, bytes]
) -> None:
    error = refusal(registry, packed(sealed({**exported, "meta.json": b"0" * 30_000_000})))
    assert error.code == "model_bomb"
    assert "MB" in error.what
    inner = packed({"schema.json": b"{" + b" " * 20_000_000 + b"}"})
    error = refusal(registry, packed(sealed({**exported, artifact.MODEL: inner})))
    assert error.code == "damaged_model"
    deep = packed({"schema.json": b'{"a":' * 500 + b"1" + b"}" * 500})
    error = refusal(registry, packed(sealed({**exported, artifact.MODEL: deep})))
    assert error.code == "damaged_model"


def test_r17_an_entry_that_lies_about_its_size(
    registry: Registry, exported: dict[str, bytes]
) -> None:
    data = bytearray(packed(sealed(exported)))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (50).to_bytes(4, "little")
    assert refusal(registry, bytes(data)).code in ("model_bomb", "not_a_model_file")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../meta.json", "leads out"),
        ("/etc/passwd", "leads out"),
        ("..\\x", "leads out"),
        ("C:x", "leads out"),
        ("META.JSON", "twice"),
        ("meta.json", "twice"),
        ("run.py", "no such file"),
        ("inner/meta.json", "no such file"),
    ],
)
def test_r18_odd_entries_are_named(
    registry: Registry, exported: dict[str, bytes], name: str, reason: str
) -> None:
    out = io.BytesIO(packed(sealed(exported)))
    with zipfile.ZipFile(out, "a") as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr("warnings.warn", lambda *_, **__: None)
        made.writestr(name, b"{}")
    error = refusal(registry, out.getvalue())
    assert error.code == "odd_entry"
    assert reason in error.what
    assert f"taken, {name}: " in error.what.replace("\\\\", "\\")


def test_r18_links_and_devices_are_refused(registry: Registry, exported: dict[str, bytes]) -> None:
    for mode, reason in ((0o120777, "it is a link"), (0o020666, "no plain file")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            link = zipfile.ZipInfo("meta.json")
            link.external_attr = mode << 16
            made.writestr(link, "/etc/passwd")
        error = refusal(registry, out.getvalue())
        assert error.code == "odd_entry"
        assert reason in error.what


def test_a_changed_file_is_named(registry: Registry, exported: dict[str, bytes]) -> None:
    files = sealed(exported)
    error = refusal(registry, packed({**files, "golden.json": b"{}"}))
    assert (error.code, "golden.json" in error.what) == ("changed_model_file", True)


def test_r19_other_answers_than_promised_are_refused(
    registry: Registry, exported: dict[str, bytes]
) -> None:
    golden = json.loads(exported["golden.json"])
    golden["answers"][1][0] += 0.01
    files = {**exported, "golden.json": json.dumps(golden).encode()}
    error = refusal(registry, packed(sealed(files)))
    assert error.code == "golden_rows_differ"
    assert "row 2 by" in error.what


@pytest.mark.parametrize("lacking", [MANIFEST, "model.skops", "meta.json"])
def test_missing_parts_are_named(
    registry: Registry, exported: dict[str, bytes], lacking: str
) -> None:
    files = sealed(exported)
    del files[lacking]
    error = refusal(registry, packed(files))
    assert (error.code, lacking in error.what) == ("not_a_model_file", True)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("score", "0.9"),
        ("score", float("inf")),
        ("task", "magic"),
        ("model", "os.system"),
        ("metric", "no_such"),
        ("folds", -1),
        ("fits", [["only one"]]),
        ("plan", {"target": 1, "models": 2}),
        ("recipe", {"steps": [{"name": "no_such_step"}]}),
        ("libraries", {"numpy": "2"}),
        ("target", "x" * 30_000),
        ("leaderboard", ["not a row"]),
        ("dataset", None),
    ],
)
def test_a_description_of_the_wrong_kind_is_named(
    registry: Registry, exported: dict[str, bytes], fact: str, value: object
) -> None:
    meta = {**json.loads(exported["meta.json"]), fact: value}
    error = refusal(registry, packed(sealed({**exported, "meta.json": json.dumps(meta).encode()})))
    assert error.code == "bad_description"
    assert fact in error.what


def test_every_fact_of_a_description_is_looked_at() -> None:
    assert set(FACTS) == set(json.loads(artifact.packed(making.model("plain"))["meta.json"]))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300), cut=st.integers(0, 3000))
def test_no_bytes_are_more_than_one_kind_of_error(
    registry: Registry, exported: dict[str, bytes], data: bytes, cut: int
) -> None:
    whole = packed(sealed(exported))
    for given_bytes in (data, whole[:cut], whole[:cut] + data + whole[cut + len(data) :]):
        with suppress(LoupeError):
            take_in(registry, given_bytes, "m")


def test_a_bad_name_is_refused_first(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(LoupeError) as caught:
        take_in(registry, b"", "../x")
    assert caught.value.code == "bad_model_name"
