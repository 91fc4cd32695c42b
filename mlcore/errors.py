"""What a person or client is told when something cannot be done.

A package keeps its sentences in one table of :class:`Message` (``messages.py``) and raises
``LoupeError(MESSAGE, where, **facts)``. The sentence is formatted only at the surface.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from mlcore.language import translate

KEPT_ALL = "Nothing was changed."


@dataclass(frozen=True)
class Message:
    """A code and its English sentences, with ``{fact}`` placeholders.

    Parameters
    ----------
    code : str
        Stable name of the failure, lower case with underscores.
    what : str
        One plain sentence: what is wrong.
    fix : str
        What to do next; starts with a verb.
    kept : str
        What still holds.
    placeless : bool
        True when the failure has no file, row or column to point to.
    """

    code: str
    what: str
    fix: str
    kept: str = KEPT_ALL
    placeless: bool = False


@dataclass(frozen=True)
class Where:
    """The place of a failure, as far as it is known; ``row`` and ``line`` count from 1."""

    file: str | None = None
    sheet: str | None = None
    line: int | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = None
    step: str | None = None
    model: str | None = None
    version: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return only the parts that are known."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in values.items() if value is not None}

    def __str__(self) -> str:
        return ", ".join(
            str(value) if name == "file" else f"{translate(name)} {value}"
            for name, value in self.to_dict().items()
        )


@dataclass
class LoupeError(Exception):
    """A failure that can be shown to a person as it stands.

    Parameters
    ----------
    message : Message
        The code and its sentences.
    where : tuple of Where
        The places concerned; empty only for placeless messages.
    facts : dict
        Values for the placeholders of the sentences.
    """

    message: Message
    where: tuple[Where, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    def __init__(self, message: Message, *where: Where, **facts: Any) -> None:
        super().__init__(message, where, facts)
        self.message, self.where, self.facts = message, where, facts

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.message, self.where, self.facts)

    @property
    def code(self) -> str:
        """The stable name of this failure."""
        return self.message.code

    @property
    def what(self) -> str:
        """What is wrong, in one sentence."""
        return self._say(self.message.what)

    @property
    def fix(self) -> str:
        """What to do next."""
        return self._say(self.message.fix)

    @property
    def kept(self) -> str:
        """What still holds."""
        return self._say(self.message.kept)

    def __str__(self) -> str:
        places = "; ".join(str(place) for place in self.where[:5])
        return f"{self.what} ({places}) {self.fix}" if places else f"{self.what} {self.fix}"

    def to_dict(self, ref: str = "") -> dict[str, Any]:
        """Return the error as the JSON object every surface shows."""
        return {
            "code": self.code,
            "message": self.what,
            "where": [place.to_dict() for place in self.where],
            "fix": self.fix,
            "kept": self.kept,
            "ref": ref,
        }

    def _say(self, sentence: str) -> str:
        return translate(sentence).format(**self.facts)


def _rebuild(message: Message, where: tuple[Where, ...], facts: dict[str, Any]) -> LoupeError:
    return LoupeError(message, *where, **facts)


UNEXPECTED = Message(
    "unexpected",
    what="Something went wrong that Loupe did not foresee ({kind}).",
    fix="Try again; if it happens again, report it with the reference shown here.",
    kept="Your data, recipe, runs and models are unchanged.",
    placeless=True,
)


def unexpected(cause: BaseException) -> LoupeError:
    """Wrap a failure of a kind nobody foresaw; the cause is kept for the log only."""
    error = LoupeError(UNEXPECTED, kind=type(cause).__name__)
    error.__cause__ = cause
    return error
