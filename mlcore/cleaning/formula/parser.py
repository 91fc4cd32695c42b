"""Formula → tree. The grammar knows nothing but values, operators and calls by name.

There are no attributes, indices, assignments or definitions; length and depth are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mlcore.cleaning.messages import BAD_FORMULA
from mlcore.errors import LoupeError, Where

MOST_CHARACTERS = 2_000
MOST_DEPTH = 40
_TOKENS = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<column>`(?:[^`]|``)*`)"
    r"|(?P<text>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign><=|>=|==|!=|<>|\*\*|[-+*/%^<>=(),]))"
)
_BINDING = {
    "or": 1, "and": 2, "=": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "+": 5, "-": 5, "*": 6, "/": 6, "%": 6, "^": 8,
}  # fmt: skip
_NOT, _MINUS = 3, 7
_SAME = {"==": "=", "<>": "!=", "**": "^"}
_WORDS = {"and", "or", "not"}


@dataclass(frozen=True)
class Node:
    """A part of a formula.

    Parameters
    ----------
    kind : {"number", "text", "column", "call"}
        A value, a column, or an operator or function.
    value : float or str
        The value, or the name.
    parts : tuple of Node
        What it is called with.
    at : int
        Where it begins, from 0.
    """

    kind: str
    value: Any
    parts: tuple[Node, ...] = ()
    at: int = 0


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(text: str) -> Node:
    """Return the tree of a formula.

    Parameters
    ----------
    text : str
        For example ``if(age >= 18, price * 0.9, `full price`)``; names with blanks or signs
        stand in backticks.

    Raises
    ------
    LoupeError
        ``bad_formula``, with the position of the fault.
    """
    if len(text) > MOST_CHARACTERS:
        raise fault(text, MOST_CHARACTERS, f"it has more than {MOST_CHARACTERS:,} characters")
    reader = _Reader(text)
    node = reader.expression(0, 0)
    if reader.now.kind != "end":
        raise fault(text, reader.now.at, "an operator is missing before it")
    return node


def columns_of(node: Node) -> list[str]:
    """Return the columns a formula reads, in order of appearance."""
    own = [node.value] if node.kind == "column" else []
    inner = [name for part in node.parts for name in columns_of(part)]
    return list(dict.fromkeys([*own, *inner]))


def fault(text: str, at: int, why: str) -> LoupeError:
    """Return the refusal of a formula at a position."""
    where = Where(step="formula", field=f"formula, character {at + 1}")
    near = text[at : at + 20] or "the end"
    return LoupeError(BAD_FORMULA, where, position=at + 1, near=near, why=why)


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKENS.match(text, at)
        if not found:
            blank = len(text) - len(text[at:].lstrip())
            raise fault(text, blank, "this sign has no meaning in a formula")
        kind = str(found.lastgroup)
        word = found.group(kind)
        lower = word.lower()
        if kind == "name" and lower in _WORDS:
            kind, word = "sign", lower
        yield _Token(kind, _SAME.get(word, word), found.start(kind))
        at = found.end()
    yield _Token("end", "", end)


class _Reader:
    """Reads tokens by how strongly operators bind (Pratt 1973)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._left = _tokens(text)
        self.now = next(self._left)

    def step(self) -> _Token:
        """Return the current token and go on."""
        token = self.now
        if token.kind != "end":
            self.now = next(self._left)
        return token

    def expect(self, sign: str) -> None:
        """Go past *sign*.

        Raises
        ------
        LoupeError
            When something else stands there.
        """
        if self.now.kind != "sign" or self.now.text != sign:
            raise fault(self.text, self.now.at, f"“{sign}” is expected here")
        self.step()

    def expression(self, least: int, depth: int) -> Node:
        """Read an expression whose operators bind more strongly than *least*."""
        if depth > MOST_DEPTH:
            raise fault(self.text, self.now.at, f"it is nested deeper than {MOST_DEPTH} times")
        node = self._first(depth)
        while self.now.kind == "sign" and _BINDING.get(self.now.text, 0) > least:
            token = self.step()
            strength = _BINDING[token.text] - (token.text == "^")
            right = self.expression(strength, depth + 1)
            node = Node("call", token.text, (node, right), token.at)
        return node

    def _first(self, depth: int) -> Node:
        token = self.step()
        if token.kind == "number":
            return Node("number", float(token.text), at=token.at)
        if token.kind in ("text", "column"):
            quote = token.text[0]
            value = token.text[1:-1].replace(quote * 2, quote)
            return Node(token.kind, value, at=token.at)
        if token.kind == "name":
            if self.now.kind == "sign" and self.now.text == "(":
                return self._call(token, depth)
            return Node("column", token.text, at=token.at)
        return self._sign(token, depth)

    def _sign(self, token: _Token, depth: int) -> Node:
        if token.text == "(":
            inner = self.expression(0, depth + 1)
            self.expect(")")
            return inner
        if token.text in ("-", "+"):
            inner = self.expression(_MINUS, depth + 1)
            return Node("call", "negative", (inner,), token.at) if token.text == "-" else inner
        if token.text == "not":
            return Node("call", "not", (self.expression(_NOT, depth + 1),), token.at)
        raise fault(self.text, token.at, "a column, a number or a text is expected here")

    def _call(self, token: _Token, depth: int) -> Node:
        self.expect("(")
        parts = []
        while not (self.now.kind == "sign" and self.now.text == ")"):
            parts.append(self.expression(0, depth + 1))
            if not (self.now.kind == "sign" and self.now.text == ","):
                break
            self.step()
        self.expect(")")
        return Node("call", token.text.lower(), tuple(parts), token.at)
