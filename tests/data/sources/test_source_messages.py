"""Every sentence about databases and web addresses keeps the error contract."""

from __future__ import annotations

import re
import string

import pytest

from mlcore.data import messages as files
from mlcore.data.sources import messages
from mlcore.errors import Message

NUMBERS = ("most", "line", "character", "status", "seconds", "count")


@pytest.mark.parametrize("message", messages.MESSAGES, ids=lambda m: m.code)
def test_contract(message: Message) -> None:
    parts = [message.what, message.fix, message.kept]
    names = {name for part in parts for _, name, _, _ in string.Formatter().parse(part) if name}
    said = " ".join(parts).format(**{name: 7 if name in NUMBERS else "word" for name in names})
    assert all(parts)
    assert len(said.split()) <= 60
    assert not re.search(r"0x|/|Error|Exception", said)
    assert re.match(r"[A-Z][a-z]+,? ", message.fix)


def test_codes_are_used_once() -> None:
    codes = [message.code for message in (*files.MESSAGES, *messages.MESSAGES)]
    assert len(set(codes)) == len(codes)
