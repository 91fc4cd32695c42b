"""The parts of an .xlsx file, looked at before a reader opens them.

The reader keeps a sheet as a full rectangle, so two cells at opposite corners would take
hundreds of gigabytes: the empty rows and columns between them are taken out first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from mlcore.data.messages import DAMAGED, UNPACKED_TOO_BIG, UNSAFE_FILE
from mlcore.errors import LoupeError, Where

MOST_BYTES = 2_000_000_000
"""Size of all parts unpacked."""
MOST_TIMES = 300
"""How many times larger than packed they may be, above :data:`SMALL`."""
SMALL = 100_000_000
DENSE_CELLS = 2_000_000
"""A rectangle up to this size may be as empty as it likes."""
EMPTY_TIMES = 20
"""Above it, a sheet with this many places for each cell is closed up."""
_STEP = 1 << 20
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d{1,7})"')
_NO_VALUE = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)'
    rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_DIMENSION = re.compile(rb"<dimension\b[^>]*/>")
_MERGES = re.compile(rb"<mergeCells\b.*?</mergeCells>", re.DOTALL)


@dataclass
class Extent:
    """Which places of a sheet have a cell, and which formulas were saved without a result."""

    rows: set[int] = field(default_factory=set)
    columns: set[bytes] = field(default_factory=set)
    cells: int = 0
    unsaved: list[str] = field(default_factory=list)

    @property
    def sparse(self) -> bool:
        """Tell whether the full rectangle would be mostly empty and too large."""
        if not self.cells:
            return False
        width = max(map(_number, self.columns)) - min(map(_number, self.columns)) + 1
        places = width * (max(self.rows) - min(self.rows) + 1)
        return places > DENSE_CELLS and places > EMPTY_TIMES * self.cells


@dataclass(frozen=True)
class Checked:
    """A workbook that may be opened.

    Parameters
    ----------
    data : bytes
        The file; closed up where it was mostly empty.
    closed_up : bool
        Whether empty rows and columns were taken out.
    unsaved : tuple of str
        Cells whose formulas have no saved result.
    """

    data: bytes
    closed_up: bool = False
    unsaved: tuple[str, ...] = ()


def checked(data: bytes, filename: str) -> Checked:
    """Return *data* when it can be opened safely; other formats than .xlsx as they are.

    Raises
    ------
    LoupeError
        ``unpacked_too_big``, ``unsafe_file`` or ``damaged_file``.
    """
    if not data.startswith(b"PK"):
        return Checked(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _refuse_big(parts, len(data), filename)
            extents = {i.filename: _extent(parts, i, filename) for i in parts.infolist()}
            sparse = [name for name, extent in extents.items() if extent.sparse]
            if sparse:
                data = _closed_up(parts, {name: extents[name] for name in sparse})
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise LoupeError(DAMAGED, Where(file=filename), kind="Excel") from error
    unsaved = tuple(cell for extent in extents.values() for cell in extent.unsaved)
    return Checked(data, bool(sparse), unsaved)


def _refuse_big(parts: zipfile.ZipFile, packed: int, filename: str) -> None:
    most = min(MOST_BYTES, max(SMALL, packed * MOST_TIMES))
    if sum(info.file_size for info in parts.infolist()) > most:
        where = Where(file=filename)
        raise LoupeError(UNPACKED_TOO_BIG, where, name=filename, megabytes=most / 1e6)


def _extent(parts: zipfile.ZipFile, info: zipfile.ZipInfo, filename: str) -> Extent:
    """Read a part through once: its size is counted, its definitions and cells are seen."""
    found = Extent()
    if not info.filename.endswith((".xml", ".rels")):
        return found
    is_sheet = bool(_SHEET.fullmatch(info.filename))
    first = True
    for text in _pieces(parts, info, whole=b"</row>" if is_sheet else b">"):
        if (first and b"<!DOCTYPE" in text) or b"<!ENTITY" in text:
            raise LoupeError(UNSAFE_FILE, Where(file=filename), kind="Excel", found="definitions")
        first = False
        if is_sheet:
            _look(text, found)
    return found


def _pieces(parts: zipfile.ZipFile, info: zipfile.ZipInfo, whole: bytes) -> Iterator[bytes]:
    """Yield a part in pieces that end with *whole*, the last one excepted."""
    rest = b""
    with parts.open(info) as file:
        while text := file.read(_STEP):
            text = rest + text
            end = text.rfind(whole) + len(whole) if whole in text else len(text)
            yield text[:end]
            rest = text[end:]
    yield rest


def _look(text: bytes, found: Extent) -> None:
    for column, row in _CELL.findall(text):
        found.columns.add(column)
        found.rows.add(int(row))
        found.cells += 1
    if b"<f" in text:
        found.unsaved += [cell.decode() for cell in _NO_VALUE.findall(text)]


def _closed_up(parts: zipfile.ZipFile, sparse: dict[str, Extent]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for info in parts.infolist():
            text = parts.read(info)
            if info.filename in sparse:
                text = _without_gaps(text, sparse[info.filename])
            made.writestr(info.filename, text)
    return stream.getvalue()


def _without_gaps(text: bytes, extent: Extent) -> bytes:
    rows = {old: new for new, old in enumerate(sorted(extent.rows), 1)}
    names = sorted(extent.columns, key=_number)
    columns = {old: _letters(new) for new, old in enumerate(names, 1)}

    def cell(found: re.Match[bytes]) -> bytes:
        place = columns[found[1]] + str(rows[int(found[2])]).encode()
        return found[0][: found.start(1) - found.start()] + place + b'"'

    def row(found: re.Match[bytes]) -> bytes:
        new = rows.get(int(found[1]))
        head = found[0][: found.start(1) - found.start()]
        return head + str(new if new else len(rows) + 1).encode() + b'"'

    text = _MERGES.sub(b"", _DIMENSION.sub(b"", text))
    return _CELL.sub(cell, _ROW.sub(row, text))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _letters(number: int) -> bytes:
    found = b""
    while number:
        number, rest = divmod(number - 1, 26)
        found = bytes([65 + rest]) + found
    return found
