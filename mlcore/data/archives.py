"""Packed files: one table is taken out, within limits that are counted while unpacking."""

from __future__ import annotations

import bz2
import lzma
import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from mlcore.data import content
from mlcore.data.dataset import Notice
from mlcore.data.messages import (
    BAD_ENTRY,
    DAMAGED,
    LOCKED_ENTRY,
    NO_ENTRY,
    PACKED,
    TOO_MANY_ENTRIES,
    UNPACKED_TOO_BIG,
)
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess
from mlcore.data.source import Source
from mlcore.errors import LoupeError, Where

MOST_ENTRIES = 10_000
"""Files in one archive."""
MOST_BYTES = 2_000_000_000
"""Size of what is taken out."""
MOST_TIMES = 200
"""How many times larger than packed it may be, above :data:`SMALL`."""
SMALL = 50_000_000
_STEP = 1 << 20
_LINK = stat.S_IFLNK
_PACKED_NAMES = (".gz", ".bz2", ".xz", ".zip", ".7z", ".rar", ".zst", ".tgz", ".tar")
_STREAMS: dict[str, Callable[[], Any]] = {
    "gzip": lambda: zlib.decompressobj(zlib.MAX_WBITS | 16),
    "bzip2": bz2.BZ2Decompressor,
    "xz": lzma.LZMADecompressor,
}


@dataclass(frozen=True)
class Unpacked:
    """What was taken out of an archive, or the file itself when it was none."""

    source: Source
    notices: tuple[Notice, ...] = ()
    guesses: tuple[Guess, ...] = ()


def unpack(found: Source, options: ReadOptions) -> Unpacked:
    """Return the table in *found*; a file that is no archive is returned as it is.

    Parameters
    ----------
    found : Source
        A file.
    options : ReadOptions
        ``entry`` chooses among several tables.

    Raises
    ------
    LoupeError
        ``no_entry``, ``bad_entry``, ``locked_entry``, ``too_many_entries``,
        ``unpacked_too_big``, ``packed_file`` or ``damaged_file``; the entry is named.
    """
    packing = content.packing_of(found.ends(), found.filename)
    if packing is None:
        return Unpacked(found)
    if packing == "zip":
        return _unzip(found, options)
    filename = found.filename
    inner = bare(filename)
    data = _inflate(found.data, packing, filename)
    _refuse_nested(data, inner, filename)
    notice = Notice("unpacked", (("entry", inner), ("packing", packing)))
    return Unpacked(Source(data, inner, found.label), (notice,))


def bare(filename: str) -> str:
    """Return *filename* without the ending that a packer put behind it."""
    for ending in _PACKED_NAMES:
        if filename.lower().endswith(ending):
            return filename[: -len(ending)]
    return filename


def _inflate(data: bytes, packing: str, filename: str) -> bytes:
    """Unpack a stream, which may hold several parts one after another, and count on the way."""
    most = _most(len(data))
    parts: list[bytes] = []
    size, rest = 0, data
    try:
        while rest.strip(b"\x00"):
            stream = _STREAMS[packing]()
            while not stream.eof:
                part, rest = _step(stream, rest)
                size += len(part)
                if size > most:
                    raise _too_big(filename, filename, most)
                parts.append(part)
            rest = stream.unused_data
    except (zlib.error, OSError, EOFError, lzma.LZMAError) as error:
        raise LoupeError(DAMAGED, Where(file=filename), kind=packing) from error
    return b"".join(parts)


def _step(stream: Any, rest: bytes) -> tuple[bytes, bytes]:
    if isinstance(stream, bz2.BZ2Decompressor | lzma.LZMADecompressor):
        part, rest = stream.decompress(rest, _STEP), b""
        stalled = not part and stream.needs_input
    else:
        part, rest = stream.decompress(rest, _STEP), stream.unconsumed_tail
        stalled = not part and not rest
    if stalled and not stream.eof:
        raise EOFError
    return part, rest


def _unzip(found: Source, options: ReadOptions) -> Unpacked:
    filename = found.filename
    try:
        with found.open() as file, zipfile.ZipFile(file) as archive:
            infos = _entries(archive, filename)
            info = _chosen(infos, options, filename)
            data = _entry(archive, info, filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise LoupeError(DAMAGED, Where(file=filename), kind="zip") from error
    _refuse_nested(data, info.filename, filename)
    others = tuple(other.filename for other in infos if other is not info)
    told = [Notice("unpacked", (("entry", info.filename), ("packing", "zip")))]
    if others and options.entry is None:
        facts = (("entry", info.filename), ("others", others))
        told = [Notice("other_entries", facts)]
    taken = Source(data, PurePosixPath(info.filename).name, found.label)
    return Unpacked(taken, tuple(told), (Guess("entry", info.filename, 1.0, others),))


def _entries(archive: zipfile.ZipFile, filename: str) -> list[zipfile.ZipInfo]:
    """Return the files in it; one entry that is unsafe makes the whole archive suspect."""
    infos = archive.infolist()
    if len(infos) > MOST_ENTRIES:
        where = Where(file=filename)
        raise LoupeError(TOO_MANY_ENTRIES, where, entries=len(infos), most=MOST_ENTRIES)
    for info in infos:
        why = _fault(info)
        if why:
            raise _bad(info, why, filename)
    kept = [i for i in infos if not i.is_dir() and not _clutter(i.filename)]
    if not kept:
        raise LoupeError(NO_ENTRY, Where(file=filename), name=filename, names="another archive")
    return kept


def _fault(info: zipfile.ZipInfo) -> str:
    name = info.orig_filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":" or "\x00" in name:
        return "points outside the archive"
    return "is a link" if stat.S_IFMT(info.external_attr >> 16) == _LINK else ""


def _clutter(name: str) -> bool:
    """Tell whether a program put it there for itself."""
    parts = PurePosixPath(name).parts
    return parts[0] == "__MACOSX" or parts[-1].startswith(".") or parts[-1] == "Thumbs.db"


def _chosen(infos: list[zipfile.ZipInfo], options: ReadOptions, filename: str) -> zipfile.ZipInfo:
    if options.entry is None:
        return next((i for i in infos if content.promised(i.filename)), infos[0])
    for info in infos:
        if info.filename == options.entry:
            return info
    names = ", ".join(f"“{info.filename[:40]}”" for info in infos[:5])
    where = Where(file=filename, field="entry")
    raise LoupeError(NO_ENTRY, where, name=options.entry[:80], names=names)


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, filename: str) -> bytes:
    if info.flag_bits & 1:
        raise LoupeError(LOCKED_ENTRY, Where(file=filename, field="entry"), name=info.filename[:80])
    most = _most(info.compress_size)
    if info.file_size > most:
        raise _too_big(info.filename, filename, most)
    parts, size = [], 0
    with archive.open(info) as file:
        while part := file.read(_STEP):
            size += len(part)
            if size > most:
                raise _too_big(info.filename, filename, most)
            parts.append(part)
    return b"".join(parts)


def _most(packed: int) -> int:
    return min(MOST_BYTES, max(SMALL, packed * MOST_TIMES))


def _refuse_nested(data: bytes, entry: str, filename: str) -> None:
    if content.packing_of(data, entry) is not None:
        where = Where(file=filename, field="entry")
        raise LoupeError(PACKED, where, kind=f"an archive inside an archive (“{entry[:60]}”)")


def _bad(info: zipfile.ZipInfo, why: str, filename: str) -> LoupeError:
    where = Where(file=filename, field="entry")
    return LoupeError(BAD_ENTRY, where, name=info.orig_filename[:80].replace("\x00", ""), why=why)


def _too_big(entry: str, filename: str, most: int) -> LoupeError:
    where = Where(file=filename, field="entry")
    return LoupeError(UNPACKED_TOO_BIG, where, name=entry[:80], megabytes=most / 1e6)
