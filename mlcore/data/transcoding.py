"""A large text in whatever encoding → the same in UTF-8, part by part, never held whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from mlcore.data.encoding import SAMPLE, Decoded, Plan, decoded, plans, refuse_chosen, removed
from mlcore.data.options import ReadOptions
from mlcore.data.source import Source

PART = 8_000_000
"""Bytes that are decoded at once."""


@dataclass(frozen=True)
class Transcoded:
    """A text in UTF-8, and what it was before."""

    source: Source
    decoded: Decoded


def transcoded(found: Source, options: ReadOptions, path: Path) -> Transcoded | None:
    """Write the text *found* to *path* in UTF-8, without a mark; None when it is that already.

    Raises
    ------
    LoupeError
        As :func:`encoding.decode`.
    """
    with found.open() as file:
        start = file.read(SAMPLE)
    for plan in plans(start, options, found.filename):
        text = _written(found, plan, options, path)
        if text is not None:
            plain = text.encoding == "utf-8" and not text.notices and not plan.chosen
            return None if plain else Transcoded(replace(found, content=path), text)
    raise AssertionError("Latin-1 takes any bytes")


def _written(found: Source, plan: Plan, options: ReadOptions, path: Path) -> Decoded | None:
    """Write the text as *plan* decodes it; None when it does not."""
    decoder, nuls, line = plan.decoder(), _Nuls(), 0
    with found.open() as file, path.open("wb") as out:
        while True:
            data = file.read(PART)
            last = len(data) < PART
            try:
                text = decoder.feed(data, last)
            except UnicodeError as error:
                line += data.count(b"\n", 0, getattr(error, "start", 0))
                refuse_chosen(plan, line, found.filename)
                return None
            out.write(nuls.without(text).encode("utf-8", "surrogatepass"))
            line += data.count(b"\n")
            if last:
                break
    return removed(decoded(plan, decoder), nuls.count, nuls.line, options, found.filename)


@dataclass
class _Nuls:
    """Invisible characters: how many there were, and in which line the first."""

    count: int = 0
    line: int = 1

    def without(self, text: str) -> str:
        """Return *text*, the next part, without them."""
        if not self.count:
            self.line += text.count("\n", 0, text.find("\0") if "\0" in text else len(text))
        self.count += text.count("\0")
        return text.replace("\0", "") if self.count else text
