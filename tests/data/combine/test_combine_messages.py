from __future__ import annotations

import re
import string

import pytest

from mlcore.data import messages as reading
from mlcore.data.combine import messages
from mlcore.errors import Message

NUMBERS = ("rows", "multiplied", "most", "megabytes", "seconds", "count")


@pytest.mark.parametrize("message", messages.MESSAGES, ids=lambda m: m.code)
def test_contract(message: Message) -> None:
    parts = [message.what, message.fix, message.kept]
    names = {name for part in parts for _, name, _, _ in string.Formatter().parse(part) if name}
    said = " ".join(parts).format(**{name: 7 if name in NUMBERS else "word" for name in names})
    assert len(said.split()) <= 60
    assert not re.search(r"0x|/|Error|Exception", said)
    assert re.match(r"[A-Z][a-z]+ ", message.fix)


def test_none_is_forgotten_and_codes_are_our_own() -> None:
    defined = [value for value in vars(messages).values() if isinstance(value, Message)]
    assert set(defined) == set(messages.MESSAGES)
    codes = {message.code for message in (*messages.MESSAGES, *reading.MESSAGES)}
    assert len(codes) == len(messages.MESSAGES) + len(reading.MESSAGES)
