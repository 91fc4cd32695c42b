"""Every sentence about reading keeps the error contract, and every notice has one."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from mlcore.data import messages
from mlcore.data.dataset import Notice
from mlcore.data.notices import SENTENCES, sentence
from mlcore.errors import Message

NUMBERS = (
    "entries",
    "rows",
    "columns",
    "most",
    "megabytes",
    "failures",
    "line",
    "character",
    "seconds",
    "most_rows",
    "most_columns",
    "offset",
)
PACKAGE = Path(messages.__file__).parent


@pytest.mark.parametrize("message", messages.MESSAGES, ids=lambda m: m.code)
def test_contract(message: Message) -> None:
    parts = [message.what, message.fix, message.kept]
    assert all(parts)
    names = {name for part in parts for _, name, _, _ in string.Formatter().parse(part) if name}
    said = " ".join(parts).format(**{name: 7 if name in NUMBERS else "word" for name in names})
    assert len(said.split()) <= 60
    assert not re.search(r"0x|/|Error|Exception", said)
    assert re.match(r"[A-Z][a-z]+ ", message.fix)


def test_none_is_forgotten() -> None:
    defined = [value for value in vars(messages).values() if isinstance(value, Message)]
    assert set(defined) == set(messages.MESSAGES)
    assert len({message.code for message in defined}) == len(defined)


def test_every_notice_that_is_made_has_a_sentence() -> None:
    made, written = set(), set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Notice":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    made.add(first.value)
            if isinstance(node, ast.Constant) and path.name != "notices.py":
                written.add(node.value)
    assert made <= set(SENTENCES) <= written


@pytest.mark.parametrize("code", SENTENCES)
def test_sentences_can_be_said(code: str) -> None:
    facts = {
        "count": 2, "lines": (3, 4), "line": 3, "encoding": "utf-8", "other": "cp1252",
        "place": "first", "format": "JSON", "sheet": "a", "others": ("b", "c"), "why": "too long",
        "tokens": (("NA", 1200),), "words": (("yes", True),), "forms": ("percent",),
        "order": "day", "zone": "Z", "key": "data", "separator": ";",
        "entry": "a.csv", "packing": "zip", "table": "t", "cell": "B2",
    }  # fmt: skip
    said = sentence(Notice(code, tuple(facts.items()), ("a", "b", "c", "d", "e")))
    assert said.endswith(".")
    assert "{" not in said
