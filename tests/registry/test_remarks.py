"""Tags and notes are said of a version and never change it; every word of a search is found."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mlcore.errors import LoupeError
from mlcore.prediction.model import Model
from mlcore.registry import remarks
from mlcore.registry.registry import Registry
from mlcore.registry.remarks import annotate
from mlcore.registry.search import search
from tests.prediction import making


@pytest.fixture
def marked(registry: Registry, model: Model) -> Registry:
    registry.register(model, "houses")
    registry.register(making.model("booleans"), "sold")
    annotate(registry, "houses", 1, ["  Größe ", "night  shift", "Größe"], "50 % of _wards_\nonly")
    return registry


def test_tags_and_note_are_kept_apart_from_the_version(marked: Registry) -> None:
    entry = marked.version("houses", 1)
    assert (entry.tags, entry.note) == (("Größe", "night shift"), "50 % of _wards_\nonly")
    annotate(marked, "houses", 1, note="")
    assert marked.version("houses", 1).tags == ("Größe", "night shift")
    annotate(marked, "houses", 1, tags=[])
    after = marked.version("houses", 1)
    assert (after.tags, after.note, after.digest) == ((), "", entry.digest)
    before = len(marked.journal.records())
    annotate(marked, "houses", 1, tags=[], note="")
    assert len(marked.journal.records()) == before


@pytest.mark.parametrize(
    ("tags", "note"),
    [([f"t{n}" for n in range(21)], None), (["x" * 41], None), (None, "x" * 2001)],
)
def test_too_much_is_refused(marked: Registry, tags: list[str] | None, note: str | None) -> None:
    with pytest.raises(LoupeError) as caught:
        annotate(marked, "houses", 1, tags, note)
    assert caught.value.code == "bad_tag"


def test_unknown_versions_have_no_tags(marked: Registry) -> None:
    with pytest.raises(LoupeError, match="no version 7"):
        annotate(marked, "houses", 7, ["x"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["houses", "sold"]),
        ("HOUSES", ["houses"]),
        ("größe", ["houses"]),
        ("Größe", ["houses"]),
        ("night", ["houses"]),
        ("50 %", ["houses"]),
        ("_wards_", ["houses"]),
        ("ridge", ["houses"]),
        ("logistic binary", ["sold"]),
        ("logistic regression", []),
        ("price houses", ["houses"]),
        ("%", ["houses"]),
    ],
)
def test_every_word_must_be_found(marked: Registry, text: str, found: list[str]) -> None:
    assert [entry.name for entry in search(marked, text)] == found


def test_a_search_is_of_one_workspace_and_bounded(marked: Registry, model: Model) -> None:
    assert search(Registry(marked.store, "other"), "") == ()
    assert len(search(marked, "", limit=1)) == 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=20), max_size=5))
@example(["0 \u200b"])
@example(["e\u200b\u0301"])
def test_what_is_kept_reads_back_the_same(tags: list[str]) -> None:
    once = remarks._tags(tags)
    assert remarks._tags(once) == once
    assert all(tag and tag == " ".join(tag.split()) for tag in once)
