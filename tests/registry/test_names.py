"""Any words may name a model; what references use may not."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlcore.errors import LoupeError
from mlcore.registry.names import Reference, clean, parse


@pytest.mark.parametrize(
    "name", ["titanic", "Größe 1", "日本語", "<b> *y* x", "a.b", "-", "x" * 100]
)
def test_names_are_kept_as_they_stand(name: str) -> None:
    assert clean(name) == name
    assert parse(name) == Reference(name)
    assert parse(f"{name}:12") == Reference(name, version=12)
    assert parse(f"{name}@challenger") == Reference(name, "challenger")


@pytest.mark.parametrize(
    "name", ["", "  ", "a/b", "a@b", "a:1", "a\\b", "..", ".", "a\nb", "a\0b", "x" * 101, "\ud800"]
)
def test_names_that_would_be_addresses_are_refused(name: str) -> None:
    with pytest.raises(LoupeError) as caught:
        clean(name)
    assert caught.value.code == "bad_model_name"
    assert caught.value.what


def test_one_unicode_form_and_no_spaces_around() -> None:
    assert clean("  cafe\u0301 ") == "caf\u00e9"
    assert parse("cafe\u0301:2").name == "caf\u00e9"


@pytest.mark.parametrize("ref", ["", ":3", "@x", "a:", "a:x", "a@", "a:-1", "a:²", "a:99999999999"])
def test_other_references_are_refused(ref: str) -> None:
    with pytest.raises(LoupeError) as caught:
        parse(ref)
    assert caught.value.code == "bad_model_reference"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=30))
def test_every_text_is_a_name_or_refused(text: str) -> None:
    try:
        name = clean(text)
    except LoupeError:
        return
    assert parse(f"{name}:7") == Reference(name, version=7)
