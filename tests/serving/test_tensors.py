"""Tensors to rows and answers to tensors, as JSON and as bytes."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.errors import LoupeError
from mlcore.prediction.answer import answer
from mlcore.serving import tensors
from tests.prediction import making

ROW = {"size": 50.5, "rooms": 3, "kind": "flat"}


def tensor(name: str, datatype: str, data: list[Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "datatype": datatype, "shape": [len(data)], "data": data, **more}


def text(*values: str) -> bytes:
    return b"".join(struct.pack("<I", len(v.encode())) + v.encode() for v in values)


def test_one_input_per_column() -> None:
    signature = making.model("plain").signature
    assert [t.to_json() for t in tensors.inputs(signature)] == [
        {"name": "size", "datatype": "FP64", "shape": [-1]},
        {"name": "rooms", "datatype": "INT64", "shape": [-1]},
        {"name": "kind", "datatype": "BYTES", "shape": [-1]},
    ]
    assert [t.name for t in tensors.outputs(signature)] == ["prediction", "low", "high"]
    classes = tensors.outputs(making.model("missing").signature)
    assert [(t.name, t.shape) for t in classes] == [
        ("prediction", (-1,)),
        ("probabilities", (-1, 3)),
    ]


@pytest.mark.parametrize("shape", [[2], [2, 1]])
def test_columns_become_rows(shape: list[int]) -> None:
    data = [[1.5], [2.5]] if len(shape) == 2 else [1.5, 2.5]
    asked = {
        "inputs": [
            {**tensor("size", "FP64", data), "shape": shape},
            tensor("kind", "BYTES", ["flat", None]),
        ]
    }
    expected = [{"size": 1.5, "kind": "flat"}, {"size": 2.5, "kind": None}]
    assert tensors.rows(asked, b"") == expected


@given(
    st.lists(
        st.tuples(
            st.floats(allow_infinity=False), st.integers(-(2**63), 2**63 - 1), st.text(max_size=5)
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=25)
def test_bytes_carry_the_same(values: list[tuple[float, int, str]]) -> None:
    floats, wholes, texts = zip(*values, strict=True)
    texts = tuple(t.encode("utf-8", "replace").decode() for t in texts)
    parts = [
        ("a", "FP64", np.array(floats, "<f8").tobytes()),
        ("b", "INT64", np.array(wholes, "<i8").tobytes()),
        ("c", "BYTES", text(*texts)),
    ]
    inputs = [
        {
            "name": name,
            "datatype": kind,
            "shape": [len(values)],
            "parameters": {"binary_data_size": len(part)},
        }
        for name, kind, part in parts
    ]
    found = tensors.rows({"inputs": inputs}, b"".join(part for *_, part in parts))
    for row, number, whole, word in zip(found, floats, wholes, texts, strict=True):
        assert row["a"] == (None if np.isnan(number) else number)
        assert (row["b"], row["c"]) == (whole, word)


@pytest.mark.parametrize(
    ("asked", "tail"),
    [
        ([], b""),
        ({}, b""),
        ({"inputs": {}}, b""),
        ({"inputs": []}, b""),
        ({"inputs": [3]}, b""),
        ({"inputs": [{"name": 3, "shape": [1], "data": [1]}]}, b""),
        ({"inputs": [{"name": "a", "data": [1]}]}, b""),
        ({"inputs": [{"name": "a", "shape": [True], "data": [1]}]}, b""),
        ({"inputs": [{"name": "a", "shape": [-1], "data": [1]}]}, b""),
        ({"inputs": [{"name": "a", "shape": [1, 2], "data": [1, 2]}]}, b""),
        ({"inputs": [{"name": "a", "shape": [2], "data": [1]}]}, b""),
        ({"inputs": [{"name": "a", "shape": [1], "data": 1}]}, b""),
        ({"inputs": [tensor("a", "FP64", [1]), tensor("a", "FP64", [1])]}, b""),
        ({"inputs": [tensor("a", "FP64", [1]), tensor("b", "FP64", [1, 2])]}, b""),
        ({"inputs": [tensor("a", "FP64", [1], parameters={"binary_data_size": 9})]}, b"12345678"),
        ({"inputs": [tensor("a", "FP64", [1], parameters={"binary_data_size": 7})]}, b"12345678"),
        ({"inputs": [tensor("a", "FP64", [1], parameters={"binary_data_size": True})]}, b"1"),
        ({"inputs": [tensor("a", "XX", [1], parameters={"binary_data_size": 8})]}, b"12345678"),
        ({"inputs": [tensor("a", "BYTES", [1], parameters={"binary_data_size": 3})]}, b"123"),
        ({"inputs": [tensor("a", "BYTES", [1], parameters={"binary_data_size": 8})]}, b"\xff" * 8),
        (
            {"inputs": [tensor("a", "BYTES", [1], parameters={"binary_data_size": 5})]},
            b"\1\0\0\0\xff",
        ),
    ],
)
def test_what_does_not_fit_is_refused(asked: Any, tail: bytes) -> None:
    with pytest.raises(LoupeError) as caught:
        tensors.rows(asked, tail)
    assert caught.value.code == "wrong_tensor"


def test_answers_become_tensors() -> None:
    model = making.model("missing")
    made = answer(model, [ROW, ROW])
    values, chances = tensors.answered(model.signature, made, None)
    assert values["data"] == [one.value for one in made]
    assert (values["shape"], chances["shape"]) == ([2], [2, 3])
    assert sum(chances["data"]) == pytest.approx(2)
    (only,) = tensors.answered(model.signature, made, [{"name": "probabilities"}])
    assert only == chances
    for wanted in ([{"name": "x"}], [3], [{}]):
        with pytest.raises(LoupeError) as caught:
            tensors.answered(model.signature, made, wanted)
        assert caught.value.code == "wrong_tensor"


def test_intervals_become_tensors() -> None:
    model = making.model("plain")
    (one,) = made = answer(model, [ROW])
    found = {t["name"]: t["data"] for t in tensors.answered(model.signature, made, None)}
    assert one.interval is not None
    assert found == {
        "prediction": [one.value],
        "low": [one.interval[0]],
        "high": [one.interval[1]],
    }
