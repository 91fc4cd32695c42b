"""Packed files: what is inside is read, what is dangerous is refused by name."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import tracemalloc
import zipfile

import pytest

from mlcore.data import archives
from mlcore.data.notices import sentence
from mlcore.data.options import ReadOptions
from mlcore.data.read import preview
from mlcore.data.source import Source
from mlcore.errors import LoupeError
from tests.data.conftest import Load
from tests.data.test_excel import workbook
from tests.data.test_files import codes, columns, facts, refused

CSV = b"a,b\n1,x\n2,y\n"


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("pack", "name"),
    [(gzip.compress, "t.csv.gz"), (bz2.compress, "t.csv.bz2"), (lzma.compress, "t.csv.xz"),
     (gzip.compress, "t.csv")],
)  # fmt: skip
def test_F34_a_packed_table_is_read_and_that_is_said(load: Load, pack, name: str) -> None:  # type: ignore[no-untyped-def]
    data = load(pack(CSV), name)
    assert columns(data) == {"a": [1, 2], "b": ["x", "y"]}
    assert data.name == "t"
    assert codes(data) == {"unpacked"}


def test_F34_parts_of_a_gzip_file_follow_each_other(load: Load) -> None:
    data = gzip.compress(CSV) + gzip.compress(b"3,z\n") + bytes(512)
    assert columns(load(data, "t.csv.gz")) == {"a": [1, 2, 3], "b": ["x", "y", "z"]}


def test_F34_one_table_in_a_zip_is_read(load: Load) -> None:
    data = load(zipped({"__MACOSX/._t.csv": b"\0", "readme/": b"", "in/t.csv": CSV}), "all.zip")
    assert columns(data) == {"a": [1, 2], "b": ["x", "y"]}
    assert (data.name, data.lineage.source) == ("t", "all.zip")
    assert facts(data, "unpacked") == {"entry": "in/t.csv", "packing": "zip"}


def test_F34_several_tables_in_a_zip_are_a_choice(load: Load) -> None:
    packed = zipped({"notes.md": b"# x", "one.csv": CSV, "two.csv": b"c\n7\n"})
    data = load(packed, "t.zip")
    assert data.names == ("a", "b")
    assert "notes.md" in sentence(data.warnings[0])
    chosen = load(packed, "t.zip", entry="two.csv")
    assert columns(chosen) == {"c": [7]}
    assert "other_entries" not in codes(chosen)
    assert chosen.fingerprint != data.fingerprint
    guess = next(g for g in preview(packed, filename="t.zip").guesses if g.option == "entry")
    assert (guess.value, guess.alternatives) == ("one.csv", ("notes.md", "two.csv"))
    error = refused(load, packed, "t.zip", entry="three.csv")
    assert error.code == "no_entry"
    assert "“two.csv”" in error.fix


def test_F34_a_workbook_in_a_zip_is_a_workbook(load: Load) -> None:
    packed = zipped({"t.xlsx": workbook(s=[["a"], [1]])}, zipfile.ZIP_STORED)
    assert columns(load(packed, "t.zip")) == {"a": [1]}


def test_F34_an_archive_inside_an_archive_is_refused_by_name(load: Load) -> None:
    error = refused(load, zipped({"inner.zip": zipped({"t.csv": CSV})}), "t.zip")
    assert error.code == "packed_file"
    assert "inner.zip" in error.what
    assert refused(load, gzip.compress(gzip.compress(CSV)), "t.csv.gz.gz").code == "packed_file"


def test_F34_a_tar_archive_is_named(load: Load) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        info = tarfile.TarInfo("t.csv")
        info.size = len(CSV)
        archive.addfile(info, io.BytesIO(CSV))
    error = refused_any(load, gzip.compress(stream.getvalue()), "t.tar.gz")
    assert "tar archive" in error.what


def refused_any(load: Load, data: bytes, filename: str) -> LoupeError:
    with pytest.raises(LoupeError) as caught:
        load(data, filename)
    return caught.value


@pytest.mark.parametrize("name", ["../t.csv", "a/../../t.csv", "/etc/t.csv", "C:\\t.csv", "..\\t"])
def test_F34_an_entry_outside_is_refused_by_name(load: Load, name: str) -> None:
    error = refused(load, zipped({"ok.csv": CSV, name: CSV}), "t.zip")
    assert error.code == "bad_entry"
    assert "outside" in error.what


def test_F34_a_link_is_refused_by_name(load: Load) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo("link.csv")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    error = refused(load, stream.getvalue(), "t.zip")
    assert error.code == "bad_entry"
    assert "link.csv" in error.what


def test_F34_too_many_entries_are_refused_with_the_number(load: Load) -> None:
    packed = zipped({f"{i}.csv": b"" for i in range(archives.MOST_ENTRIES + 1)}, zipfile.ZIP_STORED)
    error = refused(load, packed, "t.zip")
    assert error.code == "too_many_entries"
    assert f"{archives.MOST_ENTRIES + 1:,}" in error.what


def test_F34_an_encrypted_entry_is_refused_by_name(load: Load) -> None:
    packed = bytearray(zipped({"secret.csv": CSV}))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = packed.index(magic) + at
        packed[place] |= 1
    error = refused(load, bytes(packed), "t.zip")
    assert error.code == "locked_entry"
    assert "secret.csv" in error.what


def test_F34_a_bomb_is_refused_by_declared_size(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "SMALL", 1_000_000)
    packed = zipped({"bomb.csv": b"0" * 20_000_000})
    error = refused(load, packed, "t.zip")
    assert error.code == "unpacked_too_big"
    assert "bomb.csv" in error.what


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_F34_a_bomb_is_refused_by_counted_size(pack, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(archives, "SMALL", 1_000_000)
    monkeypatch.setattr(archives, "MOST_BYTES", 4_000_000)
    bomb = pack(b"0" * 40_000_000)
    tracemalloc.start()
    with pytest.raises(LoupeError) as caught:
        archives.unpack(Source(bomb, "t.gz", "t.gz"), ReadOptions())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.code == "unpacked_too_big"
    assert peak < 20_000_000


def test_F34_a_forged_size_does_not_help_a_bomb(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "SMALL", 1_000_000)
    packed = bytearray(zipped({"bomb.csv": b"0" * 20_000_000}))
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", packed, packed.index(magic) + at, 100)
    assert refused(load, bytes(packed), "t.zip").code == "damaged_file"


@pytest.mark.parametrize("keep", [20, 60, -30])
def test_F34_a_truncated_archive_is_damaged(load: Load, keep: int) -> None:
    data = "".join(f"{i},{i * i}\n" for i in range(2000)).encode()
    for packed, name in ((gzip.compress(data), "t.gz"), (zipped({"t.csv": data}), "t.zip")):
        assert refused(load, packed[:keep], name).code == "damaged_file"


def test_F34_an_empty_archive_says_so(load: Load) -> None:
    assert refused(load, zipped({}), "t.zip").code == "no_entry"
