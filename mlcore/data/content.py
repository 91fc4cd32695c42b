"""What a file is, by its first bytes; its name is only a hint."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

from mlcore.data.messages import DAMAGED, EMPTY_FILE, NOT_A_TABLE, PACKED, WEB_PAGE
from mlcore.errors import LoupeError, Where
from mlcore.language import count

SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
    ".dat": "csv",
    ".data": "csv",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xlsb": "excel",
    ".xls": "excel",
    ".ods": "excel",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".arrows": "arrow",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".db3": "sqlite",
    ".duckdb": "duckdb",
    ".ddb": "duckdb",
}
"""Which format a name promises."""

_WORKBOOKS = {"xl/workbook.xml", "xl/workbook.bin"}
_DOCUMENTS = {"word/document.xml", "ppt/presentation.xml"}
_OPEN_WORKBOOK = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_OTHER_OPEN = (
    b"mimetypeapplication/vnd.oasis.opendocument.text",
    b"mimetypeapplication/vnd.oasis.opendocument.presentation",
)
_FOREIGN = (
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x80\x02", "a Python pickle"),
    (b"\x80\x03", "a Python pickle"),
    (b"\x80\x04", "a Python pickle"),
    (b"\x80\x05", "a Python pickle"),
    (b"\x89HDF\r\n", "an HDF5 file"),
    (b"RIFF", "sound, film or a picture"),
    (b"ID3", "sound (MP3)"),
)
_ARCHIVES = (
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
)
_PACKINGS = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
)
_BINARY = (
    (b"PAR1", "parquet"),
    (b"PARE", "parquet"),
    (b"ARROW1", "arrow"),
    (b"FEA1", "arrow"),
    (b"\xff\xff\xff\xff", "arrow"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\xd0\xcf\x11\xe0", "excel"),
)
_DUCKDB, _DUCKDB_AT = b"DUCK", 8
_TAR, _TAR_AT = b"ustar", 257
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_KINDS = {
    "excel": "Excel", "parquet": "Parquet", "arrow": "Arrow", "sqlite": "SQLite",
    "duckdb": "DuckDB",
}  # fmt: skip
"""Formats whose files are no text, as messages call them."""
_FRAGMENTS = ("<table", "<title", "<meta", "<div", "<!--")
_SHORT_MAGIC = (b"BM", b"MZ", b"ID3", b"RIFF", b"GIF8", b"Rar!")


def format_of(data: bytes, filename: str) -> str:
    """Return the format of *data*, as :class:`~mlcore.data.options.ReadOptions` names it.

    Raises
    ------
    LoupeError
        ``empty_file``, ``web_page``, ``not_a_table``, ``packed_file`` or ``damaged_file``, naming
        what it is.
    """
    where = Where(file=filename)
    _refuse_empty(data, where)
    _refuse_foreign(data, where)
    binary = _binary_format(data, where)
    if binary is not None:
        return binary
    _refuse_broken(data, where)
    start = _start(data)
    if start.lower().startswith(("<!doctype html", "<html", "<head", "<body", "<script")):
        raise LoupeError(WEB_PAGE, where)
    if start.lower().startswith(_FRAGMENTS) and "</" in start:
        raise LoupeError(WEB_PAGE, where)
    if start.startswith("<?xml"):
        raise LoupeError(NOT_A_TABLE, where, kind="an XML document")
    return _text_format(start, promised(filename))


def packing_of(data: bytes, filename: str) -> str | None:
    """Return ``"gzip"``, ``"bzip2"``, ``"xz"`` or ``"zip"``; None when *data* is not packed so.

    A workbook is a zip archive too, but not one to unpack.
    """
    for magic, packing in _PACKINGS:
        if data.startswith(magic) and not (magic == b"BZh" and _is_text(data[:4096])):
            is_zip = packing == "zip"
            return None if is_zip and _is_workbook(data, Where(file=filename)) else packing
    return None


def promised(filename: str) -> str | None:
    """Return the format that the name of the file promises, None when none."""
    return SUFFIXES.get(PurePath(filename).suffix.lower())


def _binary_format(data: bytes, where: Where) -> str | None:
    for magic, form in _BINARY:
        if data.startswith(magic):
            return form
    if data.startswith(_DUCKDB, _DUCKDB_AT) and b"\x00" in data[:64]:
        return "duckdb"
    return "excel" if _is_workbook(data, where) else None


def _refuse_empty(data: bytes, where: Where) -> None:
    if not data.strip(b" \t\r\n\x00\xff\xfe\xef\xbb\xbf"):
        lines = data.count(b"\n") or data.count(b"\r")
        size = "0 bytes" if not data else f"nothing but {count(lines or 1, 'blank line')}"
        raise LoupeError(EMPTY_FILE, where, size=size)


def _refuse_foreign(data: bytes, where: Where) -> None:
    binary = b"\x00" in data[:4096] or not _is_text(data[:4096])
    for magic, kind in _FOREIGN:
        if data.startswith(magic) and (binary or magic not in _SHORT_MAGIC):
            raise LoupeError(NOT_A_TABLE, where, kind=kind)
    if data.startswith(_TAR, _TAR_AT):
        raise LoupeError(PACKED, where, kind="a tar archive")
    for magic, kind in _ARCHIVES:
        if data.startswith(magic) and (binary or magic not in _SHORT_MAGIC):
            raise LoupeError(PACKED, where, kind=kind)


def _refuse_broken(data: bytes, where: Where) -> None:
    kind = _KINDS.get(promised(where.file or "") or "")
    if kind and b"\x00" in data[:4096] and not data.startswith(_WIDE):
        raise LoupeError(DAMAGED, where, kind=kind)


def _is_text(start: bytes) -> bool:
    control = sum(byte < 32 and byte not in b"\t\r\n\f" for byte in start)
    return control == 0


def _is_workbook(data: bytes, where: Where) -> bool:
    if not data.startswith(b"PK"):
        return False
    names = _zipped(data)
    if names is None:
        if promised(where.file or "") == "excel":
            raise LoupeError(DAMAGED, where, kind="Excel")
        return False
    if names & _DOCUMENTS or data.startswith(_OTHER_OPEN, 30):
        raise LoupeError(NOT_A_TABLE, where, kind="an Office document that is no workbook")
    return bool(names & _WORKBOOKS) or data.startswith(_OPEN_WORKBOOK, 30)


def _zipped(data: bytes) -> set[str] | None:
    """Return the names in a zip archive, None when its directory is not there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None


def _start(data: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data[:2000].decode(encoding, "ignore").lstrip()
    return data[:1000].decode("utf-8-sig", "ignore").lstrip()


def _text_format(start: str, hint: str | None) -> str:
    if start[:1] == "[" and start[1:].lstrip()[:1] in ("{", "[", "]", '"', ""):
        return "json"
    if start[:1] == "{" and start[1:].lstrip()[:1] in ('"', "}"):
        first = start.splitlines()[0].rstrip()
        return "ndjson" if hint != "json" and first.endswith("}") else "json"
    return hint if hint in ("json", "ndjson") else "csv"
