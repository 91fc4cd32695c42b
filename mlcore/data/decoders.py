"""Bytes of a text, part by part, → text; which lines did not fit."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from itertools import count

from mlcore.data.dataset import Notice


class Decoder:
    """Bytes → text, part by part.

    Parameters
    ----------
    encoding : str
        Python's name of it.
    errors : str
        ``"strict"`` or ``"replace"``: what is not of this encoding is marked, and told.
    """

    def __init__(self, encoding: str, errors: str = "strict") -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)(errors)
        self._encoding = encoding
        self._lossy = errors == "replace"
        self._line = 1
        self._lost: list[int] = []
        self._begun = False

    def feed(self, data: bytes, last: bool) -> str:
        """Return the text of the next part; raise ``UnicodeError`` where it is not of this kind."""
        text = self._decoder.decode(data, last)
        if self._lossy:
            self._look(text)
            return text
        self._begun, begun = self._begun or bool(text), self._begun
        return text if begun else text.removeprefix("\ufeff")

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is to be told about the parts so far."""
        name = self._encoding.removesuffix("-sig")
        return _told(name, "replacement signs", tuple(dict.fromkeys(self._lost)))

    def _look(self, text: str) -> None:
        if "\ufffd" in text:
            found = enumerate(text.split("\n"), self._line)
            self._lost += [number for number, line in found if "\ufffd" in line]
        self._line += text.count("\n")


class MixedDecoder(Decoder):
    """Mostly UTF-8 with some lines of Western text in between: each line by its own right."""

    def __init__(self) -> None:
        super().__init__("utf-8")
        self._rest, self._proper = b"", 0

    def feed(self, data: bytes, last: bool) -> str:
        """As of any decoder; at the end refuse what has more odd lines than proper ones."""
        data = self._rest + data
        end = len(data) if last else data.rfind(b"\n") + 1
        self._rest = data[end:]
        text = "\n".join(map(self._decoded, data[:end].split(b"\n"), count(self._line)))
        self._line += data.count(b"\n", 0, end)
        if last and (not self._proper or len(self._lost) > 4 * self._proper):
            raise UnicodeError
        return text

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The lines that did not fit."""
        return _told("utf-8", "cp1252", self._lost)

    def _decoded(self, line: bytes, number: int) -> str:
        try:
            text = line.decode("utf-8")
        except UnicodeError:
            self._lost.append(number)
            return _western(line)
        self._proper += not line.isascii()
        return text


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeError:
        return data.decode("latin-1")


def _told(encoding: str, other: str, lines: Sequence[int]) -> tuple[Notice, ...]:
    facts = (("encoding", encoding), ("other", other), ("count", len(lines)))
    return (Notice("mixed_encoding", (*facts, ("lines", tuple(lines[:5])))),) if lines else ()
