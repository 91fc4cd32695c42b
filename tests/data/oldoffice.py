"""Compound files ([MS-CFB]) as old Office programs wrote them, for tests."""

from __future__ import annotations

import struct

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
LEAST = 4096  # smaller streams would go into a second, finer table


def compound(streams: dict[str, bytes]) -> bytes:
    """Return a compound file that holds *streams*."""
    padded = {name: data.ljust(LEAST, b"\0") for name, data in streams.items()}
    chains: list[int] = [TABLE, END]  # sector 0: the allocation table, 1: the directory
    body, starts = b"", []
    for data in padded.values():
        count = -(-len(data) // SECTOR)
        starts.append(len(chains))
        chains += [*range(len(chains) + 1, len(chains) + count), END]
        body += data.ljust(count * SECTOR, b"\0")
    table = b"".join(struct.pack("<I", entry) for entry in chains).ljust(SECTOR, b"\xff")
    assert len(table) == SECTOR
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    for i, (name, data) in enumerate(padded.items(), 1):
        right = i + 1 if i < len(padded) else FREE
        entries.append(_entry(name, 2, starts[i - 1], len(data), right=right))
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    assert len(directory) == SECTOR
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, LEAST, END, 0, END, 0,
    )  # fmt: skip
    return head + struct.pack("<I", 0) + b"\xff" * 4 * 108 + table + directory + body


def _entry(
    name: str, kind: int, start: int, size: int, child: int = FREE, right: int = FREE
) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ", text, len(text) + 2, kind, 1, FREE, right, child, b"", 0, 0, 0,
        start, size,
    )  # fmt: skip


def workbook(rows: list[list[str | float]], locked: bool = False) -> bytes:
    """Return an .xls file (BIFF8) with one sheet "S", *locked* by a password."""
    name = b"\x01\x00S"
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    start += _record(0x2F, b"\x01\x00" + bytes(52)) if locked else b""
    end = _record(0x0A)
    place = len(start) + 4 + 6 + len(name) + len(end)
    bound = _record(0x85, struct.pack("<IH", place, 0) + name)
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    sheet += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, len(rows[0]), 0))
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            at = struct.pack("<HHH", r, c, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 0) + cell.encode("latin-1")
                sheet += _record(0x204, at + text)
            else:
                sheet += _record(0x203, at + struct.pack("<d", cell))
    return compound({"Workbook": start + bound + end + sheet + end})


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data
