import re

import pytest

from mlcore.catalog import messages as catalog
from mlcore.errors import LoupeError, Where
from mlcore.evaluation import messages as evaluation
from mlcore.training import messages as training
from mlcore.training.messages import NOTES, REASONS, note, reason

ALL = (*catalog.MESSAGES, *evaluation.MESSAGES, *training.MESSAGES)
VERBS = {
    "Choose", "Remove", "Add", "Keep", "Convert", "Take", "Look", "Resume", "Write", "Install",
    "Start",
}  # fmt: skip


def _facts(sentence):
    return dict.fromkeys(re.findall(r"\{(\w+)\}", sentence), "x")


@pytest.mark.parametrize("message", ALL, ids=lambda message: message.code)
def test_every_message_says_what_what_to_do_and_what_is_kept(message):
    facts = _facts(message.what + message.fix + message.kept)
    error = LoupeError(message, *([] if message.placeless else [Where(column="c")]), **facts)
    words = f"{error.what} {error.fix} {error.kept}".split()
    assert len(words) <= 60
    assert error.what
    assert error.kept
    assert error.fix.split()[0] in VERBS
    assert not re.search(r"Error|Traceback|0x|/", " ".join(words))


def test_codes_are_unique():
    assert len({message.code for message in ALL}) == len(ALL)


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_is_one_sentence(code):
    sentence = reason(code, **_facts(REASONS[code]))
    assert "{" not in sentence
    assert len(sentence.split()) <= 30


@pytest.mark.parametrize("code", NOTES)
def test_every_note_is_one_sentence(code):
    told = note(code, **_facts(NOTES[code]))
    assert told.code == code
    assert "{" not in told.message
