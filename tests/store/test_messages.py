"""Every sentence of these packages keeps the error contract."""

from __future__ import annotations

import re
import string

import pytest

from mlcore.errors import Message
from mlcore.jobs import messages as of_jobs
from mlcore.store import messages as of_store

FACTS = {"thing": "the table “sales”", "reason": "permission denied", "job": "0a1b"}
FACTS |= {"state": "done", "signal": "11", "step": "3", "kind": "s3"}


@pytest.mark.parametrize("message", of_store.MESSAGES + of_jobs.MESSAGES, ids=lambda m: m.code)
def test_contract(message: Message) -> None:
    parts = [message.what, message.fix, message.kept]
    assert all(parts)
    wanted = {name for part in parts for _, name, _, _ in string.Formatter().parse(part) if name}
    assert wanted <= FACTS.keys()
    said = " ".join(parts).format(**FACTS).replace("s3://bucket/prefix", "an address")
    assert len(said.split()) <= 60
    assert not re.search(r"0x|/|Error|Exception", said)
    assert re.match(r"[A-Z][a-z]+ ", message.fix)


@pytest.mark.parametrize("module", [of_store, of_jobs])
def test_none_is_forgotten(module: object) -> None:
    defined = [value for value in vars(module).values() if isinstance(value, Message)]
    assert set(defined) == set(module.MESSAGES)
    assert len({message.code for message in defined}) == len(defined)
