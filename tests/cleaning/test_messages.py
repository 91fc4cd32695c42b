"""Every sentence about recipes keeps the error contract."""

from __future__ import annotations

import re
import string

import pytest

from mlcore.cleaning import messages
from mlcore.errors import Message

NUMBERS = ("failures", "rows", "found", "most", "count", "megabytes", "seconds")


@pytest.mark.parametrize("message", messages.MESSAGES, ids=lambda m: m.code)
def test_contract(message: Message) -> None:
    parts = [message.what, message.fix, message.kept]
    assert all(parts)
    names = {name for part in parts for _, name, _, _ in string.Formatter().parse(part) if name}
    said = " ".join(parts).format(
        **{n: 7 if n in NUMBERS and message.code != "wrong_column_count" else "word" for n in names}
    )
    assert len(said.split()) <= 60
    assert not re.search(r"0x|Error|Exception", said)
    assert re.match(r"[A-Z][a-z]+ ", message.fix)


def test_none_is_forgotten() -> None:
    defined = [value for value in vars(messages).values() if isinstance(value, Message)]
    assert set(defined) == set(messages.MESSAGES)
    assert len({message.code for message in defined}) == len(defined)
