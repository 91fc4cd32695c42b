"""Whatever the bytes, a file is a table or a refusal in words; never anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlcore.data.dataset import Dataset
from mlcore.data.notices import sentence
from mlcore.data.read import preview, read_bytes
from mlcore.errors import LoupeError
from mlcore.store.objects import Objects

STARTS = st.sampled_from(
    [b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"PAR1", b"PK\x03\x04xl/", b"\xd0\xcf\x11\xe0",
     b"{", b"[", b'{"a":', b"a,b\n", b'"', b"a;b\n1;2\n"]
)  # fmt: skip
TEXT = st.text(st.sampled_from("ab1 ,;\t|\"\n\r'.-é{}[]:NA"), max_size=60)
SUFFIX = st.sampled_from([".csv", ".tsv", ".xlsx", ".parquet", ".json", ".ndjson", ".txt", ""])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("objects")


def outcome(data: bytes, filename: str, objects: Objects) -> Dataset | LoupeError:
    try:
        return read_bytes(data, filename, objects)
    except LoupeError as error:
        return error


@settings(max_examples=300)
@given(STARTS, st.binary(max_size=80) | TEXT.map(str.encode), SUFFIX)
@example(b"", b'a\n"', ".csv")
@example(b"", b"0\xff", ".csv")
def test_any_bytes(folder: Path, start: bytes, rest: bytes, suffix: str) -> None:
    found = outcome(start + rest, f"t{suffix}", Objects(folder))
    if isinstance(found, LoupeError):
        assert found.where[0].file == f"t{suffix}"
        assert len(str(found).split()) < 80
        return
    frame = found.frame()
    assert frame.shape == (found.rows, len(found.columns))
    assert [str(dtype) for dtype in frame.dtypes] == [c.dtype for c in found.columns]
    assert all(sentence(notice) for notice in found.warnings)


@given(TEXT)
def test_the_preview_of_a_small_file_is_its_beginning(folder: Path, text: str) -> None:
    found = outcome(text.encode(), "t.csv", Objects(folder))
    if isinstance(found, LoupeError):
        with pytest.raises(LoupeError) as caught:
            preview(text.encode(), filename="t.csv")
        assert caught.value.code == found.code
        return
    shown = preview(text.encode(), filename="t.csv")
    assert shown.frame.equals(found.head(50))
    assert shown.columns == found.columns
    assert shown.notices == found.warnings
