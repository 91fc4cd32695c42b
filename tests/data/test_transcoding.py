"""A text written in UTF-8 part by part is what decoding it whole gives, and so is what is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlcore.data import transcoding
from mlcore.data.encoding import decode
from mlcore.data.options import ReadOptions
from mlcore.data.source import Source
from mlcore.data.transcoding import transcoded
from mlcore.errors import LoupeError

PIECES = st.sampled_from(
    [b"a,b\n", b"\xf6", "gr\u00f6\u00dfe\n".encode(), b"\r\n", b"plain words", b"\x81", b"\xff\xfe",
     "\u0441\u043b\u043e\u0432\u043e".encode("cp1251"), "\u3053\u3068\u3070".encode("shift_jis"),
     "x\n".encode("utf-16-le"), b"\xe4\xbd", b"\xef\xbb\xbf", b"K\xf6ln"]
)  # fmt: skip


def both(data: bytes, folder: Path, options: ReadOptions) -> None:
    """Compare both ways."""
    whole = decode(data, options, "t.csv")
    made = transcoded(Source(data, "t.csv", "t.csv"), options, folder / "text")
    if made is None:
        assert (whole.encoding, whole.notices) == ("utf-8", ())
        return
    assert (folder / "text").read_bytes().decode() == whole.text
    assert made.source.size == len(whole.text.encode())
    told = made.decoded
    assert (told.encoding, told.confidence) == (whole.encoding, whole.confidence)
    assert (told.notices, told.others) == (whole.notices, whole.others)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=40).map(b"".join), st.sampled_from([3, 7, 64]))
def test_part_by_part_as_whole(tmp_path: Path, data: bytes, part: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transcoding, "PART", part)
        both(data.replace(b"\0", b""), tmp_path, ReadOptions())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1", "cp1252", "utf-8", "cp932"])
def test_a_chosen_encoding(encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcoding, "PART", 5)
    both("a,b\n1,word\n".encode(encoding) * 9, tmp_path, ReadOptions(encoding=encoding))


def test_invisible_characters_are_counted_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcoding, "PART", 4)
    data = b"a,b\n1,2\n3,\0 4\n5,\0\0\n"
    both(data, tmp_path, ReadOptions(drop_nul=True))
    for refused in (
        lambda: decode(data, ReadOptions(), "t.csv"),
        lambda: transcoded(Source(data, "t.csv", "t.csv"), ReadOptions(), tmp_path / "text"),
    ):
        with pytest.raises(LoupeError) as caught:
            refused()
        assert caught.value.code == "nul_bytes"
        assert (caught.value.facts["line"], caught.value.where[0].line) == (3, 3)


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_a_wrong_choice_is_refused_with_its_line(
    encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"a,b\n1,2\n3,\xf6\xd8\xd8\n"
    lines = []
    for part in (2, 1000):
        monkeypatch.setattr(transcoding, "PART", part)
        with pytest.raises(LoupeError) as caught:
            transcoded(
                Source(data, "t.csv", "t.csv"), ReadOptions(encoding=encoding), tmp_path / "text"
            )
        assert caught.value.code == "wrong_encoding"
        lines.append(caught.value.facts["line"])
    assert lines[0] == lines[1]


def test_an_unknown_name_is_refused(tmp_path: Path) -> None:
    for name in ("klingon", "base64", "a\0b"):
        with pytest.raises(LoupeError) as caught:
            transcoded(Source(b"a", "t.csv", "t"), ReadOptions(encoding=name), tmp_path / "text")
        assert caught.value.code == "unknown_encoding"
