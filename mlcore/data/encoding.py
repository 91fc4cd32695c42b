"""Bytes of a text file → text: which encoding, how sure, which lines do not fit."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from mlcore.data.dataset import Notice
from mlcore.data.messages import NUL_BYTES, UNKNOWN_ENCODING, WRONG_ENCODING
from mlcore.data.options import ReadOptions
from mlcore.errors import LoupeError, Where
from mlcore.language import count

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000
_TRUSTED = (
    "cp932",
    "shift_jis",
    "euc_jp",
    "gb18030",
    "gbk",
    "gb2312",
    "big5",
    "cp949",
    "euc_kr",
    "cp1251",
    "koi8_r",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp874",
    "tis_620",
)
_RIVALS = ("cp1252", "iso8859-15", "cp850", "mac_roman")
_WIDE = {1: ("utf-16-le", 2), 0: ("utf-16-be", 2)}


@dataclass(frozen=True)
class Decoded:
    """Text with the encoding it was in, how sure that is (0 to 1), and which others may be."""

    text: str
    encoding: str
    confidence: float = 1.0
    notices: tuple[Notice, ...] = ()
    others: tuple[str, ...] = ()


def decode(data: bytes, options: ReadOptions, filename: str) -> Decoded:
    """Return the text of *data*.

    Raises
    ------
    LoupeError
        ``unknown_encoding``, ``wrong_encoding`` or ``nul_bytes``.
    """
    if options.encoding:
        decoded = _as_chosen(data, options.encoding, filename)
    else:
        decoded = _marked(data) or _wide(data) or _utf8(data) or _mixed(data) or _guessed(data)
    return _without_nul(decoded, options, filename)


def _as_chosen(data: bytes, encoding: str, filename: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        text = data.decode("utf-8-sig" if name == "utf-8" else name)
    except (LookupError, TypeError, AttributeError):
        where = Where(file=filename, field="encoding")
        raise LoupeError(UNKNOWN_ENCODING, where, name=encoding) from None
    except UnicodeError as error:
        line = data[: getattr(error, "start", 0)].count(b"\n") + 1
        where = Where(file=filename, line=line)
        raise LoupeError(WRONG_ENCODING, where, name=encoding, line=line) from error
    return Decoded(text.removeprefix("\ufeff"), name)


def _marked(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, "replace")
            lost = _replaced(text, encoding)
            return Decoded(text, encoding.removesuffix("-sig"), notices=lost)
    return None


def _replaced(text: str, encoding: str) -> tuple[Notice, ...]:
    if "\ufffd" not in text:
        return ()
    lines = tuple(i for i, line in enumerate(text.split("\n"), 1) if "\ufffd" in line)
    return (_mixed_notice(encoding, "replacement signs", lines),)


def _wide(data: bytes) -> Decoded | None:
    sample = data[:4096]
    zeros = [sample[start::2].count(0) / max(len(sample) // 2, 1) for start in (0, 1)]
    for start, (encoding, _) in _WIDE.items():
        if zeros[start] > 0.3 and zeros[1 - start] < 0.05:
            try:
                return Decoded(data.decode(encoding), encoding, 0.9, _told(encoding, 0.9))
            except UnicodeError:
                return None
    return None


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeError:
        return None


def _mixed(data: bytes) -> Decoded | None:
    """Mostly UTF-8 with some lines of Western text in between: each line by its own right."""
    lines, odd, proper = [], [], 0
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            lines.append(line.decode("utf-8"))
            proper += not line.isascii()
        except UnicodeError:
            lines.append(_western(line))
            odd.append(number)
    if not proper or len(odd) > 4 * proper:
        return None
    notice = _mixed_notice("utf-8", "cp1252", tuple(odd))
    return Decoded("\n".join(lines), "utf-8", 0.7, (notice,))


def _mixed_notice(encoding: str, other: str, lines: tuple[int, ...]) -> Notice:
    facts = (("encoding", encoding), ("other", other), ("count", len(lines)), ("lines", lines[:5]))
    return Notice("mixed_encoding", facts)


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeError:
        return data.decode("latin-1")


def _guessed(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    best = None if _is_western(data[:_SAMPLE]) else from_bytes(data[:_SAMPLE]).best()
    if best is not None and best.encoding in _TRUSTED:
        sure = min(round(1 - best.chaos, 2), 0.9)
        try:
            return Decoded(
                data.decode(best.encoding),
                best.encoding,
                sure,
                _told(best.encoding, sure),
                ("cp1252",),
            )
        except UnicodeError:
            pass
    name = "cp1252" if _fits(data, "cp1252") else "latin-1"
    others = tuple(other for other in _RIVALS if other != name and _fits(data[:_SAMPLE], other))
    return Decoded(data.decode(name), name, 0.6, _told(name, 0.6), others)


def _is_western(data: bytes) -> bool:
    """Tell whether letters beyond ASCII stand singly inside Latin words, as accents do."""
    high = re.findall(rb"[\x80-\xff]+", data)
    inside = re.findall(rb"(?<=[A-Za-z])[\xc0-\xff](?=[a-z])|\b[\xc0-\xdf](?=[a-z])", data)
    single = sum(len(run) == 1 for run in high)
    return single >= 0.9 * len(high) and len(inside) >= 0.5 * len(high)


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeError:
        return False
    return True


def _told(encoding: str, sure: float) -> tuple[Notice, ...]:
    return (Notice("guessed_encoding", (("encoding", encoding), ("sure", sure))),)


def _without_nul(decoded: Decoded, options: ReadOptions, filename: str) -> Decoded:
    found = decoded.text.count("\x00")
    if not found:
        return decoded
    line = decoded.text[: decoded.text.index("\x00")].count("\n") + 1
    if not options.drop_nul:
        found_text = count(found, "invisible character")
        raise LoupeError(NUL_BYTES, Where(file=filename, line=line), found=found_text, line=line)
    notice = Notice("nul_removed", (("count", found), ("line", line)))
    text = decoded.text.replace("\x00", "")
    return replace(decoded, text=text, notices=(*decoded.notices, notice))
