"""Bytes of a text file → text: which encoding, how sure, which lines do not fit."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from mlcore.data.dataset import Notice
from mlcore.data.decoders import Decoder, MixedDecoder
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
SAMPLE = 200_000
"""Bytes from which an encoding is guessed."""
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


@dataclass(frozen=True)
class Plan:
    """A way to decode a text, tried after those before it have failed.

    Parameters
    ----------
    encoding : str
        As people are told.
    decoder : callable
        Makes a decoder.
    confidence, notices, others
        As of :class:`Decoded`.
    chosen : bool
        Whether a person chose it.
    """

    encoding: str
    decoder: Callable[[], Decoder]
    confidence: float = 1.0
    notices: tuple[Notice, ...] = ()
    others: tuple[str, ...] = ()
    chosen: bool = False


def decode(data: bytes, options: ReadOptions, filename: str) -> Decoded:
    """Return the text of *data*.

    Raises
    ------
    LoupeError
        ``unknown_encoding``, ``wrong_encoding`` or ``nul_bytes``.
    """
    for plan in plans(data[:SAMPLE], options, filename):
        decoder = plan.decoder()
        try:
            text = decoder.feed(data, last=True)
        except UnicodeError as error:
            refuse_chosen(plan, data.count(b"\n", 0, getattr(error, "start", 0)), filename)
            continue
        return _without_nul(decoded(plan, decoder, text), options, filename)
    raise AssertionError("Latin-1 takes any bytes")


def decoded(plan: Plan, decoder: Decoder, text: str = "") -> Decoded:
    """Return what *plan* gave."""
    notices = (*plan.notices, *decoder.notices)
    return Decoded(text, plan.encoding, plan.confidence, notices, plan.others)


def refuse_chosen(plan: Plan, lines: int, filename: str) -> None:
    """Raise ``wrong_encoding`` when a person chose *plan*, which fails after *lines* lines."""
    if plan.chosen:
        where = Where(file=filename, line=lines + 1)
        raise LoupeError(WRONG_ENCODING, where, name=plan.encoding, line=lines + 1)


def plans(start: bytes, options: ReadOptions, filename: str) -> Iterator[Plan]:
    """Yield the ways to decode a text that begins with *start*, likeliest first.

    Raises
    ------
    LoupeError
        ``unknown_encoding``.
    """
    if options.encoding:
        yield _chosen(options.encoding, filename)
        return
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    if marked:
        yield Plan(marked.removesuffix("-sig"), partial(Decoder, marked, "replace"))
        return
    yield from _wide(start[:4096])
    yield Plan("utf-8", partial(Decoder, "utf-8"))
    yield Plan("utf-8", MixedDecoder, 0.7)
    yield from _guessed(start)


def _chosen(encoding: str, filename: str) -> Plan:
    try:
        name = codecs.lookup(encoding).name
        codec = "utf-8-sig" if name == "utf-8" else name
        with suppress(UnicodeError):
            b" ".decode(codec)  # refused when it is no encoding of texts
        codecs.getincrementaldecoder(codec)
    except (LookupError, TypeError, AttributeError, ValueError):
        where = Where(file=filename, field="encoding")
        raise LoupeError(UNKNOWN_ENCODING, where, name=encoding) from None
    return Plan(name, partial(Decoder, codec), chosen=True)


def _wide(sample: bytes) -> Iterator[Plan]:
    zeros = [sample[start::2].count(0) / max(len(sample) // 2, 1) for start in (0, 1)]
    for start, (encoding, _) in _WIDE.items():
        if zeros[start] > 0.3 and zeros[1 - start] < 0.05:
            yield Plan(encoding, partial(Decoder, encoding), 0.9, _told(encoding, 0.9))


def _guessed(sample: bytes) -> Iterator[Plan]:
    from charset_normalizer import from_bytes

    best = None if _is_western(sample) else from_bytes(sample).best()
    if best is not None and best.encoding in _TRUSTED:
        sure = min(round(1 - best.chaos, 2), 0.9)
        notices = _told(best.encoding, sure)
        yield Plan(best.encoding, partial(Decoder, best.encoding), sure, notices, ("cp1252",))
    for name in ("cp1252", "latin-1"):
        others = tuple(other for other in _RIVALS if other != name and _fits(sample, other))
        yield Plan(name, partial(Decoder, name), 0.6, _told(name, 0.6), others)


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
    told = removed(decoded, found, line, options, filename)
    return replace(told, text=decoded.text.replace("\x00", ""))


def removed(
    decoded: Decoded, found: int, line: int, options: ReadOptions, filename: str
) -> Decoded:
    """Return *decoded*, told that *found* NUL characters were removed, the first in *line*.

    Raises
    ------
    LoupeError
        ``nul_bytes`` unless a person wants them removed.
    """
    if not found:
        return decoded
    if not options.drop_nul:
        found_text = count(found, "invisible character")
        raise LoupeError(NUL_BYTES, Where(file=filename, line=line), found=found_text, line=line)
    notice = Notice("nul_removed", (("count", found), ("line", line)))
    return replace(decoded, notices=(*decoded.notices, notice))
