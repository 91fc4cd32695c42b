import pickle

from mlcore.errors import UNEXPECTED, LoupeError, Message, Where, unexpected

TORN = Message("torn", what="The file stops at row {row}.", fix="Choose another file.")


def test_sentences_are_filled_with_the_facts_only_when_shown():
    error = LoupeError(TORN, Where(file="a.csv", row=7), row=7)
    assert error.what == "The file stops at row 7."
    assert str(error) == "The file stops at row 7. (a.csv, row 7) Choose another file."


def test_the_json_form_names_only_known_places():
    error = LoupeError(TORN, Where(row=7), Where(column="age"), row=7)
    assert error.to_dict("ab12") == {
        "code": "torn",
        "message": "The file stops at row 7.",
        "where": [{"row": 7}, {"column": "age"}],
        "fix": "Choose another file.",
        "kept": "Nothing was changed.",
        "ref": "ab12",
    }


def test_an_error_crosses_a_process_boundary_unchanged():
    error = LoupeError(TORN, Where(row=7), row=7)
    assert pickle.loads(pickle.dumps(error)).to_dict() == error.to_dict()


def test_braces_in_facts_are_not_read_as_placeholders():
    shown = LoupeError(TORN, row="{evil} {0.__class__}").what
    assert shown == "The file stops at row {evil} {0.__class__}."


def test_an_unforeseen_failure_keeps_its_cause_for_the_log_only():
    cause = ZeroDivisionError("secret value 42")
    error = unexpected(cause)
    assert error.__cause__ is cause
    assert error.message is UNEXPECTED
    assert "42" not in str(error)
