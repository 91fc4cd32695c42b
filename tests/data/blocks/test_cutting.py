"""Blocks begin and end where records do, whatever quotes stand in them."""

from __future__ import annotations

import csv
import io
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.data import quotes
from mlcore.data.blocks.cutting import Block, blocks
from mlcore.data.blocks.irregular import Irregular
from mlcore.data.blocks.opening import Opening, opened
from mlcore.data.forms import Form
from mlcore.data.options import ReadOptions
from mlcore.data.quotes import records
from mlcore.data.source import Source

TEXTS = st.sampled_from(["word", "two\nlines", 'a "quote"', "a, b", "é", "\n\n", '"'])


def opening(data: bytes) -> Opening:
    return opened(Source(data, "t.csv", "t.csv"), ReadOptions())


def cut(data: bytes, size: int) -> list[Block]:
    start = opening(data)
    file = io.BytesIO(data)
    file.seek(start.offset)
    return list(blocks(file, start, size))


@given(st.lists(TEXTS, min_size=60, max_size=90), st.integers(40, 300))
def test_records_of_all_blocks_are_those_of_the_text(texts: list[str], size: int) -> None:
    stream = io.StringIO(newline="")
    rows = ([str(i), text] for i, text in enumerate(texts))
    csv.writer(stream, lineterminator="\n").writerows([["number", "text"], *rows])
    data = stream.getvalue().encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mlcore.data.blocks.cutting.MOST_LINES", 10)
        patch.setattr(quotes, "MOST_LINES", 10)
        patch.setattr("mlcore.data.blocks.cutting.FEWEST_LINES", 3)
        found = cut(data, size)
    whole = records(list(io.StringIO(data.decode(), newline="")), Form(","), "t")
    assert b"".join(block.data for block in found) == data[data.index(b"\n") + 1 :]
    lines = [
        block.line + at + 1
        for block in found
        for at, odd in block.odd.items()
        if odd.cells is not None and odd.lines > 1
    ]
    assert set(lines) <= {line for line, _ in whole.rows}
    assert [block.last for block in found] == [False] * (len(found) - 1) + [True]


def test_lines_are_counted_from_the_beginning_of_the_file() -> None:
    data = ("A title\n\na,b,c\n" + "1,2,3\n" * 500).encode()
    found = cut(data, 400)
    assert len(found) > 2
    assert found[0].line == 3
    for one, other in pairwise(found):
        assert other.line == one.line + one.data.count(b"\n") == one.line + one.count


@pytest.mark.parametrize("odd", [b"1,\0", b"1,\xff", b"1,2\r3,4"])
def test_what_is_no_plain_text_ends_it(odd: bytes) -> None:
    data = b"a,b\n" + b"1,2\n" * 300
    start = opening(data)
    with pytest.raises(Irregular):
        list(blocks(io.BytesIO(data + odd + b"\n" + b"1,2\n" * 100), start, 400))


def test_a_file_is_only_read_as_far_as_it_was_asked(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 100_000)
    start = opened(Source(path, "t.csv", "t.csv"), ReadOptions())
    with path.open("rb") as file:
        file.seek(start.offset)
        first = next(blocks(file, start, 4000))
        assert file.tell() < 10_000
    assert len(first.data) <= 4000
