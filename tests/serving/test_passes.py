"""Passes: what they say comes back, until they end, and from nobody else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.serving.passes import Passes, file, of_home

OURS = Passes(b"a key of ours")


@settings(max_examples=25)
@given(st.text(max_size=40))
def test_what_is_said_comes_back(said: str) -> None:
    made = OURS.until(time.time() + 60, said)
    assert OURS.read(made) == said
    assert Passes(b"another key").read(made) is None
    assert made.isascii()
    assert not set(made) & set(' ;,"\\')  # fits into a cookie


CHANGES = (
    lambda made: made[:-1], lambda made: "9" + made, lambda made: made + "0",
    lambda made: made.replace(".", ".."), lambda made: "", lambda made: "é.é",
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_pass_is_not_taken(change: object) -> None:
    made = OURS.until(time.time() + 60, "somebody")
    assert not OURS.takes(change(made))  # type: ignore[operator]


def test_a_pass_ends() -> None:
    assert not OURS.takes(OURS.until(time.time() - 1, "somebody"))


def test_the_key_is_made_once_and_is_for_nobody_else(tmp_path: Path) -> None:
    made = of_home(tmp_path / "new").until(time.time() + 60)
    assert of_home(tmp_path / "new").takes(made)
    assert not of_home(tmp_path / "other").takes(made)
    assert file(tmp_path / "new").stat().st_mode & 0o077 == 0
    assert len(file(tmp_path / "new").read_bytes()) == 32
    assert repr(of_home(tmp_path / "new")) == "Passes()"
