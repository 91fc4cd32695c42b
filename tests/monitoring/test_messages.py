"""Every sentence of this package keeps the error contract."""

from __future__ import annotations

import re

import pytest

from mlcore.errors import Message
from mlcore.monitoring import messages


@pytest.mark.parametrize("message", messages.MESSAGES, ids=lambda m: m.code)
def test_contract(message: Message) -> None:
    parts = (message.what, message.fix, message.kept)
    assert all(parts)
    assert len(" ".join(parts).split()) <= 60
    assert re.match(r"[A-Z][a-z]+ ", message.fix)


def test_none_is_forgotten() -> None:
    defined = {value.code for value in vars(messages).values() if isinstance(value, Message)}
    assert defined == {message.code for message in messages.MESSAGES}
